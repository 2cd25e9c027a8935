package io.bpfman.siblings.domain;

import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must be read from the API server before a judgement may be acted on: what it rests on, and no more. A watch can be
 * late, and what it does not tell is no evidence.
 *
 * @param builds those of the revision
 * @param ofAnyRevision the siblings whose builds of any revision are to be read, too
 * @param components what Konflux says of them
 * @param snapshots what Snapshots hold
 * @param competingRuns those of the waiting run's pipeline
 * @param queues the Repositories of Pipelines-as-Code of which it must be known who runs
 * @param witness what the witness says
 */
public record RequiredReads(
        boolean builds,
        Set<ComponentName> ofAnyRevision,
        boolean components,
        boolean snapshots,
        boolean competingRuns,
        Set<String> queues,
        boolean witness) {

    /** Nothing. */
    public static RequiredReads none() {
        return new RequiredReads(false, Set.of(), false, false, false, Set.of(), false);
    }

    /** The builds of the revision, and what else decides whether there is anything left to wait for. */
    public static RequiredReads ofBuilds(WaitRequest request) {
        return new RequiredReads(true, Set.of(), false, false, mayBeSuperseded(request), Set.of(), false);
    }

    /** What a judgement rests on that needs no more than to be known: all but the builds of the revision. */
    public static RequiredReads raisedBy(WaitProgress progress) {
        return new RequiredReads(
                false,
                progress.ofAnyRevision().collect(Collectors.toSet()),
                false,
                restsOnSnapshots(progress),
                false,
                queues(progress),
                false);
    }

    /**
     * What the judgement rests on. One that ends nothing rests on what the watches tell, but nobody watches who holds the
     * slots of a Repository.
     *
     * @param runsAreWatched whether watches tell of the competing runs: then their absence need not be read
     */
    public static RequiredReads of(Judgement judgement, boolean runsAreWatched) {
        WaitProgress progress = judgement.progress();
        if (!judgement.verdict().restsOnCluster()) {
            return new RequiredReads(false, Set.of(), false, false, false, queues(progress), false);
        }
        boolean superseded = judgement.verdict() instanceof Verdict.Superseded;
        RequiredReads raised = raisedBy(progress);
        return new RequiredReads(
                true,
                raised.ofAnyRevision(),
                superseded || judgement.verdict() instanceof Verdict.UnknownSiblings || restsOnComponents(progress),
                raised.snapshots(),
                superseded
                        || (!runsAreWatched && mayBeSuperseded(progress.asked().request())),
                raised.queues(),
                progress.siblings().allAnswered());
    }

    private static boolean mayBeSuperseded(WaitRequest request) {
        return request.onSuperseded() == OnSuperseded.SKIP
                && request.waitingRun().pipeline().isPresent();
    }

    private static Set<String> queues(WaitProgress progress) {
        Set<String> queues = new HashSet<>();
        progress.siblings().in(SiblingState.Queued.class).forEach(queued -> {
            if (queued.getValue().queue() instanceof Queue.PipelinesAsCode queue
                    && !queue.repository().isEmpty()) {
                queues.add(queue.repository());
            }
        });
        return queues;
    }

    private static boolean restsOnSnapshots(WaitProgress progress) {
        return (progress.siblings().any(SiblingState.NotBuilt.class)
                        && progress.asked().request().notBuilt() != OnNotBuilt.FAIL)
                || progress.siblings()
                        .in(SiblingState.Promoted.class)
                        .anyMatch(promoted -> promoted.getValue().origin() instanceof Origin.OfSnapshot
                                || promoted.getValue().origin() instanceof Origin.OfRequest);
    }

    /** A build of the revision answers by itself; all else is said by a Component, or by the lack of one. */
    private static boolean restsOnComponents(WaitProgress progress) {
        return progress.siblings().states().values().stream()
                .anyMatch(state -> state instanceof SiblingState.Promoted
                        || state instanceof SiblingState.NotBuilt
                        || state instanceof SiblingState.Omitted
                        || state instanceof SiblingState.Untrusted
                        || (state instanceof SiblingState.Built built
                                && built.origin().build().isEmpty()));
    }

    /** These and others. */
    public RequiredReads and(RequiredReads others) {
        return new RequiredReads(
                builds || others.builds,
                union(ofAnyRevision, others.ofAnyRevision),
                components || others.components,
                snapshots || others.snapshots,
                competingRuns || others.competingRuns,
                union(queues, others.queues),
                witness || others.witness);
    }

    /** Whether none of the others is left to read. */
    public boolean cover(RequiredReads others) {
        return and(others).equals(this);
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }
}
