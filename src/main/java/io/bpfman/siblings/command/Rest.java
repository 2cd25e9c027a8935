package io.bpfman.siblings.command;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Time in which a command does nothing. */
final class Rest {

    private static final long FIRST_MILLIS = 200;

    private Rest() {}

    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", stopped);
        }
    }

    /** Before the next attempt at something: twice as long each time, and never for two at the same moment. */
    static void before(int attempt) {
        long longest = FIRST_MILLIS << attempt;
        millis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    }
}
