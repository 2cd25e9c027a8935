package io.bpfman.siblings.benchmark;

import java.time.Duration;
import java.util.List;

/** Durations, in order. */
record Sample(List<Duration> sorted) {

    static Sample of(List<Duration> durations) {
        return new Sample(durations.stream().sorted().toList());
    }

    /** The value that so many in a hundred do not exceed, in milliseconds. */
    double millis(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
    }

    @Override
    public String toString() {
        return "p50 %.1f, p90 %.1f, p99 %.1f, max %.1f ms (%d times)"
                .formatted(millis(50), millis(90), millis(99), millis(100), sorted.size());
    }
}
