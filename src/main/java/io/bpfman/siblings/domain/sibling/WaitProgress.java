package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitingRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An open wait, and where its siblings stand. */
public record WaitProgress(Wait asked, Siblings siblings) {

    /** Where they stand by these facts at this time. */
    public static WaitProgress of(Wait wait, ClusterFacts facts, Instant now) {
        return new WaitProgress(wait, Siblings.assess(wait.request(), wait.attempt(), facts, now));
    }

    /** The younger one last: by creation, then by name. */
    public static final Comparator<WaitProgress> BY_AGE = Comparator.comparing(
                    (WaitProgress progress) -> progress.asked().created())
            .thenComparing(progress -> progress.asked().name());

    /** Whether the build can change where a sibling stands. */
    public boolean isConcernedBy(Build build) {
        return asked.request().counts(build)
                || (asked.request().mayBePromotedFromAnyBranchOf(build)
                        && ofAnyRevision().anyMatch(build.component()::equals));
    }

    /** The siblings that a build of any revision may answer, or show that they exist, as none of the wait's own does. */
    public Stream<ComponentName> ofAnyRevision() {
        return siblings.in(SiblingState.class)
                .filter(entry -> isOfAnyRevision(entry.getValue())
                        || siblings.unknown().containsKey(entry.getKey())
                        // One that is left empty as a newer build took its place.
                        || (entry.getValue() instanceof SiblingState.Omitted
                                && siblings.answerable().containsKey(entry.getKey())))
                .map(Map.Entry::getKey);
    }

    private boolean isOfAnyRevision(SiblingState state) {
        boolean settled = state instanceof SiblingState.Awaited
                || state instanceof SiblingState.Omitted
                || state instanceof SiblingState.Built;
        boolean cancelled = state instanceof SiblingState.Failed failed
                && failed.build().outcome() instanceof BuildOutcome.Cancelled;
        return !settled
                && (cancelled
                        || state.decidingBuild().filter(asked.request()::counts).isEmpty());
    }

    public WaitingRun waitingRun() {
        return asked.request().waitingRun();
    }

    /** The uids of the builds under way that it waits for. */
    public Stream<String> awaitedBuilds() {
        return unanswered()
                .flatMap(entry -> underWay(entry.getValue()).stream())
                .map(Build::uid);
    }

    /** The siblings of which it waits for a build that nobody has seen yet. */
    public Stream<ComponentName> awaitedComponents() {
        return unanswered()
                .filter(entry -> underWay(entry.getValue()).isEmpty())
                .map(Map.Entry::getKey);
    }

    /** The siblings whose builds Pipelines-as-Code keeps from starting in this Repository. */
    public SortedSet<ComponentName> queuedIn(String repository) {
        return siblings.in(SiblingState.Queued.class)
                .filter(queued -> queued.getValue().queue().equals(new Queue.PipelinesAsCode(repository)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Map.Entry<ComponentName, SiblingState>> unanswered() {
        return siblings.states().entrySet().stream()
                .filter(entry -> !entry.getValue().answered());
    }

    private static Optional<Build> underWay(SiblingState state) {
        return state.decidingBuild().filter(build -> !build.outcome().ended());
    }
}
