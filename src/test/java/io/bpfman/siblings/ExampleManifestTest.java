package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what a pipeline author copies to what the service understands. */
class ExampleManifestTest {

    private static final String NAME = "wait-for-siblings";
    private static final ProjectFile TASK = new ProjectFile("tekton/tasks/wait-for-siblings.yaml");

    static List<ProjectFile> pipelines() {
        return List.of(ExamplePipeline.INLINE, ExamplePipeline.GATE, ExamplePipeline.CATALOG);
    }

    static List<ProjectFile> layouts() {
        return Stream.concat(pipelines().stream(), Stream.of(ExamplePipeline.TASK))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void anExamplePipelineNamesAllItsPlaceholdersInItsComment(ProjectFile template) {
        String comment = template.lines().stream()
                .filter(line -> line.startsWith("# Pipelines-as-Code fills in: "))
                .collect(Collectors.joining());

        assertThat(ExamplePipeline.placeholdersIn(template.text()))
                .isEqualTo(ExamplePipeline.placeholdersIn(comment))
                .isNotEmpty()
                .isSubsetOf(ExamplePipeline.knownPlaceholders());
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void anExamplePipelinesWaitIsUnderstood(ProjectFile template) {
        CustomRun run = ExamplePipeline.filledIn(template).customRun(NAME);

        WaitRequest request = understood(run);

        assertThat(request.waitingRun().revision().value()).isEqualTo(ExamplePipeline.REVISION);
        assertThat(request.waitingRun().branch()).contains(new GitRef("main"));
        assertThat(request.waitingRun().application()).contains("bpfman-ystream");
        assertThat(request.waitingRun().component()).isPresent();
        assertThat(request.waitingRun().repositories())
                .contains(new RepositoryUrl("github.com/openshift/bpfman-operator"));
        assertThat(request.images().keySet()).isEqualTo(request.siblings());
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void anExamplePipelineUsesOnlyResultsThatItsWaitHas(ProjectFile template) {
        ExamplePipeline pipeline = ExamplePipeline.filledIn(template);
        Set<String> promised = new HashSet<>(Results.FIXED_NAMES);
        Set<String> perSibling = new HashSet<>();
        understood(pipeline.customRun(NAME)).siblings().forEach(sibling -> perSibling.add(sibling.value()));
        understood(pipeline.customRun(NAME)).siblings().forEach(sibling -> promised.addAll(Results.namesOf(sibling)));

        assertThat(pipeline.usedResults(NAME)).isSubsetOf(promised);
        assertThat(pipeline.usedResults(NAME).containsAll(perSibling)
                        || pipeline.usedResults(NAME).contains("pullspecs"))
                .as("every image is used")
                .isTrue();
    }

    @Test
    void whatComesAfterTheWaitIsSkippedUnlessItSaysProceed() {
        JsonNode guard = ProjectFile.yaml("""
                input: $(tasks.wait-for-siblings.results.proceed)
                operator: in
                values: ["true"]
                """);
        assertThat(ExamplePipeline.filledIn(ExamplePipeline.INLINE)
                        .task("build-container")
                        .path("when"))
                .containsExactly(guard);
        assertThat(ExamplePipeline.filledIn(ExamplePipeline.GATE)
                        .task("commit-images")
                        .path("when"))
                .containsExactly(guard);
    }

    @Test
    void thePlainTaskStandsInThePipelineWithTheComponentsResultsAdded() {
        ExamplePipeline pipeline = ExamplePipeline.filledIn(ExamplePipeline.TASK);
        JsonNode wait = pipeline.task(NAME);
        ObjectNode expected = TASK.yaml().path("spec").deepCopy();
        for (String result : ExamplePipeline.filledIn(ExamplePipeline.INLINE).usedResults(NAME)) {
            if (!Results.FIXED_NAMES.contains(result)) {
                expected.withArray("results").addObject().put("name", result).put("description", "Its image.");
            }
        }

        assertThat(sorted(wait.path("taskSpec"))).isEqualTo(sorted(expected));
        assertThat(pipeline.usedResults(NAME))
                .isEqualTo(ExamplePipeline.filledIn(ExamplePipeline.INLINE).usedResults(NAME));
        assertThat(pipeline.task("build-container"))
                .isEqualTo(ExamplePipeline.filledIn(ExamplePipeline.INLINE).task("build-container"));
    }

    @Test
    void thePlainTaskTakesEveryParamAndHandsItToTheFlagOfItsName() {
        JsonNode spec = TASK.yaml().path("spec");
        Set<String> params = new HashSet<>(WaitRequestParser.PARAMS);
        params.addAll(List.of("timeout", "retries"));
        String words = String.join(" ", ProjectFile.texts(spec.at("/steps/0/args")));

        assertThat(spec.path("params").findValuesAsText("name")).containsExactlyInAnyOrderElementsOf(params);
        assertThat(spec.path("params")).allSatisfy(param -> {
            String name = param.path("name").asText();
            boolean array = param.path("type").asText().equals("array");
            assertThat(words)
                    .contains(
                            array
                                    ? "--%1$s $(params.%1$s[*])".formatted(name)
                                    : "--%1$s=$(params.%1$s)".formatted(name));
            assertThat(param.has("default")).as(name).isTrue();
        });
        assertThat(spec.path("results").findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(Results.FIXED_NAMES);
    }

    @Test
    void thePlainTaskRunsTheImageThatIsInstalled() {
        JsonNode image = new ProjectFile("k8s/kustomization.yaml").yaml().at("/images/0");

        assertThat(TASK.yaml().at("/spec/steps/0/image").asText())
                .isEqualTo(
                        image.path("name").asText() + ":" + image.path("newTag").asText());
    }

    @Test
    void thePlainTasksPodMayRunAsLongAsAllAttempts() {
        JsonNode wait = ExamplePipeline.filledIn(ExamplePipeline.TASK).task(NAME);
        Duration attempt = duration(param(wait, "timeout"));
        int retries = param(wait, "retries").asInt();

        assertThat(duration(wait.path("timeout"))).isGreaterThan(attempt.multipliedBy(1L + retries));
    }

    @Test
    void theGateIsNoBuild() {
        JsonNode labels =
                ExamplePipeline.filledIn(ExamplePipeline.GATE).pipelineRun().at("/metadata/labels");

        assertThat(FactKeys.TYPE).noneMatch(labels::has);
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void anExamplePipelineHasTimeForEveryAttemptOfItsWait(ProjectFile template) {
        ExamplePipeline pipeline = ExamplePipeline.filledIn(template);
        WaitRequest request = understood(pipeline.customRun(NAME));
        Duration tasks = duration(pipeline.pipelineRun().at("/spec/timeouts/tasks"));
        Duration all = duration(pipeline.pipelineRun().at("/spec/timeouts/pipeline"));

        assertThat(request.retries()).isPositive();
        assertThat(tasks).isGreaterThan(request.timeout().orElseThrow().multipliedBy(1L + request.retries()));
        assertThat(all).isGreaterThan(tasks);
    }

    @Test
    void theExampleCustomRunIsUnderstoodByItself() {
        CustomRun run = Serialization.unmarshal(
                new ProjectFile("tekton/customrun.yaml").yaml().toString(), CustomRun.class);

        WaitRequest request = understood(run);

        assertThat(request.waitingRun().branch()).contains(new GitRef("main"));
        assertThat(request.siblings()).hasSize(2);
    }

    private static WaitRequest understood(CustomRun run) {
        assertThat(CustomTask.open(run)).as("the wait is ours").isTrue();
        Parsed<WaitRequest> parsed = WaitRequestParser.parse(
                run,
                Instant.EPOCH,
                Collections.emptySortedMap(),
                KonfluxFacts::empty,
                new Defaults(Duration.ofHours(1), Duration.ofHours(2)));
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return ((Parsed.Valid<WaitRequest>) parsed).value();
    }

    private static JsonNode param(JsonNode task, String name) {
        return ProjectFile.elements(task.path("params"))
                .filter(param -> name.equals(param.path("name").asText()))
                .map(param -> param.path("value"))
                .findFirst()
                .orElseThrow();
    }

    /** The same with its results in the order of their names. */
    private static JsonNode sorted(JsonNode taskSpec) {
        ObjectNode sorted = taskSpec.deepCopy();
        ArrayNode results = sorted.putArray("results");
        ProjectFile.elements(taskSpec.path("results"))
                .sorted(Comparator.comparing(result -> result.path("name").asText()))
                .forEach(results::add);
        return sorted;
    }

    private static Duration duration(JsonNode text) {
        return GoDuration.parse(text.asText()).orElseThrow();
    }
}
