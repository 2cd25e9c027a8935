package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.LenientJson;
import org.jspecify.annotations.Nullable;

/** A param of a TaskRun; its value is null when it is an array or an object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskRunParam(@Nullable String name, @Nullable String value) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TaskRunParam of(JsonNode node) {
        return new TaskRunParam(LenientJson.text(node, "name"), LenientJson.text(node, "value"));
    }
}
