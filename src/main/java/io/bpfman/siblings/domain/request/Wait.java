package io.bpfman.siblings.domain.request;

import java.time.Instant;
import java.util.Optional;

/**
 * A wait as it stands: what was asked for, the attempt under way, and whether it is still wanted.
 *
 * @param name of its CustomRun
 * @param created when its CustomRun was
 * @param cancelled why it is to end early; empty when it is not
 */
public record Wait(String name, Instant created, WaitRequest request, Attempt attempt, Optional<String> cancelled) {

    /** When the attempt times out; empty when it never does. */
    public Optional<Instant> deadline() {
        return request.timeout().map(attempt.started()::plus);
    }

    /** Whether another attempt may follow this one. */
    public boolean mayRetry() {
        return attempt.retriesUsed() < request.retries();
    }
}
