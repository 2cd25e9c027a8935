package io.bpfman.siblings.evaluation;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.contention.Surroundings;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.intake.WaitReader;
import io.bpfman.siblings.status.PersistedWait;
import java.util.Collection;
import java.util.Optional;

/**
 * Where the evaluation of one CustomRun gets from what it must know of the cluster. What has to be read throws
 * {@link EvidenceUnavailable} where it cannot be.
 */
public interface Evidence extends WaitReader.FirstSight {

    /**
     * Enters the wait, and only then anything is read for it: so a build that comes in meanwhile is either read, or it finds
     * the wait.
     *
     * @param persisted empty at first sight
     */
    OfWait enter(Wait wait, Optional<PersistedWait> persisted);

    /** The same for a wait that is entered. */
    interface OfWait {

        /** What must be read before the first judgement: nothing where watches tell. */
        RequiredReads first();

        /** What must have been read before this judgement may be acted on. */
        RequiredReads required(Judgement judgement);

        /** What is known without reading anything. */
        Known unread();

        /** What is known when these have been read from the API server, and all else as it is known without. */
        Known known(RequiredReads reads);

        /** Shows the other waits how far this one has come, and then says how far they have: of two at once one sees the other. */
        Collection<WaitProgress> beside(WaitProgress progress);
    }

    /** What is known. The other waits are not in it yet. */
    record Known(ClusterFacts facts, Surroundings surroundings) {}
}
