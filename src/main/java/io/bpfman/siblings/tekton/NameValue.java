package io.bpfman.siblings.tekton;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A result of a run, or a param of a TaskRun; its value is null when it is an array or an object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NameValue(@Nullable String name, @Nullable String value) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static NameValue of(JsonNode node) {
        return new NameValue(LenientJson.text(node, "name"), LenientJson.text(node, "value"));
    }
}
