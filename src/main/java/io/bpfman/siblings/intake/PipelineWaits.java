package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The waits that stand in the pipeline of a PipelineRun, before Tekton makes CustomRuns of them. */
public final class PipelineWaits {

    /** tektoncd/pipeline: docs/variables.md. */
    private static final Pattern PARAM = Pattern.compile("\\$\\(params\\.([^)\\[]+)(?:\\[\\*])?\\)");

    private PipelineWaits() {}

    /** In the order of the tasks; none where the pipeline is not resolved yet and stands elsewhere. */
    public static List<CustomRunSpec> of(JsonNode pipelineRun) {
        JsonNode resolved = pipelineRun.at("/status/pipelineSpec");
        JsonNode pipeline = resolved.isObject() ? resolved : pipelineRun.at("/spec/pipelineSpec");
        return StreamSupport.stream(pipeline.path("tasks").spliterator(), false)
                .filter(task -> CustomTask.KIND.equals(task.at("/taskRef/kind").asText()))
                .map(task -> spec(task, pipelineRun, pipeline))
                .toList();
    }

    private static CustomRunSpec spec(JsonNode task, JsonNode pipelineRun, JsonNode pipeline) {
        ObjectNode spec = task.deepCopy();
        spec.set("customRef", task.path("taskRef"));
        spec.path("params").forEach(param -> {
            JsonNode value = param.path("value");
            if (param instanceof ObjectNode object && value.isTextual()) {
                object.set("value", substituted(value, pipelineRun, pipeline));
            }
        });
        return CustomRunSpec.of(spec);
    }

    /** A param that is the whole value may be an array, too. */
    private static JsonNode substituted(JsonNode text, JsonNode pipelineRun, JsonNode pipeline) {
        Matcher reference = PARAM.matcher(text.asText());
        if (!reference.matches()) {
            return text;
        }
        String name = reference.group(1);
        return Stream.concat(
                        named(pipelineRun.at("/spec/params"), name).map(param -> param.path("value")),
                        named(pipeline.path("params"), name).map(param -> param.path("default")))
                .findFirst()
                .orElse(text);
    }

    private static Stream<JsonNode> named(JsonNode params, String name) {
        return StreamSupport.stream(params.spliterator(), false)
                .filter(param -> name.equals(param.path("name").asText()));
    }
}
