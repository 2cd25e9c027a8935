package io.bpfman.siblings.domain;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An open wait, and where its siblings stand. */
public record Standing(Wait asked, Siblings siblings) {

    /** The younger one last: by creation, then by name. */
    static final Comparator<Standing> BY_AGE = Comparator.comparing(
                    (Standing standing) -> standing.asked().created())
            .thenComparing(standing -> standing.asked().name());

    /** Whether the build can change where a sibling stands. */
    public boolean isConcernedBy(Build build) {
        return subject().sharesRevisionWith(build)
                || (subject().mayBePromotedFromAnyBranchOf(build)
                        && ofAnyRevision().anyMatch(build.component()::equals));
    }

    /** The siblings that a build of any revision may answer, as none of the wait's own does. */
    public Stream<ComponentName> ofAnyRevision() {
        return siblings.in(SiblingState.class)
                .filter(entry -> isOfAnyRevision(entry.getValue()))
                .map(Map.Entry::getKey);
    }

    private boolean isOfAnyRevision(SiblingState state) {
        boolean settled = state instanceof SiblingState.Awaited
                || state instanceof SiblingState.Omitted
                || state instanceof SiblingState.Built;
        return !settled
                && state.decidingBuild().filter(subject()::sharesRevisionWith).isEmpty();
    }

    Subject subject() {
        return asked.request().subject();
    }

    /** The uids of the builds under way that it waits for. */
    Stream<String> awaitedBuilds() {
        return unanswered()
                .flatMap(entry -> underWay(entry.getValue()).stream())
                .map(Build::uid);
    }

    /** The siblings of which it waits for a build that nobody has seen yet. */
    Stream<ComponentName> awaitedComponents() {
        return unanswered()
                .filter(entry -> underWay(entry.getValue()).isEmpty())
                .map(Map.Entry::getKey);
    }

    /** The siblings whose builds Pipelines-as-Code keeps from starting in this Repository. */
    SortedSet<ComponentName> queuedIn(String repository) {
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
