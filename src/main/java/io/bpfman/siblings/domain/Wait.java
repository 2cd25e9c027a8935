package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A wait as it stands: what was asked for, the attempt under way, and whether it is still wanted.
 *
 * @param cancelled why it is to end early; empty when it is not
 */
public record Wait(WaitRequest request, Attempt attempt, Optional<String> cancelled) {

    /** When the attempt times out; empty when it never does. */
    public Optional<Instant> deadline() {
        return request.timeout().map(attempt.started()::plus);
    }

    /** When a sibling that no build was seen of counts as not built. */
    public Instant graceEnd() {
        return request.subject().created().plus(request.grace());
    }

    /** Whether another attempt may follow this one. */
    public boolean mayRetry() {
        return attempt.retriesUsed() < request.retries();
    }
}
