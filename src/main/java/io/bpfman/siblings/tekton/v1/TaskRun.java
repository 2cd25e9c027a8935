package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
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
// HasMetadata brings a deserializer that picks the class by its kind, this one, and so would never end.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class TaskRun implements HasMetadata, Namespaced {

    /** Under which label a TaskRun that is a witness names its wait, by the uid of the CustomRun. */
    public static final String WAIT_LABEL = "siblings.bpfman.io/wait";

    /** The label of a TaskRun or CustomRun that names its task in the pipeline. */
    public static final String PIPELINE_TASK_LABEL = "tekton.dev/pipelineTask";

    @Serial
    private static final long serialVersionUID = 1;

    @JsonIgnoreProperties("managedFields")
    private ObjectMeta metadata = new ObjectMeta();

    @JsonProperty
    private transient @Nullable TaskRunSpec spec;

    @JsonProperty
    private transient @Nullable TaskRunStatus status;

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(@Nullable ObjectMeta metadata) {
        this.metadata = metadata == null ? new ObjectMeta() : metadata;
    }

    /** What is asked of it; null when the object has none. */
    public @Nullable TaskRunSpec spec() {
        return spec;
    }

    /** How far it has come; null before anybody said. */
    public @Nullable TaskRunStatus status() {
        return status;
    }

    /** The same object with these instead. */
    public TaskRun with(
            ObjectMeta otherMetadata, @Nullable TaskRunSpec otherSpec, @Nullable TaskRunStatus otherStatus) {
        TaskRun other = new TaskRun();
        other.metadata = otherMetadata;
        other.spec = otherSpec;
        other.status = otherStatus;
        return other;
    }

    @Override
    public String getApiVersion() {
        return "tekton.dev/v1";
    }

    @Override
    public String getKind() {
        return "TaskRun";
    }

    @Override
    public void setApiVersion(@Nullable String apiVersion) {
        // Fixed: an object of another version is not read as this class.
    }
}
