package io.bpfman.siblings.tekton;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What Tekton's runs have in common on the wire. */
// HasMetadata brings a deserializer that picks the class by its kind, this one, and so would never end.
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public abstract class TektonRun<S, T> implements HasMetadata, Namespaced {

    @Serial
    private static final long serialVersionUID = 1;

    private final String apiVersion;
    private final String kind;

    @JsonIgnoreProperties("managedFields")
    private ObjectMeta metadata = new ObjectMeta();

    @JsonProperty
    private transient @Nullable S spec;

    @JsonProperty
    private transient @Nullable T status;

    protected TektonRun(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(@Nullable ObjectMeta metadata) {
        this.metadata = metadata == null ? new ObjectMeta() : metadata;
    }

    /** What is asked of it; null when the object has none. */
    public @Nullable S spec() {
        return spec;
    }

    /** How far it has come; null before anybody said. */
    public @Nullable T status() {
        return status;
    }

    /** A new run with these. */
    protected static <S, T, R extends TektonRun<S, T>> R filled(
            R run, ObjectMeta metadata, @Nullable S spec, @Nullable T status) {
        TektonRun<S, T> filled = run;
        filled.metadata = metadata;
        filled.spec = spec;
        filled.status = status;
        return run;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }

    @Override
    public void setApiVersion(@Nullable String other) {
        // Fixed: an object of another version is not read as this class.
    }
}
