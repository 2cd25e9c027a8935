package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.contention.Surroundings;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.evaluation.Evidence;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** For who watches nothing: every evaluation lists what it needs. Good for one wait, evaluated again and again. */
public final class ListedEvidence implements Evidence {

    /** Who watches nothing asks seldom, and is told of a promotion by the build that it comes from. */
    private static final Duration LONGEST_TRUST = Duration.ofMinutes(10);

    private final ClusterApi api;
    private final String namespace;
    private final InstantSource time;
    private final KonfluxReader konflux;
    private final LiveReader live;
    private @Nullable WaitProgress lastProgress;

    public ListedEvidence(ClusterApi api, String namespace, InstantSource time) {
        this.api = api;
        this.namespace = namespace;
        this.time = time;
        this.konflux = new KonfluxReader(api, LONGEST_TRUST);
        this.live = new LiveReader(api, new WholeLists(api), konflux);
    }

    @Override
    public Optional<JsonNode> pipelineRun(OwnerReference reference) {
        return Unavailable.orSay(() -> api.pipelineRun(namespace, reference));
    }

    @Override
    public KonfluxFacts konflux() {
        return Unavailable.orSay(() -> konflux.recentWithNudging(namespace, time.instant()));
    }

    @Override
    public OfWait enter(Wait wait, Optional<PersistedWait> persisted) {
        return new OfOneWait(wait, persisted);
    }

    private final class OfOneWait implements OfWait {

        private final Wait wait;
        private final Collection<Build> pruned;
        private final PersistedFacts persistedFacts;

        OfOneWait(Wait wait, Optional<PersistedWait> persisted) {
            this.wait = wait;
            this.pruned = persisted.map(PersistedWait::builds).orElse(List.of());
            this.persistedFacts = persisted.map(PersistedWait::persistedFacts).orElseGet(PersistedFacts::none);
        }

        /** What the evaluation before showed to be worth reading, too, so that it need not be found out by two rounds again. */
        @Override
        public RequiredReads first() {
            RequiredReads builds = RequiredReads.ofBuilds(wait.request());
            return lastProgress == null ? builds : builds.and(RequiredReads.raisedBy(lastProgress));
        }

        @Override
        public RequiredReads required(Judgement judgement) {
            return RequiredReads.of(judgement, false).and(RequiredReads.raisedBy(judgement.progress()));
        }

        @Override
        public Known known(RequiredReads reads) {
            return Unavailable.orSay(() -> read(reads));
        }

        @Override
        public Known unread() {
            return persisted(konflux.last(namespace));
        }

        private Known persisted(KonfluxFacts facts) {
            return new Known(
                    new ClusterFacts(pruned, List.of(), facts, persistedFacts),
                    new Surroundings(List.of(), List.of(), List.of(), new Witness.Unwanted()));
        }

        private Known read(RequiredReads reads) {
            boolean unwanted = wait.cancelled().isPresent();
            Known persisted = persisted(unwanted ? KonfluxFacts.empty() : konflux.recent(namespace, time.instant()));
            LiveReader.Reading reading = new LiveReader.Reading(
                    namespace,
                    wait.request(),
                    run -> CompetingRunReader.read(run, CompetingRunReader.endedWithoutImage(run)),
                    Witness.Unwanted::new,
                    time.instant());
            return live.read(reading, reads, persisted);
        }

        @Override
        public Collection<WaitProgress> beside(WaitProgress progress) {
            lastProgress = progress;
            return List.of();
        }
    }

    /**
     * Lists of whole PipelineRuns, so that no more than the list is needed; one after the other, as the one connection of
     * who has just started is there sooner than several.
     */
    private record WholeLists(ClusterApi api) implements PipelineRunLists {

        @Override
        public CompletableFuture<List<PipelineRun>> ofRevision(String namespace, Revision revision) {
            return all(namespace, BuildSelectors.ofRevisions(List.of(revision.value())));
        }

        @Override
        public CompletableFuture<List<PipelineRun>> ofComponents(
                String namespace, Collection<ComponentName> components) {
            return all(
                    namespace,
                    BuildSelectors.ofComponents(
                            components.stream().map(ComponentName::value).toList()));
        }

        @Override
        public CompletableFuture<List<PipelineRun>> ofPipeline(String namespace, String pipeline) {
            return CompletableFuture.completedFuture(list(namespace, BuildSelectors.ofPipeline(pipeline), false));
        }

        @Override
        public Optional<PipelineRun> whole(PipelineRun listed) {
            return Optional.of(listed);
        }

        private CompletableFuture<List<PipelineRun>> all(String namespace, List<String> selectors) {
            List<PipelineRun> found = new ArrayList<>();
            selectors.forEach(selector -> found.addAll(list(namespace, selector, true)));
            return CompletableFuture.completedFuture(found);
        }

        private List<PipelineRun> list(String namespace, String selector, boolean buildsOnly) {
            return ClusterApi.await(api.pipelineRuns(
                    namespace,
                    selector,
                    ClusterApi.Detail.ALL,
                    run -> !buildsOnly || BuildReader.isBuild(run.getMetadata())));
        }
    }
}
