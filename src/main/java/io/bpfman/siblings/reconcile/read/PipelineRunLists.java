package io.bpfman.siblings.reconcile.read;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lists of PipelineRuns as the API server has them, each begun after it was asked for. */
public interface PipelineRunLists {

    /** The builds of the revision, and perhaps more. */
    CompletableFuture<List<PipelineRun>> ofRevision(String namespace, Revision revision);

    /** The builds of the components, whatever their revision. */
    CompletableFuture<List<PipelineRun>> ofComponents(String namespace, Collection<ComponentName> components);

    /** The runs of the pipeline, builds or not. */
    CompletableFuture<List<PipelineRun>> ofPipeline(String namespace, String pipeline);

    /** All of a listed run in the version that was listed or a later one; empty when it is gone. */
    Optional<PipelineRun> whole(PipelineRun listed);
}
