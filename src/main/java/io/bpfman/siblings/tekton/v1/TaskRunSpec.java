package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.bpfman.siblings.tekton.LenientJson;
import io.bpfman.siblings.tekton.NameValue;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What is asked of a TaskRun. */
@JsonDeserialize(using = TaskRunSpec.Reader.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskRunSpec(List<NameValue> params) {

    /** Reads any JSON. */
    public static TaskRunSpec of(JsonNode node) {
        return new TaskRunSpec(LenientJson.objects(node, "params", NameValue::of));
    }

    /** The text of the first param of that name; empty when there is none, or it is no text. */
    public Optional<String> param(String name) {
        return params.stream()
                .filter(param -> name.equals(param.name()))
                .map(NameValue::value)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Reads what we need of it: the rest may be a whole task. */
    public static final class Reader extends JsonDeserializer<TaskRunSpec> {

        private static final Set<String> FIELDS = Set.of("params");

        @Override
        public TaskRunSpec deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return of(LenientJson.only(FIELDS, parser, context));
        }
    }
}
