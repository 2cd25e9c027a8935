package io.bpfman.siblings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pipeline with a wait in it, as Pipelines-as-Code would create it from the template. */
record ExamplePipeline(ProjectFile template, JsonNode pipelineRun) {

    static final ProjectFile INLINE = new ProjectFile("tekton/bundle-push-pipeline.yaml");
    static final ProjectFile GATE = new ProjectFile("tekton/bundle-gate-pipeline.yaml");
    static final ProjectFile CATALOG = new ProjectFile("tekton/catalog-push-pipeline.yaml");
    static final ProjectFile TASK = new ProjectFile("tekton/bundle-push-task-pipeline.yaml");
    static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "revision", REVISION,
            "source_url", "https://git.example.com/bpfman/bpfman-operator",
            "repo_url", "https://git.example.com/bpfman/bpfman-operator",
            "target_branch", "main",
            "git_auth_secret", "pac-gitauth-abcdef");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ *([a-z_]+) *}}");

    static ExamplePipeline filledIn(ProjectFile template) {
        String text = template.text();
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            text = text.replace("{{" + placeholder.getKey() + "}}", placeholder.getValue());
        }
        return new ExamplePipeline(template, ProjectFile.yaml(text));
    }

    static Set<String> knownPlaceholders() {
        return PLACEHOLDERS.keySet();
    }

    static Set<String> placeholdersIn(String text) {
        return PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    JsonNode task(String name) {
        return ProjectFile.elements(pipelineRun.at("/spec/pipelineSpec/tasks"))
                .filter(task -> task.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the pipeline has no task " + name));
    }

    /** The CustomRun as Tekton makes it (tektoncd/pipeline: pkg/reconciler/pipelinerun/pipelinerun.go). */
    CustomRun customRun(String taskName) {
        JsonNode task = task(taskName);
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("apiVersion", "tekton.dev/v1beta1").put("kind", "CustomRun");
        ObjectNode metadata = run.putObject("metadata");
        metadata.put("name", "bundle-" + taskName);
        metadata.put("namespace", pipelineRun.at("/metadata/namespace").asText());
        metadata.set("labels", pipelineRun.at("/metadata/labels"));
        metadata.set("annotations", pipelineRun.at("/metadata/annotations"));
        ObjectNode spec = run.putObject("spec");
        spec.set("customRef", task.path("taskRef"));
        spec.set("params", task.path("params"));
        spec.set("timeout", task.path("timeout"));
        spec.set("retries", task.path("retries"));
        return customRun(run);
    }

    static CustomRun customRun(JsonNode run) {
        return Serialization.unmarshal(run.toString(), CustomRun.class);
    }

    /** The names of the wait's results that the pipeline uses. */
    Set<String> usedResults(String taskName) {
        return Pattern.compile("\\$\\(tasks\\." + taskName + "\\.results\\.([^)]+)\\)")
                .matcher(pipelineRun.toString())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
