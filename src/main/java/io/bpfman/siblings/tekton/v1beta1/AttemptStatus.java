package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.LenientJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt ended that another one followed: an entry of {@code retriesStatus}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttemptStatus(
        List<Condition> conditions,
        @Nullable String startTime,
        @Nullable String completionTime) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AttemptStatus of(JsonNode node) {
        return new AttemptStatus(
                LenientJson.objects(node, "conditions", Condition::of),
                LenientJson.text(node, "startTime"),
                LenientJson.text(node, "completionTime"));
    }
}
