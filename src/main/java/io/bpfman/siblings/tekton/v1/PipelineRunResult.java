package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.LenientJson;
import org.jspecify.annotations.Nullable;

/** A result of a PipelineRun; its value is null when it is an array or an object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PipelineRunResult(
        @Nullable String name, @Nullable String value) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PipelineRunResult of(JsonNode node) {
        return new PipelineRunResult(LenientJson.text(node, "name"), LenientJson.text(node, "value"));
    }
}
