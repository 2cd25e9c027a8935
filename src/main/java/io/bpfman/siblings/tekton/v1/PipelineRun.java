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

/** A PipelineRun (tektoncd/pipeline: pkg/apis/pipeline/v1/pipelinerun_types.go). */
@Group("tekton.dev")
@Version("v1")
@Kind("PipelineRun")
// HasMetadata brings a deserializer that picks the class by its kind, this one, and so would never end.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PipelineRun implements HasMetadata, Namespaced {

    @Serial
    private static final long serialVersionUID = 1;

    @JsonIgnoreProperties("managedFields")
    private ObjectMeta metadata = new ObjectMeta();

    @JsonProperty
    private transient @Nullable PipelineRunSpec spec;

    @JsonProperty
    private transient @Nullable PipelineRunStatus status;

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(@Nullable ObjectMeta metadata) {
        this.metadata = metadata == null ? new ObjectMeta() : metadata;
    }

    /** What is asked of it; null when the object has none. */
    public @Nullable PipelineRunSpec spec() {
        return spec;
    }

    /** How far it has come; null before anybody said. */
    public @Nullable PipelineRunStatus status() {
        return status;
    }

    /** The same object with these instead. */
    public PipelineRun with(
            ObjectMeta otherMetadata, @Nullable PipelineRunSpec otherSpec, @Nullable PipelineRunStatus otherStatus) {
        PipelineRun other = new PipelineRun();
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
        return "PipelineRun";
    }

    @Override
    public void setApiVersion(@Nullable String apiVersion) {
        // Fixed: an object of another version is not read as this class.
    }
}
