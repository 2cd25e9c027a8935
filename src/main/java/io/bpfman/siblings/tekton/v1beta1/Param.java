package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.bpfman.siblings.tekton.LenientJson;
import org.jspecify.annotations.Nullable;

/** A param: a value of any shape under a name, which is empty when it is no text. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Param(String name, JsonNode value) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Param of(JsonNode node) {
        @Nullable String name = LenientJson.text(node, "name");
        @Nullable JsonNode value = LenientJson.shallow(node, "value");
        return new Param(name == null ? "" : name, value == null ? NullNode.getInstance() : value);
    }
}
