package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.LenientJson;
import org.jspecify.annotations.Nullable;

/** A result of a custom task. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomRunResult(
        @Nullable String name, @Nullable String value) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CustomRunResult of(JsonNode node) {
        return new CustomRunResult(LenientJson.text(node, "name"), LenientJson.text(node, "value"));
    }
}
