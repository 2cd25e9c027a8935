package io.bpfman.siblings.explain;

import io.bpfman.siblings.tekton.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long it is from one time to another, as a person reads it. */
public final class Elapsed {

    private Elapsed() {}

    /** In whole seconds; none where the clock was set back between the two. */
    public static String between(Instant from, Instant to) {
        Duration length = Duration.between(from, to).truncatedTo(ChronoUnit.SECONDS);
        return GoDuration.format(length.isNegative() ? Duration.ZERO : length);
    }
}
