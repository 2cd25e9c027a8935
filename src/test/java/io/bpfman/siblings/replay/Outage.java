package io.bpfman.siblings.replay;

import java.time.Instant;

/** A time in which the controller is down. */
record Outage(Instant from, Instant until) {

    boolean holds(Instant time) {
        return !time.isBefore(from) && time.isBefore(until);
    }
}
