package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.request.CompetingRun;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a newer run makes a waiting run superfluous.
 *
 * @param newer the run that does; empty when none does, or when it is time for a run that is not skipped
 * @param lastNotSkipped when the last run before the waiting run that was not skipped was created; empty when there is no
 *     newer run, as then nobody needs to know
 */
public record SupersessionResult(Optional<CompetingRun> newer, Optional<Instant> lastNotSkipped) {

    /** Nothing newer is there. */
    public static SupersessionResult none() {
        return new SupersessionResult(Optional.empty(), Optional.empty());
    }
}
