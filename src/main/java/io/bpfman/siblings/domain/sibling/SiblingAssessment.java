package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Component;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Judges one sibling by what is known of it. */
final class SiblingAssessment {

    private final WaitRequest request;
    private final Attempt attempt;
    private final ComponentName sibling;
    private final List<Build> builds;
    private final Optional<Component> component;
    private final ClusterFacts facts;

    /** @param builds those of the sibling */
    SiblingAssessment(
            WaitRequest request, Attempt attempt, ComponentName sibling, List<Build> builds, ClusterFacts facts) {
        this.request = request;
        this.attempt = attempt;
        this.sibling = sibling;
        this.builds = builds;
        this.component = facts.konflux().component(sibling);
        this.facts = facts;
    }

    SiblingState state(Instant now) {
        if (ofAnotherRepository()) {
            return promoted(request.waitingRun().created());
        }
        return counting().map(this::stateOf).or(this::builtAndPruned).orElseGet(() -> stateWithoutBuild(now));
    }

    /** The uids of the builds for this revision that are broken. */
    List<String> broken() {
        return ofRevision().stream()
                .filter(build -> build.outcome().broken())
                .map(Build::uid)
                .toList();
    }

    /** Two repositories never share a revision, so a build of the waiting run's own is not to be expected. */
    private boolean ofAnotherRepository() {
        Optional<RepositoryUrl> own = request.waitingRun().repository().or(() -> facts.konflux()
                .sourceOf(request.waitingRun().component()));
        Optional<RepositoryUrl> other = component.flatMap(Component::source);
        return own.isPresent() && other.isPresent() && !own.equals(other);
    }

    private List<Build> ofRevision() {
        return builds.stream().filter(request.waitingRun()::sharesRevisionWith).toList();
    }

    /** The newest build counts; cancelled ones only where there is no other. */
    private Optional<Build> counting() {
        return ofRevision().stream()
                .filter(build -> !attempt.passesOver(build))
                .max(Comparator.comparing(SiblingAssessment::uncancelled).thenComparing(Build.BY_AGE));
    }

    private static boolean uncancelled(Build build) {
        return !(build.outcome() instanceof BuildOutcome.Cancelled);
    }

    private SiblingState stateOf(Build build) {
        BuildOutcome outcome = build.outcome();
        if (outcome instanceof BuildOutcome.Built built) {
            return built(new Origin.OfBuild(build), built.image(), rivals(built.image()));
        }
        if (outcome instanceof BuildOutcome.WithoutDigest without) {
            return new SiblingState.WithoutDigest(build, without.problem());
        }
        if (outcome instanceof BuildOutcome.Failed failed) {
            return new SiblingState.Failed(build, failed.reason());
        }
        if (outcome instanceof BuildOutcome.Cancelled cancelled) {
            return new SiblingState.Failed(build, cancelled.reason());
        }
        return underWay(build);
    }

    private static SiblingState underWay(Build build) {
        return build.outcome() instanceof BuildOutcome.Queued queued
                ? new SiblingState.Queued(build, queued.queue())
                : new SiblingState.Running(build);
    }

    private SortedSet<String> rivals(ImageReference image) {
        SortedSet<String> rivals = new TreeSet<>();
        for (Build build : ofRevision()) {
            if (build.outcome() instanceof BuildOutcome.Built other
                    && !other.image().equals(image)) {
                rivals.add(build.name());
            }
        }
        return Collections.unmodifiableSortedSet(rivals);
    }

    /** Built for the revision, and the PipelineRun was pruned before anybody looked: a Component tells only of pushes. */
    private Optional<SiblingState> builtAndPruned() {
        Optional<KnownImage> promoted = component
                .filter(any -> request.waitingRun().event() instanceof BuildEvent.Push)
                .flatMap(there -> there.promotedFrom(request.waitingRun().revision()))
                .map(image -> new KnownImage(new Origin.OfComponent(), image));
        return promoted.or(() -> Optional.ofNullable(facts.persisted().built().get(sibling)))
                .map(pruned -> built(pruned.origin(), pruned.image(), Collections.emptySortedSet()));
    }

    private SiblingState stateWithoutBuild(Instant now) {
        if (attempt.awaitsNewerBuildOf(sibling) || now.isBefore(request.graceEnd())) {
            return new SiblingState.Awaited();
        }
        return switch (request.notBuilt()) {
            case FAIL -> new SiblingState.NotBuilt();
            case OMIT -> new SiblingState.Omitted();
            case PROMOTED -> promoted(request.graceEnd());
        };
    }

    /**
     * The newest known good image, or the build that is about to replace it.
     *
     * @param latest of builds created later than this nobody waits for the end
     */
    private SiblingState promoted(Instant latest) {
        List<Build> candidates = builds.stream().filter(this::mayBePromotedFrom).toList();
        Optional<Build> newest = candidates.stream()
                .filter(build -> build.outcome() instanceof BuildOutcome.Built)
                .max(Build.BY_AGE);
        return candidates.stream()
                .filter(build -> !build.outcome().ended())
                .filter(build -> isAwaited(build, latest))
                .filter(build -> newest.isEmpty() || Build.BY_AGE.compare(build, newest.get()) > 0)
                .max(Build.BY_AGE)
                .map(SiblingAssessment::underWay)
                .or(() -> newest.map(this::promotedBy))
                .or(this::promotedAndPruned)
                .orElseGet(SiblingState.NotBuilt::new);
    }

    /**
     * Whether its end is waited for. One that runs a broken build again may have been created at any time: of the builds
     * of one revision the first must have been there.
     */
    private boolean isAwaited(Build build, Instant latest) {
        return !build.created().isAfter(latest)
                || facts.persisted().underWay().contains(build.uid())
                || builds.stream()
                        .filter(this::mayBePromotedFrom)
                        .filter(other ->
                                other.source().revision().equals(build.source().revision()))
                        .anyMatch(other ->
                                other.outcome().broken() && !other.created().isAfter(latest));
    }

    private boolean mayBePromotedFrom(Build build) {
        WaitingRun waitingRun = request.waitingRun();
        boolean newer = component
                .flatMap(Component::promotion)
                .map(promotion -> promotion.olderThan(build))
                .orElse(true);
        return newer
                && (ofAnotherRepository()
                        ? waitingRun.mayBePromotedFromAnyBranchOf(build)
                        : waitingRun.mayBePromotedFrom(build));
    }

    private SiblingState promotedBy(Build build) {
        return promoted(new Origin.OfBuild(build), ((BuildOutcome.Built) build.outcome()).image());
    }

    private Optional<SiblingState> promotedAndPruned() {
        return component
                .flatMap(Component::promotion)
                .map(promotion -> new KnownImage(new Origin.OfComponent(), promotion.image()))
                .or(() -> Optional.ofNullable(facts.konflux().snapshots().get(sibling)))
                .or(() -> Optional.ofNullable(facts.persisted().promoted().get(sibling)))
                .map(pruned -> promoted(pruned.origin(), pruned.image()));
    }

    private SiblingState built(Origin origin, ImageReference image, SortedSet<String> rivals) {
        return trusted(origin, image, new SiblingState.Built(origin, image, rivals));
    }

    private SiblingState promoted(Origin origin, ImageReference image) {
        return trusted(origin, image, new SiblingState.Promoted(origin, image));
    }

    /** An image counts only from the repository that the component says is its own. */
    private SiblingState trusted(Origin origin, ImageReference image, SiblingState answer) {
        return component
                .flatMap(Component::repository)
                .filter(own -> !own.equals(image.repository()))
                .<SiblingState>map(own -> new SiblingState.Untrusted(origin, image, own))
                .orElse(answer);
    }
}
