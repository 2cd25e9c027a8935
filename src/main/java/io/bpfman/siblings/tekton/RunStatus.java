package io.bpfman.siblings.tekton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a PipelineRun or a TaskRun has come. */
@JsonDeserialize(using = RunStatus.Reader.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunStatus(
        List<Condition> conditions,
        @Nullable String startTime,
        @Nullable String completionTime,
        List<NameValue> results) {

    /** Reads any JSON. */
    public static RunStatus of(JsonNode node) {
        return new RunStatus(
                LenientJson.objects(node, "conditions", Condition::of),
                LenientJson.text(node, "startTime"),
                LenientJson.text(node, "completionTime"),
                LenientJson.objects(node, "results", NameValue::of));
    }

    /** The first condition of type Succeeded. */
    public Optional<Condition> succeeded() {
        return Condition.succeeded(conditions);
    }

    /** The text of the first result of that name; empty when there is none, or it is no text. */
    public Optional<String> result(String name) {
        return results.stream()
                .filter(result -> name.equals(result.name()))
                .map(NameValue::value)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Reads what we need of it, which is little: most of it is a copy of what is run. */
    public static final class Reader extends JsonDeserializer<RunStatus> {

        private static final Set<String> FIELDS = Set.of("conditions", "startTime", "completionTime", "results");

        @Override
        public RunStatus deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return of(LenientJson.only(FIELDS, parser, context));
        }
    }
}
