package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a judgement makes necessary to ask the API server for, beside the builds of the revision.
 *
 * @param ofAnyRevision the siblings that a build of any revision may answer
 * @param snapshots whether what Snapshots hold matters
 * @param queues the Repositories of Pipelines-as-Code in whose queue a sibling's build is
 * @param decisive whether the judgement ends the wait or an attempt of it, or its witness is to be made or deleted
 * @param witness whether what the witness says matters
 */
record RequiredReads(
        Set<ComponentName> ofAnyRevision, boolean snapshots, Set<String> queues, boolean decisive, boolean witness) {

    static RequiredReads none() {
        return new RequiredReads(Set.of(), false, Set.of(), false, false);
    }

    static RequiredReads raisedBy(WaitProgress progress, Verdict verdict) {
        Set<String> queues = new HashSet<>();
        boolean snapshots = false;
        for (SiblingState state : progress.siblings().states().values()) {
            if (state instanceof SiblingState.Queued queued
                    && queued.queue() instanceof Queue.PipelinesAsCode queue
                    && !queue.repository().isEmpty()) {
                queues.add(queue.repository());
            }
            snapshots |= state instanceof SiblingState.NotBuilt
                    && progress.asked().request().notBuilt() != OnNotBuilt.FAIL;
            snapshots |=
                    state instanceof SiblingState.Promoted promoted && promoted.origin() instanceof Origin.OfSnapshot;
        }
        return new RequiredReads(
                progress.ofAnyRevision().collect(Collectors.toSet()),
                snapshots,
                queues,
                verdict.restsOnCluster(),
                progress.siblings().allAnswered());
    }

    /** Whether somebody must be asked how long a queue stands still. */
    boolean aboutQueues() {
        return !queues.isEmpty();
    }

    /** These and others. */
    RequiredReads and(RequiredReads others) {
        Set<ComponentName> components = new HashSet<>(ofAnyRevision);
        components.addAll(others.ofAnyRevision);
        Set<String> repositories = new HashSet<>(queues);
        repositories.addAll(others.queues);
        return new RequiredReads(
                components,
                snapshots || others.snapshots,
                repositories,
                decisive || others.decisive,
                witness || others.witness);
    }

    /** Whether none of the others is left to ask. */
    boolean cover(RequiredReads others) {
        return and(others).equals(this);
    }
}
