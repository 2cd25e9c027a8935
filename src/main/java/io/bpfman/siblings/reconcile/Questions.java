package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.NotBuilt;
import io.bpfman.siblings.domain.Origin;
import io.bpfman.siblings.domain.Queue;
import io.bpfman.siblings.domain.SiblingState;
import io.bpfman.siblings.domain.Standing;
import io.bpfman.siblings.domain.Verdict;
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
record Questions(
        Set<ComponentName> ofAnyRevision, boolean snapshots, Set<String> queues, boolean decisive, boolean witness) {

    static Questions none() {
        return new Questions(Set.of(), false, Set.of(), false, false);
    }

    static Questions raisedBy(Standing standing, Verdict verdict) {
        Set<String> queues = new HashSet<>();
        boolean snapshots = false;
        for (SiblingState state : standing.siblings().states().values()) {
            if (state instanceof SiblingState.Queued queued
                    && queued.queue() instanceof Queue.PipelinesAsCode queue
                    && !queue.repository().isEmpty()) {
                queues.add(queue.repository());
            }
            snapshots |= state instanceof SiblingState.NotBuilt
                    && standing.asked().request().notBuilt() != NotBuilt.FAIL;
            snapshots |=
                    state instanceof SiblingState.Promoted promoted && promoted.origin() instanceof Origin.OfSnapshot;
        }
        return new Questions(
                standing.ofAnyRevision().collect(Collectors.toSet()),
                snapshots,
                queues,
                verdict.restsOnCluster(),
                standing.siblings().allAnswered());
    }

    /** Whether somebody must be asked how long a queue stands still. */
    boolean aboutQueues() {
        return !queues.isEmpty();
    }

    /** These and others. */
    Questions and(Questions others) {
        Set<ComponentName> components = new HashSet<>(ofAnyRevision);
        components.addAll(others.ofAnyRevision);
        Set<String> repositories = new HashSet<>(queues);
        repositories.addAll(others.queues);
        return new Questions(
                components,
                snapshots || others.snapshots,
                repositories,
                decisive || others.decisive,
                witness || others.witness);
    }

    /** Whether none of the others is left to ask. */
    boolean cover(Questions others) {
        return and(others).equals(this);
    }
}
