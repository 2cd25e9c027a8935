package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.LenientJson;
import org.jspecify.annotations.Nullable;

/** Which custom task is meant, by reference or, without a name, inline. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomTaskReference(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable String name) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CustomTaskReference of(JsonNode node) {
        return new CustomTaskReference(
                LenientJson.text(node, "apiVersion"), LenientJson.text(node, "kind"), LenientJson.text(node, "name"));
    }
}
