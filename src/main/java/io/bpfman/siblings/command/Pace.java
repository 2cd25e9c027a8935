package io.bpfman.siblings.command;

import java.time.Duration;

/**
 * How long to rest between two looks: a few seconds at first, then twice as long each time, until no more than four lists
 * a minute are asked for. A look at the builds of one revision takes two or three.
 *
 * @param longest how long the rest may be at this time
 */
record Pace(Duration longest) {

    private static final Duration FIRST = Duration.ofSeconds(5);

    /** Four in a minute. */
    private static final Duration PER_LIST = Duration.ofSeconds(15);

    /** Beyond the rest after any look, so that only the lists count. */
    private static final Duration STEADY = Duration.ofHours(1);

    static Pace start() {
        return new Pace(FIRST);
    }

    /** The rest after a look that took so many lists. */
    Duration pause(int lists) {
        Duration steady = PER_LIST.multipliedBy(Math.max(1, lists));
        return steady.compareTo(longest) < 0 ? steady : longest;
    }

    Pace slower() {
        return longest.compareTo(STEADY) < 0 ? new Pace(longest.multipliedBy(2)) : this;
    }
}
