package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.component.Candidate;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.ComponentVersion;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.WaitingRun;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What Konflux's own objects hold for the latest good image of a sibling, as far as it is one for the waiting run. */
final class Promotions {

    private final ComponentName sibling;
    private final WaitingRun waitingRun;
    private final KonfluxFacts konflux;
    private final Optional<Component> component;
    private final boolean ofAnotherRepository;
    private final Optional<VersionName> version;
    private final Optional<Candidate> candidate;
    private final Optional<Promotion> promotion;
    private final Comparator<Candidate> newest;

    /** @param ownGroups the names of those that hold the waiting run, of which the images go before others */
    Promotions(ComponentName sibling, WaitingRun waitingRun, KonfluxFacts konflux, Set<String> ownGroups) {
        this.sibling = sibling;
        this.waitingRun = waitingRun;
        this.konflux = konflux;
        this.component = konflux.component(sibling);
        this.ofAnotherRepository = !repositories().isEmpty()
                && component
                        .flatMap(Component::source)
                        .filter(source -> !repositories().contains(source))
                        .isPresent();
        this.newest = Comparator.comparing((Candidate candidate) -> ownGroups.contains(candidate.group()))
                .thenComparing(candidate -> candidate.promotion().buildStarted().orElse(Instant.EPOCH))
                .thenComparing(Candidate::group);
        this.version = declaredVersion()
                .map(ComponentVersion::name)
                .or(() -> component.filter(known -> !known.versions().isEmpty()).isPresent()
                        ? Optional.empty()
                        : waitingRun.version());
        this.candidate = candidates().max(newest);
        this.promotion = otherStream().isEmpty()
                ? candidate.map(Candidate::promotion).or(() -> component.flatMap(Component::promotion))
                : Optional.empty();
    }

    /** Whether it is built from other sources than the waiting run: then no build of the revision is to be expected. */
    boolean ofAnotherRepository() {
        return ofAnotherRepository;
    }

    /** The branches that its Component builds, where the waiting run's is none of them: their images are of another stream. */
    SortedSet<GitRef> otherStream() {
        SortedSet<GitRef> branches = component.map(Component::branches).orElseGet(Collections::emptySortedSet);
        boolean other = !ofAnotherRepository
                && waitingRun
                        .promotingBranch()
                        .filter(branch -> !branches.isEmpty() && !branches.contains(branch))
                        .isPresent();
        return other ? branches : Collections.emptySortedSet();
    }

    /** The version of the sibling that answers the waiting run; empty where it has none, or nobody can tell. */
    Optional<VersionName> version() {
        return version;
    }

    /** Whether Konflux starts no build of it when its branch is pushed to. */
    boolean skipsBuilds() {
        return waitingRun.event() instanceof BuildEvent.Push
                && declaredVersion().filter(ComponentVersion::skipsBuilds).isPresent();
    }

    private Optional<ComponentVersion> declaredVersion() {
        List<ComponentVersion> versions = component.map(Component::versions).orElse(List.of());
        Predicate<ComponentVersion> ofBranch = version ->
                waitingRun.promotingBranch().isPresent() && version.branch().equals(waitingRun.promotingBranch());
        Predicate<ComponentVersion> ofName = version -> waitingRun.version().equals(Optional.of(version.name()));
        List<ComponentVersion> onBranch = ofAnotherRepository
                ? List.of()
                : versions.stream().filter(ofBranch).toList();
        return onBranch.stream()
                .filter(version -> onBranch.size() == 1 || ofName.test(version))
                .findFirst()
                .or(() -> versions.stream().filter(ofName).findFirst())
                .or(() -> versions.size() == 1 ? Optional.of(versions.get(0)) : Optional.empty());
    }

    /** The image that was made from the waiting run's very revision. */
    Optional<KnownImage> ofRevision() {
        return candidates()
                .filter(candidate -> candidate.revision().equals(Optional.of(waitingRun.revision())))
                .max(newest)
                .map(Promotions::known)
                .or(() -> component
                        .flatMap(known -> known.promotedFrom(waitingRun.revision()))
                        .map(Promotions::known));
    }

    /** The promotion; none where it would be one of another stream. */
    Optional<Promotion> promotion() {
        return promotion;
    }

    /** The image of the promotion, and what tells of it. */
    Optional<KnownImage> promoted() {
        return promotion.map(any -> candidate.map(Promotions::known).orElseGet(() -> known(any.image())));
    }

    /** The image of the newest Snapshot that holds it in its version. */
    Optional<KnownImage> snapshot() {
        Map<Optional<VersionName>, KnownImage> held = konflux.snapshots().getOrDefault(sibling, Map.of());
        if (!otherStream().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(version.isPresent() ? held.get(version) : null)
                .or(() -> held.size() == 1 && (version.isEmpty() || held.containsKey(Optional.empty()))
                        ? held.values().stream().findFirst()
                        : Optional.empty());
    }

    /** What groups hold of the sibling's version; nothing where there are several versions and nobody can tell which. */
    private Stream<Candidate> candidates() {
        List<Candidate> all = konflux.candidates().getOrDefault(sibling, List.of());
        boolean oneVersion = all.stream().map(Candidate::version).distinct().count() == 1;
        return all.stream()
                .filter(candidate -> version.isPresent() ? candidate.version().equals(version) : oneVersion);
    }

    private SortedSet<RepositoryUrl> repositories() {
        SortedSet<RepositoryUrl> all = new TreeSet<>(waitingRun.repositories());
        konflux.sourceOf(waitingRun.component()).ifPresent(all::add);
        return all;
    }

    private static KnownImage known(Candidate candidate) {
        return new KnownImage(
                new Origin.OfComponentGroup(candidate.group()),
                candidate.promotion().image());
    }

    private static KnownImage known(ImageReference image) {
        return new KnownImage(new Origin.OfComponent(), image);
    }
}
