package io.bpfman.siblings.tekton.v1beta1;

import io.bpfman.siblings.tekton.TektonRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A CustomRun (tektoncd/pipeline: pkg/apis/pipeline/v1beta1/customrun_types.go). */
@Group("tekton.dev")
@Version("v1beta1")
@Kind("CustomRun")
public final class CustomRun extends TektonRun<CustomRunSpec, CustomRunStatus> {

    @Serial
    private static final long serialVersionUID = 1;

    public CustomRun() {
        super("tekton.dev/v1beta1", "CustomRun");
    }

    /** What is asked of it; nothing when the object has no spec. */
    public CustomRunSpec specOrEmpty() {
        @Nullable CustomRunSpec spec = spec();
        return spec == null ? CustomRunSpec.empty() : spec;
    }

    /** How far it has come; nowhere before anybody said. */
    public CustomRunStatus statusOrEmpty() {
        @Nullable CustomRunStatus status = status();
        return status == null ? CustomRunStatus.empty() : status;
    }

    /** The same object with these instead. */
    public CustomRun with(ObjectMeta metadata, @Nullable CustomRunSpec spec, @Nullable CustomRunStatus status) {
        return filled(new CustomRun(), metadata, spec, status);
    }
}
