package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Catalog;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.RepositoryUrl;
import io.bpfman.siblings.domain.Results;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what a pipeline author copies to what the service understands. */
class ExampleManifestTest {

    private static final String NAME = "wait-for-siblings";

    static List<ProjectFile> pipelines() {
        return List.of(ExamplePipeline.INLINE, ExamplePipeline.GATE);
    }

    @ParameterizedTest
    @MethodSource("pipelines")
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

        assertThat(request.subject().revision().value()).isEqualTo(ExamplePipeline.REVISION);
        assertThat(request.subject().branch()).contains("main");
        assertThat(request.subject().application()).contains("bpfman-ystream");
        assertThat(request.subject().component()).contains(new ComponentName("bpfman-operator-bundle-ystream"));
        assertThat(request.subject().repository()).contains(new RepositoryUrl("github.com/openshift/bpfman-operator"));
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

        assertThat(pipeline.usedResults(NAME)).containsAll(perSibling).isSubsetOf(promised);
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

        assertThat(request.subject().branch()).contains("main");
        assertThat(request.siblings()).hasSize(2);
    }

    private static WaitRequest understood(CustomRun run) {
        assertThat(Adoption.open(run)).as("the wait is ours").isTrue();
        Parsed parsed = WaitRequestParser.parse(
                run,
                Instant.EPOCH,
                Catalog.empty(),
                new WaitRequestParser.Defaults(Duration.ofHours(1), Duration.ofHours(2)));
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return ((Parsed.Valid) parsed).request();
    }

    private static Duration duration(JsonNode text) {
        return GoDuration.parse(text.asText()).orElseThrow();
    }
}
