package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Leaf;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a PipelineRun has come. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineRunStatus(
        List<Condition> conditions, @Nullable String startTime, List<PipelineRunResult> results) {

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PipelineRunStatus of(JsonNode node) {
        return new PipelineRunStatus(
                Leaf.objects(node, "conditions", Condition::of),
                Leaf.text(node, "startTime"),
                Leaf.objects(node, "results", PipelineRunResult::of));
    }

    /** The first condition of type Succeeded. */
    public Optional<Condition> succeeded() {
        return Condition.succeeded(conditions);
    }

    /** The text of the first result of that name; empty when there is none, or it is no text. */
    public Optional<String> result(String name) {
        return results.stream()
                .filter(result -> name.equals(result.name()))
                .map(PipelineRunResult::value)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
