package io.bpfman.siblings.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.contention.Slots;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.fixtures.GivenCluster;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cluster as far as a wait knows of it: PipelineRuns that come, end and are deleted, and what Konflux promotes. */
final class Cluster implements GivenCluster {

    static final String APPLICATION = "application";
    static final String BRANCH = "main";
    static final String PIPELINE = "bundle-on-push";
    static final ComponentName BUNDLE = new ComponentName(Commit.BUNDLE);
    static final RepositoryUrl REPOSITORY = new RepositoryUrl("git.example/operator");
    private static final RepositoryUrl OTHER_REPOSITORY = new RepositoryUrl("git.example/other");

    private final Agenda agenda;
    private final World world;
    private final Duration pruned;
    private final int keepRuns;
    private final Watcher watcher;
    private final Map<String, Build> builds = new LinkedHashMap<>();
    private final Map<String, CompetingRun> waitingRuns = new LinkedHashMap<>();
    private final TreeMap<ComponentName, Component> components = new TreeMap<>();
    private final Map<ComponentName, Deque<Runnable>> ended = new HashMap<>();

    /** Who is told of what happens to PipelineRuns. */
    interface Watcher {

        void changed(Build build);

        void deleted(Build build);

        void arrived(CompetingRun waitingRun);

        void deleted(CompetingRun waitingRun);
    }

    Cluster(Agenda agenda, World world, Duration pruned, int keepRuns, Watcher watcher) {
        this.agenda = agenda;
        this.world = world;
        this.pruned = pruned;
        this.keepRuns = keepRuns;
        this.watcher = watcher;
        component(BUNDLE, REPOSITORY);
        world.builds().forEach(this::plan);
    }

    @Override
    public Optional<JsonNode> pipelineRun(OwnerReference reference) {
        return Optional.ofNullable(waitingRuns.get(reference.getUid()))
                .map(run -> PipelineRuns.createdAt(run.created()));
    }

    @Override
    public Collection<Build> builds() {
        return builds.values();
    }

    @Override
    public Collection<Build> buildsOf(Revision revision) {
        return builds.values().stream()
                .filter(build -> build.source().revision().equals(revision))
                .toList();
    }

    @Override
    public Collection<Build> buildsOf(Set<ComponentName> some) {
        return builds.values().stream()
                .filter(build -> some.contains(build.component()))
                .toList();
    }

    @Override
    public boolean holds(Build build) {
        return builds.containsKey(build.uid());
    }

    @Override
    public Collection<CompetingRun> runsThatBuild(ComponentName component) {
        return component.equals(BUNDLE) ? waitingRuns.values() : List.of();
    }

    @Override
    public Collection<CompetingRun> runsOf(String pipeline) {
        return pipeline.equals(PIPELINE) ? waitingRuns.values() : List.of();
    }

    @Override
    public KonfluxFacts konflux() {
        return new KonfluxFacts(
                Collections.unmodifiableSortedMap(components),
                List.of(),
                Collections.emptySortedMap(),
                Optional.empty(),
                Collections.emptySortedMap(),
                Collections.emptySortedSet());
    }

    @Override
    public SortedMap<ComponentName, Map<Optional<VersionName>, KnownImage>> snapshots(WaitRequest request) {
        return Collections.emptySortedMap();
    }

    @Override
    public Optional<Slots> slots(String repository) {
        return Optional.empty();
    }

    @Override
    public Set<UnreadableKind> unreadable() {
        return Set.of();
    }

    private void plan(PlannedBuild build) {
        boolean foreign = world.foreign().contains(build.component().value());
        if (!components.containsKey(build.component())) {
            component(build.component(), foreign ? OTHER_REPOSITORY : REPOSITORY);
        }
        agenda.change(
                build.created(), () -> change(build, Optional.empty(), new BuildOutcome.Queued(new Queue.Unknown())));
        agenda.change(build.started(), () -> change(build, Optional.of(build.started()), new BuildOutcome.Running()));
        agenda.change(build.ended(), () -> end(build));
    }

    private void component(ComponentName name, RepositoryUrl source) {
        components.put(
                name,
                new Component(
                        name,
                        Optional.of(APPLICATION),
                        Optional.of(source),
                        Optional.empty(),
                        List.of(),
                        Optional.of(PlannedBuild.repositoryOf(name)),
                        Collections.emptySortedSet(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void change(PlannedBuild planned, Optional<Instant> started, BuildOutcome outcome) {
        Build build = new Build(
                new BuildSource(
                        planned.component(),
                        planned.revision(),
                        Optional.of(APPLICATION),
                        Optional.of(new GitRef(BRANCH)),
                        Optional.empty(),
                        new BuildEvent.Push()),
                planned.name(),
                planned.name() + "-uid",
                planned.created(),
                started,
                outcome);
        builds.put(build.uid(), build);
        watcher.changed(build);
    }

    private void end(PlannedBuild build) {
        change(
                build,
                Optional.of(build.started()),
                build.good() ? new BuildOutcome.Built(build.image()) : new BuildOutcome.Failed("Failed"));
        if (build.good()) {
            agenda.change(
                    build.promoted(),
                    () -> promote(build.component(), build.image(), build.started(), build.revision()));
        }
        // Konflux's finalizer keeps a run until it is dealt with (konflux-ci/integration-service:
        // helpers/finalizer.go).
        Instant dealtWith = build.good() ? build.promoted() : build.ended();
        endRun(build.component(), dealtWith, () -> delete(build.name() + "-uid"));
    }

    /** A run of this pipeline has ended: it is deleted when its time has come, or when too many have ended after it. */
    private void endRun(ComponentName component, Instant dealtWith, Runnable deletion) {
        agenda.change(later(agenda.now().plus(pruned), dealtWith), deletion);
        Deque<Runnable> kept = ended.computeIfAbsent(component, first -> new ArrayDeque<>());
        kept.add(() -> agenda.change(later(agenda.now(), dealtWith), deletion));
        if (kept.size() > keepRuns) {
            kept.remove().run();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void delete(String uid) {
        Build build = builds.remove(uid);
        if (build != null) {
            watcher.deleted(build);
        }
    }

    /** Never by a build that is older than the promoted one (konflux-ci/integration-service). */
    private void promote(ComponentName name, ImageReference image, Instant started, Revision revision) {
        components.computeIfPresent(name, (same, component) -> {
            boolean older = component
                    .promotion()
                    .flatMap(Promotion::buildStarted)
                    .filter(started::isBefore)
                    .isPresent();
            return older
                    ? component
                    : new Component(
                            name,
                            component.application(),
                            component.source(),
                            component.branch(),
                            component.versions(),
                            component.repository(),
                            component.nudges(),
                            Optional.of(new Promotion(image, Optional.of(started))),
                            Optional.of(revision));
        });
    }

    /** A run of the bundle's pipeline comes. */
    void arrive(CompetingRun waitingRun) {
        waitingRuns.put(waitingRun.uid(), waitingRun);
        watcher.arrived(waitingRun);
    }

    /** Its wait ended because a newer one came. */
    void skip(CompetingRun waitingRun, Optional<Instant> lastNotSkipped) {
        waitingRuns.put(
                waitingRun.uid(),
                new CompetingRun(
                        waitingRun.name(),
                        waitingRun.uid(),
                        waitingRun.pipeline(),
                        waitingRun.component(),
                        waitingRun.branch(),
                        waitingRun.revision(),
                        waitingRun.event(),
                        waitingRun.created(),
                        waitingRun.cancelled(),
                        lastNotSkipped));
        end(waitingRun);
    }

    /** It ends without a bundle. */
    void end(CompetingRun waitingRun) {
        endRun(BUNDLE, agenda.now(), () -> delete(waitingRun));
    }

    /** It ends with a bundle. */
    void end(CompetingRun waitingRun, Bundle bundle, Optional<Duration> toPromotion) {
        Instant dealtWith = bundle.ended().plus(toPromotion.orElse(Duration.ZERO));
        agenda.change(bundle.ended(), () -> endRun(BUNDLE, dealtWith, () -> delete(waitingRun)));
        toPromotion.ifPresent(any -> agenda.change(
                dealtWith,
                () -> promote(BUNDLE, bundleImage(waitingRun), waitingRun.created(), waitingRun.revision())));
    }

    private static ImageReference bundleImage(CompetingRun waitingRun) {
        return new PlannedBuild(
                        BUNDLE,
                        0,
                        0,
                        waitingRun.revision(),
                        waitingRun.created(),
                        waitingRun.created(),
                        waitingRun.created(),
                        true,
                        waitingRun.created())
                .image();
    }

    private void delete(CompetingRun waitingRun) {
        if (waitingRuns.remove(waitingRun.uid()) != null) {
            watcher.deleted(waitingRun);
        }
    }
}
