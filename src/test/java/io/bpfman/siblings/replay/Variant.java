package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.request.OnFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * A history's cluster, and what the bundle's pipeline asks of the wait. The timeout of one hour and the one retry are
 * those of the example pipeline.
 *
 * @param spliced merges that never were; empty for none
 * @param failing the share of the siblings' builds that fail; each is run again 5 to 20 minutes later, unless the branch
 *     builds the component anew before that
 * @param rerunsOfOldRevisions whether it is run again even then
 * @param gap between siblings of one revision; empty as measured
 * @param pruned how long after its end a PipelineRun is deleted, or when Konflux has dealt with it, if that is later
 * @param keepRuns how many ended runs of one pipeline stay at most
 * @param outages whether the controller is down for half an hour in every three hours
 * @param bundlesPromoted whether Konflux promotes the bundles, too
 */
record Variant(
        String name,
        Optional<Splice> spliced,
        double failing,
        boolean rerunsOfOldRevisions,
        Optional<Duration> gap,
        Duration pruned,
        int keepRuns,
        boolean outages,
        boolean bundlesPromoted,
        OnFailure onFailure) {

    static final int RETRIES = 1;
    static final Duration TIMEOUT = Duration.ofHours(1);
    static final Duration SUPERSEDED_WINDOW = Duration.ofHours(2);
    static final Duration GRACE = Duration.ofSeconds(60);
    static final Duration OUTAGE = Duration.ofMinutes(30);

    /** The history as it is played. */
    History of(History history) {
        return spliced.map(splice -> splice.into(history)).orElse(history);
    }
}
