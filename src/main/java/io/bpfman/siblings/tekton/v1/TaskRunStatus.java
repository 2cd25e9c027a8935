package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.LenientJson;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a TaskRun has come. */
@JsonDeserialize(using = TaskRunStatus.Reader.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskRunStatus(
        List<Condition> conditions, @Nullable String completionTime, List<TaskRunResult> results) {

    /** Reads any JSON. */
    public static TaskRunStatus of(JsonNode node) {
        return new TaskRunStatus(
                LenientJson.objects(node, "conditions", Condition::of),
                LenientJson.text(node, "completionTime"),
                LenientJson.objects(node, "results", TaskRunResult::of));
    }

    /** The first condition of type Succeeded. */
    public Optional<Condition> succeeded() {
        return Condition.succeeded(conditions);
    }

    /** The text of the first result of that name; empty when there is none, or it is no text. */
    public Optional<String> result(String name) {
        return results.stream()
                .filter(result -> name.equals(result.name()))
                .map(TaskRunResult::value)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Reads what we need of it, which is little: most of it is a copy of the task. */
    public static final class Reader extends JsonDeserializer<TaskRunStatus> {

        private static final Set<String> FIELDS = Set.of("conditions", "completionTime", "results");

        @Override
        public TaskRunStatus deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return of(LenientJson.only(FIELDS, parser, context));
        }
    }
}
