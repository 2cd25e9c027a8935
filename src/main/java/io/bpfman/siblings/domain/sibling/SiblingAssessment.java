package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Judges one sibling by what is known of it. A build of the revision goes before all that names say. */
final class SiblingAssessment {

    private final WaitRequest request;
    private final Attempt attempt;
    private final ComponentName sibling;
    private final List<Build> builds;
    private final List<Build> ofRevision;
    private final Optional<Component> component;
    private final ClusterFacts facts;
    private final Promotions promotions;
    private final Instant now;
    private final Optional<Build> counting;
    private final boolean replaced;

    /**
     * @param builds those of the sibling
     * @param ownGroups the names of the ComponentGroups that hold the waiting run
     */
    SiblingAssessment(
            WaitRequest request,
            Attempt attempt,
            ComponentName sibling,
            List<Build> builds,
            ClusterFacts facts,
            Set<String> ownGroups,
            Instant now) {
        this.request = request;
        this.attempt = attempt;
        this.sibling = sibling;
        this.builds = builds;
        this.ofRevision = builds.stream().filter(request::counts).toList();
        this.component = facts.konflux().component(sibling);
        this.facts = facts;
        this.promotions = new Promotions(sibling, request.waitingRun(), facts.konflux(), ownGroups);
        this.now = now;
        this.counting = counting();
        this.replaced = !attempt.awaitsNewerBuildOf(sibling)
                && counting.filter(this::wasReplaced).isPresent();
    }

    SiblingState state() {
        return counting.filter(any -> !replaced)
                .map(this::stateOf)
                .or(this::builtAndPruned)
                .orElseGet(this::stateWithoutBuild);
    }

    /** The uids of the builds for this revision that are broken. */
    List<String> broken() {
        return ofRevision.stream()
                .filter(build -> build.outcome().broken())
                .map(Build::uid)
                .toList();
    }

    /** When it was first about to be answered by a promoted image; empty while it is not, and where that does not matter. */
    Optional<Instant> answerable() {
        boolean promoted = mayBeAnsweredOtherwise()
                && (request.notBuilt() == OnNotBuilt.PROMOTED || replaced)
                && !promotions.ofAnotherRepository()
                && (replaced || counting.isEmpty())
                && builtAndPruned().isEmpty();
        return promoted ? Optional.of(answerableSince()) : Optional.empty();
    }

    /** Whether no Component, no build and nothing that is remembered has its name, while Components can be seen. */
    boolean unknown() {
        boolean seen = !builds.isEmpty()
                || component.isPresent()
                || attempt.awaitsNewerBuildOf(sibling)
                || facts.persisted().built().containsKey(sibling)
                || facts.persisted().promoted().containsKey(sibling)
                || facts.konflux().snapshots().containsKey(sibling)
                || promotions.promotion().isPresent();
        return !seen && facts.konflux().knowsAllComponents();
    }

    /** What was seen with the revision and did not count, where that leaves a doubt: unless its build answers the sibling. */
    List<UncountedBuild> uncounted(SiblingState state) {
        boolean doubtful = state instanceof SiblingState.Promoted
                || state instanceof SiblingState.Omitted
                || state instanceof SiblingState.NotBuilt
                || state instanceof SiblingState.Failed
                || state instanceof SiblingState.WithoutDigest
                || state instanceof SiblingState.Untrusted
                || state.decidingBuild().filter(build -> !request.counts(build)).isPresent();
        if (!doubtful) {
            return List.of();
        }
        Stream<UncountedBuild> others = builds.stream()
                .flatMap(build -> request.mismatch(build).map(why -> new UncountedBuild(build.name(), why)).stream());
        Stream<UncountedBuild> strays = facts.strays().stream()
                .filter(stray ->
                        stray.component().isEmpty() || stray.component().equals(Optional.of(sibling)))
                .filter(stray -> !request.waitingRun().uid().equals(Optional.of(stray.uid())))
                .map(stray -> new UncountedBuild(stray.name(), stray.why()));
        return Stream.concat(others, strays).toList();
    }

    /**
     * The build that counts: the newest of the waiting run's own application, and else of any; cancelled ones only where
     * there is no other, and one that had nothing to build only where no older one has, or may yet have, an image.
     */
    private Optional<Build> counting() {
        List<Build> candidates =
                ofRevision.stream().filter(build -> !attempt.passesOver(build)).toList();
        boolean imageElsewhere =
                candidates.stream().anyMatch(build -> !build.outcome().broken());
        return candidates.stream()
                .filter(build -> !(imageElsewhere && build.outcome() instanceof BuildOutcome.Skipped))
                .max(Comparator.comparing(SiblingAssessment::uncancelled)
                        .thenComparing(request::isOfOwnApplication)
                        .thenComparing(Build.BY_AGE));
    }

    private static boolean uncancelled(Build build) {
        return !(build.outcome() instanceof BuildOutcome.Cancelled);
    }

    /** Whether it was cancelled because the branch was pushed to again: then a newer build of the component is there. */
    private boolean wasReplaced(Build build) {
        return build.outcome() instanceof BuildOutcome.Cancelled
                && request.waitingRun().event() instanceof BuildEvent.Push
                && builds.stream()
                        .filter(newer -> request.mayBePromotedFrom(newer, promotions.version()))
                        .filter(SiblingAssessment::uncancelled)
                        .anyMatch(newer -> Build.BY_AGE.compare(newer, build) > 0);
    }

    private SiblingState stateOf(Build build) {
        BuildOutcome outcome = build.outcome();
        if (outcome instanceof BuildOutcome.Built built) {
            return built(new Origin.OfBuild(build), built.image(), rivals(build, built.image()));
        }
        if (outcome instanceof BuildOutcome.WithoutDigest without) {
            return new SiblingState.WithoutDigest(build, without.problem());
        }
        if (outcome instanceof BuildOutcome.Skipped) {
            return new SiblingState.WithoutDigest(build, "IMAGE_DIGEST and IMAGE_URL are missing");
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

    /** Those that its age does not put behind the build: then nobody can say whose image is the right one. */
    private SortedSet<String> rivals(Build counting, ImageReference image) {
        SortedSet<String> rivals = new TreeSet<>();
        for (Build build : ofRevision) {
            boolean older = build.created().isBefore(counting.created())
                    || (build.created().equals(counting.created())
                            && build.started().isPresent()
                            && counting.started().isPresent()
                            && build.started().get().isBefore(counting.started().get()));
            if (!older
                    && build.outcome() instanceof BuildOutcome.Built other
                    && !other.image().equals(image)) {
                rivals.add(build.name());
            }
        }
        return Collections.unmodifiableSortedSet(rivals);
    }

    /** Built for the revision, and the PipelineRun was pruned before anybody looked: Konflux tells only of pushes. */
    private Optional<SiblingState> builtAndPruned() {
        return promotions
                .ofRevision()
                .filter(any -> request.waitingRun().event() instanceof BuildEvent.Push)
                .or(() -> Optional.ofNullable(facts.persisted().built().get(sibling)))
                .map(pruned -> built(pruned.origin(), pruned.image(), Collections.emptySortedSet()));
    }

    private SiblingState stateWithoutBuild() {
        if (!mayBeAnsweredOtherwise()) {
            return new SiblingState.Awaited();
        }
        if (promotions.ofAnotherRepository()) {
            return promoted();
        }
        return switch (request.notBuilt()) {
            case FAIL -> notBuilt();
            case OMIT -> new SiblingState.Omitted();
            case PROMOTED -> promoted();
        };
    }

    /** Whether no build of the revision is to be expected any more. */
    private boolean mayBeAnsweredOtherwise() {
        return !attempt.awaitsNewerBuildOf(sibling)
                && (replaced
                        || facts.persisted().answerable().containsKey(sibling)
                        || promotions.ofAnotherRepository()
                        || promotions.skipsBuilds()
                        || !now.isBefore(request.graceEnd()));
    }

    /** Of builds created later than this nobody waits for the end. */
    private Instant answerableSince() {
        return promotions.ofAnotherRepository()
                ? request.waitingRun().created()
                : facts.persisted().answerable().getOrDefault(sibling, now);
    }

    /** The newest known good image, or the build that is about to replace it. */
    private SiblingState promoted() {
        Instant latest = answerableSince();
        List<Build> candidates = builds.stream().filter(this::mayBePromotedFrom).toList();
        Optional<Build> newest = candidates.stream()
                .filter(build -> build.outcome() instanceof BuildOutcome.Built)
                .max(Build.BY_AGE);
        return candidates.stream()
                .filter(build -> !build.outcome().ended())
                .filter(build -> isAwaited(build, candidates, latest))
                .filter(build -> newest.isEmpty() || Build.BY_AGE.compare(build, newest.get()) > 0)
                .max(Build.BY_AGE)
                .map(SiblingAssessment::underWay)
                .or(() -> newest.map(this::promotedBy))
                .or(this::promotedAndPruned)
                .orElseGet(this::notBuilt);
    }

    /** Whether its end is waited for: it was there in time, or runs one again that was there in time and broke. */
    private boolean isAwaited(Build build, List<Build> candidates, Instant latest) {
        return facts.persisted().underWay().contains(build.uid())
                || candidates.stream()
                        .filter(other -> other.equals(build)
                                || (other.outcome().broken()
                                        && other.source()
                                                .revision()
                                                .equals(build.source().revision())))
                        .anyMatch(other -> !other.created().isAfter(latest));
    }

    private boolean mayBePromotedFrom(Build build) {
        boolean newer = promotions
                .promotion()
                .map(promotion -> promotion.olderThan(build))
                .orElse(true);
        boolean ofThisStream =
                promotions.otherStream().isEmpty() || build.source().branch().isPresent();
        return newer
                && ofThisStream
                && (promotions.ofAnotherRepository()
                        ? request.mayBePromotedFromAnyBranchOf(build)
                        : request.mayBePromotedFrom(build, promotions.version()));
    }

    private SiblingState promotedBy(Build build) {
        return promoted(new Origin.OfBuild(build), ((BuildOutcome.Built) build.outcome()).image());
    }

    private Optional<SiblingState> promotedAndPruned() {
        return promotions
                .promoted()
                .or(promotions::snapshot)
                .or(() -> Optional.ofNullable(facts.persisted().promoted().get(sibling)))
                .map(pruned -> promoted(pruned.origin(), pruned.image()))
                .or(() -> Optional.ofNullable(request.fallback().get(sibling))
                        .map(image -> new SiblingState.Promoted(new Origin.OfRequest(), image)));
    }

    private SiblingState notBuilt() {
        return new SiblingState.NotBuilt(promotions.otherStream());
    }

    private SiblingState built(Origin origin, ImageReference image, SortedSet<String> rivals) {
        return trusted(origin, image, new SiblingState.Built(origin, image, rivals));
    }

    private SiblingState promoted(Origin origin, ImageReference image) {
        return trusted(origin, image, new SiblingState.Promoted(origin, image));
    }

    /** An image counts only from the repository that the component says is its own, or from one that the request trusts. */
    private SiblingState trusted(Origin origin, ImageReference image, SiblingState answer) {
        ImageRepository repository = image.repository();
        boolean asked = request.trusted()
                .getOrDefault(sibling, Collections.emptySortedSet())
                .contains(repository);
        return component
                .flatMap(Component::repository)
                .filter(own -> !asked && !own.equals(repository))
                .<SiblingState>map(own -> new SiblingState.Untrusted(origin, image, own))
                .orElse(answer);
    }
}
