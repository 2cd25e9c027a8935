package io.bpfman.siblings.tekton.v1;

import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.TektonRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A PipelineRun (tektoncd/pipeline: pkg/apis/pipeline/v1/pipelinerun_types.go). */
@Group("tekton.dev")
@Version("v1")
@Kind("PipelineRun")
public final class PipelineRun extends TektonRun<PipelineRunSpec, RunStatus> {

    @Serial
    private static final long serialVersionUID = 1;

    public PipelineRun() {
        super("tekton.dev/v1", "PipelineRun");
    }

    /** The same object with these instead. */
    public PipelineRun with(ObjectMeta metadata, @Nullable PipelineRunSpec spec, @Nullable RunStatus status) {
        return filled(new PipelineRun(), metadata, spec, status);
    }
}
