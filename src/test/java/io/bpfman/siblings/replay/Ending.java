package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a waiting run's wait ended.
 *
 * @param bundle that was built then; empty when none was
 */
record Ending(PlannedWaitingRun waitingRun, Verdict verdict, Instant at, Optional<Bundle> bundle) {

    boolean skipped() {
        return verdict instanceof Verdict.Superseded;
    }

    Duration waited() {
        return Duration.between(waitingRun.created(), at);
    }
}
