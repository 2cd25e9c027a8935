package io.bpfman.siblings.tekton;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A knative condition (knative.dev/pkg: apis/condition_types.go). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Nullable String type,
        @Nullable String status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String lastTransitionTime) {

    /** The one condition that a run has. */
    public static final String SUCCEEDED = "Succeeded";

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Condition of(JsonNode node) {
        return new Condition(
                LenientJson.text(node, "type"),
                LenientJson.text(node, "status"),
                LenientJson.text(node, "reason"),
                LenientJson.text(node, "message"),
                LenientJson.text(node, "lastTransitionTime"));
    }

    /** The first condition of type Succeeded. */
    public static Optional<Condition> succeeded(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> SUCCEEDED.equals(condition.type()))
                .findFirst();
    }

    /** Whether the run has ended, well or badly. */
    public boolean terminal() {
        return "True".equals(status) || "False".equals(status);
    }
}
