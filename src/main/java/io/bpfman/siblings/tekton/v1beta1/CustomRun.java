package io.bpfman.siblings.tekton.v1beta1;

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

/** A CustomRun (tektoncd/pipeline: pkg/apis/pipeline/v1beta1/customrun_types.go). */
@Group("tekton.dev")
@Version("v1beta1")
@Kind("CustomRun")
// HasMetadata brings a deserializer that picks the class by its kind, this one, and so would never end.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class CustomRun implements HasMetadata, Namespaced {

    @Serial
    private static final long serialVersionUID = 1;

    private ObjectMeta metadata = new ObjectMeta();

    @JsonProperty
    private transient @Nullable CustomRunSpec spec;

    @JsonProperty
    private transient @Nullable CustomRunStatus status;

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(@Nullable ObjectMeta metadata) {
        this.metadata = metadata == null ? new ObjectMeta() : metadata;
    }

    /** What is asked of it; null when the object has none. */
    public @Nullable CustomRunSpec spec() {
        return spec;
    }

    /** How far it has come; null before anybody said. */
    public @Nullable CustomRunStatus status() {
        return status;
    }

    /** What is asked of it; nothing when the object has no spec. */
    public CustomRunSpec specOrEmpty() {
        return spec == null ? CustomRunSpec.empty() : spec;
    }

    /** How far it has come; nowhere before anybody said. */
    public CustomRunStatus statusOrEmpty() {
        return status == null ? CustomRunStatus.empty() : status;
    }

    /** The same object with these instead. */
    public CustomRun with(
            ObjectMeta otherMetadata, @Nullable CustomRunSpec otherSpec, @Nullable CustomRunStatus otherStatus) {
        CustomRun other = new CustomRun();
        other.metadata = otherMetadata;
        other.spec = otherSpec;
        other.status = otherStatus;
        return other;
    }

    @Override
    public String getApiVersion() {
        return "tekton.dev/v1beta1";
    }

    @Override
    public String getKind() {
        return "CustomRun";
    }

    @Override
    public void setApiVersion(@Nullable String apiVersion) {
        // Fixed: an object of another version is not read as this class.
    }
}
