package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.LenientJson;
import io.bpfman.siblings.tekton.NameValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a CustomRun has come (tektoncd/pipeline: pkg/apis/run/v1beta1/customrunstatus_types.go). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CustomRunStatus(
        List<Condition> conditions,
        @Nullable String startTime,
        @Nullable String completionTime,
        List<NameValue> results,
        List<AttemptStatus> retriesStatus,
        @Nullable JsonNode extraFields,
        @Nullable Long observedGeneration) {

    /** The status of a run that nobody has looked at. */
    public static CustomRunStatus empty() {
        return new CustomRunStatus(List.of(), null, null, List.of(), List.of(), null, null);
    }

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CustomRunStatus of(JsonNode node) {
        JsonNode generation = node.path("observedGeneration");
        return new CustomRunStatus(
                LenientJson.objects(node, "conditions", Condition::of),
                LenientJson.text(node, "startTime"),
                LenientJson.text(node, "completionTime"),
                LenientJson.objects(node, "results", NameValue::of),
                LenientJson.objects(node, "retriesStatus", AttemptStatus::of),
                LenientJson.any(node, "extraFields"),
                generation.isIntegralNumber() ? generation.longValue() : null);
    }

    /** The first condition of type Succeeded. */
    public Optional<Condition> succeeded() {
        return Condition.succeeded(conditions);
    }

    /** Whether the run is over, well or badly. */
    public boolean done() {
        return succeeded().filter(Condition::terminal).isPresent();
    }

    /** The same with other extra fields. */
    public CustomRunStatus with(@Nullable JsonNode otherExtraFields) {
        return new CustomRunStatus(
                conditions, startTime, completionTime, results, retriesStatus, otherExtraFields, observedGeneration);
    }

    /** The same facts, as of another generation. */
    public CustomRunStatus observedAt(@Nullable Long generation) {
        return new CustomRunStatus(
                conditions, startTime, completionTime, results, retriesStatus, extraFields, generation);
    }
}
