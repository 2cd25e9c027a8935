package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.contention.Surroundings;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.evaluation.Evidence;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.cache.CustomRunStore;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.KonfluxReader;
import io.bpfman.siblings.reconcile.read.LiveReader;
import io.bpfman.siblings.reconcile.read.Unavailable;
import io.bpfman.siblings.reconcile.waits.OpenWait;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.reconcile.witness.Witnesses;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the watches tell of the surroundings of one CustomRun, and what is read where that does not do.
 *
 * @param distrust whether the watches are not to be relied on
 */
record WatchedEvidence(Sources sources, CustomRun run, boolean distrust, Instant now) implements Evidence {

    /** Where it all comes from. */
    record Sources(
            ClusterApi api,
            BuildCache builds,
            CustomRunStore customRuns,
            OpenWaits openWaits,
            KonfluxReader konflux,
            LiveReader live,
            Witnesses witnesses,
            Runnable onRead) {}

    @Override
    public Optional<JsonNode> pipelineRun(OwnerReference reference) {
        return Unavailable.orSay(() -> sources.api.pipelineRun(namespace(), reference));
    }

    @Override
    public KonfluxFacts konflux() {
        return Unavailable.orSay(() -> sources.konflux.recentWithNudging(namespace(), now));
    }

    @Override
    public OfWait enter(Wait wait, Optional<PersistedWait> persisted) {
        OpenWait open = sources.openWaits.open(
                ResourceID.fromResource(run), run.getMetadata().getUid(), wait.request(), CustomTask.ofABuild(run));
        return new OfOpenWait(wait, open, persisted);
    }

    private String namespace() {
        return run.getMetadata().getNamespace();
    }

    private Optional<CompetingRun> competing(PipelineRun listed) {
        return CompetingRunReader.read(
                listed, sources.customRuns.skippedSince(listed.getMetadata().getUid()));
    }

    private final class OfOpenWait implements OfWait {

        private final Wait wait;
        private final OpenWait open;
        private final Optional<PersistedWait> persisted;

        OfOpenWait(Wait wait, OpenWait open, Optional<PersistedWait> persisted) {
            this.wait = wait;
            this.open = open;
            this.persisted = persisted;
        }

        @Override
        public RequiredReads first() {
            return distrust && wait.cancelled().isEmpty()
                    ? RequiredReads.ofBuilds(wait.request())
                    : RequiredReads.none();
        }

        @Override
        public RequiredReads required(Judgement judgement) {
            return RequiredReads.of(judgement, open.ofABuild());
        }

        @Override
        public Known known(RequiredReads reads) {
            Known watched = watched(Unavailable.orSay(this::konflux));
            if (reads.equals(RequiredReads.none())) {
                return watched;
            }
            sources.onRead.run();
            LiveReader.Reading reading = new LiveReader.Reading(
                    namespace(),
                    wait.request(),
                    WatchedEvidence.this::competing,
                    () -> sources.witnesses.live(open),
                    now);
            return Unavailable.orSay(() -> sources.live.read(reading, reads, watched));
        }

        @Override
        public Known unread() {
            return watched(sources.konflux.last(namespace()));
        }

        /** Of no matter to a wait that nobody wants, which ends even where nothing can be read. */
        private KonfluxFacts konflux() {
            return wait.cancelled().isPresent() ? KonfluxFacts.empty() : sources.konflux.recent(namespace(), now);
        }

        @Override
        public Collection<WaitProgress> beside(WaitProgress progress) {
            open.show(progress);
            return sources.openWaits.beside(open);
        }

        private Known watched(KonfluxFacts konflux) {
            PersistedFacts persistedFacts =
                    persisted.map(PersistedWait::persistedFacts).orElseGet(PersistedFacts::none);
            List<Build> builds = Stream.concat(siblingBuilds(), prunedBuilds()).toList();
            return new Known(
                    new ClusterFacts(builds, List.of(), konflux, persistedFacts),
                    new Surroundings(runs(), List.of(), List.of(), sources.witnesses.watched(open)));
        }

        private Stream<Build> siblingBuilds() {
            return wait.request().siblings().stream().flatMap(sibling -> sources.builds.of(namespace(), sibling));
        }

        /** The cache knows better than what was pruned from it once. */
        private Stream<Build> prunedBuilds() {
            List<Build> remembered = persisted.map(PersistedWait::builds).orElse(List.of());
            return Stream.concat(remembered.stream(), open.pruned().stream()).filter(build -> sources.builds
                    .named(namespace(), build.name())
                    .filter(cached -> build.uid().equals(cached.getMetadata().getUid()))
                    .isEmpty());
        }

        private List<CompetingRun> runs() {
            Stream<CompetingRun> builds = wait.request().waitingRun().component().stream()
                    .flatMap(component -> sources.builds.competing(namespace(), component))
                    .map(run -> run.with(sources.customRuns.skippedSince(run.uid())));
            return Stream.concat(builds, sources.openWaits.competing(open).stream())
                    .toList();
        }
    }
}
