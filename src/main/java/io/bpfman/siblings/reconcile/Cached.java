package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.Catalog;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.Recollection;
import io.bpfman.siblings.domain.SubjectRun;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a wait's surroundings without asking the API server.
 *
 * @param runs the PipelineRuns that the cache holds for the siblings
 * @param lost builds that the cache has lost
 * @param ofPipeline runs of the subject's own pipeline, as far as they are builds
 */
record Cached(List<PipelineRun> runs, Collection<Build> lost, Recollection recollection, List<SubjectRun> ofPipeline) {

    /** The builds; the cache knows better than what was lost from it. */
    Collection<Build> builds() {
        Map<String, Build> builds = new HashMap<>();
        lost.forEach(build -> builds.put(build.uid(), build));
        for (PipelineRun run : runs) {
            builds.remove(run.getMetadata().getUid());
            BuildReader.read(run).ifPresent(build -> builds.put(build.uid(), build));
        }
        return builds.values();
    }

    /** All of it, with what Konflux's own objects say. */
    Known known(Catalog catalog) {
        return new Known(builds(), catalog, recollection, ofPipeline, List.of(), List.of());
    }
}
