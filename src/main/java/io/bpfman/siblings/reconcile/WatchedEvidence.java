package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a wait's surroundings without asking the API server. A namespace can hold thousands of builds, so those
 * of other revisions are read only of the siblings that they may answer.
 *
 * @param builds all that the watches tell of
 * @param lost builds that the cache has lost
 * @param ofPipeline runs of the waiting run's own pipeline, as far as they are builds
 * @param witness of the wait
 */
record WatchedEvidence(
        BuildCache builds,
        OpenWait open,
        Collection<Build> lost,
        PersistedFacts persistedFacts,
        List<CompetingRun> ofPipeline,
        Witness witness) {

    /** The PipelineRuns that may build a sibling for the revision, or one of these for any. */
    List<PipelineRun> runs(Set<ComponentName> ofAnyRevision) {
        Revision revision = open.request().waitingRun().revision();
        return open.request().siblings().stream()
                .flatMap(sibling -> builds.of(open.namespace(), sibling)
                        .filter(run ->
                                ofAnyRevision.contains(sibling) || BuildReader.isOf(revision, run.getMetadata())))
                .toList();
    }

    /** The builds that these are, and the lost ones; the cache knows better than what was lost from it. */
    Collection<Build> builds(List<PipelineRun> runs) {
        Map<String, Build> known = new HashMap<>();
        lost.stream().filter(build -> !isCached(build)).forEach(build -> known.put(build.uid(), build));
        runs.forEach(run -> BuildReader.read(run).ifPresent(build -> known.put(build.uid(), build)));
        return known.values();
    }

    private boolean isCached(Build build) {
        return builds.named(open.namespace(), build.name())
                .filter(run -> build.uid().equals(run.getMetadata().getUid()))
                .isPresent();
    }

    /** All of it, with what Konflux's own objects say. */
    Known known(KonfluxFacts konflux, Set<ComponentName> ofAnyRevision) {
        return new Known(
                builds(runs(ofAnyRevision)), konflux, persistedFacts, ofPipeline, List.of(), List.of(), witness);
    }
}
