package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Catalog;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Results;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what a pipeline author copies to what the service understands. */
class ExampleManifestTest {

    private static final String NAME = "wait-for-siblings";

    @Test
    void theExamplePipelineNamesAllItsPlaceholdersInItsComment() {
        String comment = ExamplePipeline.TEMPLATE.lines().stream()
                .filter(line -> line.startsWith("# Pipelines-as-Code fills in: "))
                .collect(Collectors.joining());

        assertThat(ExamplePipeline.placeholdersIn(ExamplePipeline.TEMPLATE.text()))
                .isEqualTo(ExamplePipeline.placeholdersIn(comment))
                .isEqualTo(ExamplePipeline.knownPlaceholders());
    }

    @Test
    void theExamplePipelinesWaitIsUnderstood() {
        CustomRun run = ExamplePipeline.filledIn().customRun(NAME);

        WaitRequest request = understood(run);

        assertThat(request.subject().revision().value()).isEqualTo(ExamplePipeline.REVISION);
        assertThat(request.subject().branch()).contains("main");
        assertThat(request.subject().application()).contains("bpfman-ystream");
        assertThat(request.subject().component()).contains(new ComponentName("bpfman-operator-bundle-ystream"));
        assertThat(request.images().keySet()).isEqualTo(request.siblings());
    }

    @Test
    void theExamplePipelineUsesOnlyResultsThatItsWaitHas() {
        ExamplePipeline pipeline = ExamplePipeline.filledIn();
        Set<String> promised = new HashSet<>(Results.FIXED_NAMES);
        understood(pipeline.customRun(NAME)).siblings().forEach(sibling -> promised.addAll(Results.namesOf(sibling)));

        assertThat(pipeline.usedResults(NAME)).isNotEmpty().isSubsetOf(promised);
    }

    @Test
    void theExamplePipelinesBuildIsSkippedUnlessTheWaitSaysProceed() {
        assertThat(ExamplePipeline.filledIn().task("build-container").path("when"))
                .containsExactly(ProjectFile.yaml("""
                        input: $(tasks.wait-for-siblings.results.proceed)
                        operator: in
                        values: ["true"]
                        """));
    }

    @Test
    void theExamplePipelineHasTimeForEveryAttemptOfItsWait() {
        ExamplePipeline pipeline = ExamplePipeline.filledIn();
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
