package io.bpfman.siblings.dev;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock on which a minute passes quickly, and which can be set back to zero. */
final class FastClock {

    private final InstantSource time;
    private final Duration minute;
    private Instant zero;

    FastClock(InstantSource time, Duration minute) {
        this.time = time;
        this.minute = minute;
        this.zero = time.instant();
    }

    void reset() {
        zero = time.instant();
    }

    /** How long that much time on this clock takes, in milliseconds. */
    long millis(Duration onClock) {
        return minute.multipliedBy(onClock.toSeconds()).dividedBy(60).toMillis();
    }

    /** Minutes and seconds since zero. */
    String reading() {
        long seconds = Duration.between(zero, time.instant()).toMillis() * 60 / minute.toMillis();
        return "%2d:%02d".formatted(seconds / 60, seconds % 60);
    }

    /** What a minute is. */
    Duration minute() {
        return minute;
    }
}
