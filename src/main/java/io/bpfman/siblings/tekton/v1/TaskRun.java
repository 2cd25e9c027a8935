package io.bpfman.siblings.tekton.v1;

import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.TektonRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A TaskRun (tektoncd/pipeline: pkg/apis/pipeline/v1/taskrun_types.go). */
@Group("tekton.dev")
@Version("v1")
@Kind("TaskRun")
public final class TaskRun extends TektonRun<TaskRunSpec, RunStatus> {

    /** Under which label a TaskRun that is a witness names its wait, by the uid of the CustomRun. */
    public static final String WAIT_LABEL = "siblings.bpfman.io/wait";

    /** The label of a TaskRun or CustomRun that names its task in the pipeline. */
    public static final String PIPELINE_TASK_LABEL = "tekton.dev/pipelineTask";

    @Serial
    private static final long serialVersionUID = 1;

    public TaskRun() {
        super("tekton.dev/v1", "TaskRun");
    }

    /** The same object with these instead. */
    public TaskRun with(ObjectMeta metadata, @Nullable TaskRunSpec spec, @Nullable RunStatus status) {
        return filled(new TaskRun(), metadata, spec, status);
    }
}
