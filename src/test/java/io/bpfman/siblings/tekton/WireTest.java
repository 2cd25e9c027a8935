package io.bpfman.siblings.tekton;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomTaskReference;
import io.bpfman.siblings.tekton.v1beta1.Param;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Condition READY = new Condition("Ready", "True", null, null, null);
    private static final Condition RUNNING = new Condition("Succeeded", "Unknown", "Running", "2 tasks", null);

    @Test
    void aCustomRunIsReadAsTektonWritesIt() {
        CustomRun run = Wire.read("""
                apiVersion: tekton.dev/v1beta1
                kind: CustomRun
                metadata:
                  name: bundle-wait
                  generation: 2
                spec:
                  serviceAccountName: appstudio-pipeline
                  customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                  params:
                  - {name: siblings, value: [agent, operator]}
                  - {name: grace, value: 90s}
                  retries: 1
                  timeout: 1h0m0s
                  status: RunCancelled
                  statusMessage: not needed
                status:
                  observedGeneration: 1
                  startTime: "2026-11-21T12:00:00Z"
                  conditions:
                  - {type: Succeeded, status: Unknown, reason: Running, message: 2 tasks}
                  retriesStatus:
                  - startTime: "2026-11-21T11:00:00Z"
                    completionTime: "2026-11-21T12:00:00Z"
                  results: [{name: revision, value: x}]
                  extraFields: {request: {}}
                """, CustomRun.class);

        assertThat(run.spec())
                .isEqualTo(new CustomRunSpec(
                        new CustomTaskReference("siblings.bpfman.io/v1alpha1", "WaitForSiblings", null),
                        null,
                        List.of(
                                new Param(
                                        "siblings",
                                        JSON.arrayNode().add("agent").add("operator")),
                                new Param("grace", JSON.textNode("90s"))),
                        "RunCancelled",
                        "not needed",
                        JSON.numberNode(1),
                        JSON.textNode("1h0m0s"),
                        "appstudio-pipeline"));
        assertThat(run.status())
                .isEqualTo(new CustomRunStatus(
                        List.of(RUNNING),
                        "2026-11-21T12:00:00Z",
                        null,
                        List.of(new NameValue("revision", "x")),
                        List.of(new AttemptStatus(List.of(), "2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z")),
                        JSON.objectNode().set("request", JSON.objectNode()),
                        1L));
    }

    @Test
    void aPipelineRunIsReadAsTektonWritesIt() {
        PipelineRun run = Wire.read("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata: {name: agent-on-push-x7k2p}
                spec:
                  status: PipelineRunPending
                  pipelineSpec: {tasks: [{name: build}]}
                status:
                  startTime: "2026-11-21T12:00:07Z"
                  conditions:
                  - {type: Succeeded, status: "True", reason: Completed}
                  results:
                  - {name: IMAGE_DIGEST, value: "%s"}
                  - {name: LIST, value: [a, b]}
                  childReferences: [{name: build}]
                """.formatted(digest('a')), PipelineRun.class);

        assertThat(run.spec()).isEqualTo(new PipelineRunSpec("PipelineRunPending"));
        assertThat(run.status())
                .isEqualTo(new RunStatus(
                        List.of(new Condition("Succeeded", "True", "Completed", null, null)),
                        "2026-11-21T12:00:07Z",
                        null,
                        List.of(new NameValue("IMAGE_DIGEST", digest('a')), new NameValue("LIST", null))));
    }

    @Test
    void whatHasAnotherShapeIsReadAsNothing() {
        assertThat(List.of(
                        CustomRunSpec.of(
                                read("{customRef: x, customSpec: [], params: {}, status: 1, statusMessage: {}}")),
                        CustomRunSpec.of(read("{params: [1, x, [], null], retries: null, timeout: null}")),
                        CustomRunSpec.of(read("x"))))
                .containsOnly(new CustomRunSpec(null, null, List.of(), null, null, null, null, null));
        assertThat(List.of(
                        CustomRunStatus.of(read("{conditions: {}, startTime: 1, completionTime: [], results: x}")),
                        CustomRunStatus.of(read("{retriesStatus: [1], extraFields: null, observedGeneration: x}")),
                        CustomRunStatus.of(read("{observedGeneration: 1.5, conditions: [[]]}"))))
                .containsOnly(CustomRunStatus.empty());
        assertThat(RunStatus.of(read("{conditions: x, startTime: {}, results: [x]}")))
                .isEqualTo(new RunStatus(List.of(), null, null, List.of()));
        assertThat(Param.of(read("{name: 1, value: null}"))).isEqualTo(new Param("", JSON.nullNode()));
    }

    @Test
    void aStatusIsWrittenWithoutWhatItDoesNotSay() {
        CustomRunStatus status =
                new CustomRunStatus(List.of(RUNNING), "2026-11-21T12:00:00Z", null, List.of(), List.of(), null, null);

        assertThat(Wire.tree(status))
                .isEqualTo(read("{conditions: [{type: Succeeded, status: Unknown, reason: Running, message: 2 tasks}],"
                        + " startTime: '2026-11-21T12:00:00Z'}"));
    }

    @Test
    void anEmptyResultIsWritten() {
        CustomRunStatus status =
                new CustomRunStatus(List.of(), null, null, List.of(new NameValue("agent", "")), List.of(), null, 3L);

        assertThat(Wire.read(Wire.write(status), JsonNode.class))
                .isEqualTo(read("{results: [{name: agent, value: ''}], observedGeneration: 3}"));
    }

    @Test
    void theFirstConditionOfTypeSucceededCounts() {
        assertThat(Condition.succeeded(List.of(READY, RUNNING, new Condition("Succeeded", "True", null, null, null))))
                .contains(RUNNING);
    }

    @Test
    void aRunIsOverWhenItSucceededOrFailed() {
        assertThat(Stream.of("True", "False", "Unknown", "true", "", null)
                        .map(status -> new Condition("Succeeded", status, null, null, null).terminal()))
                .containsExactly(true, true, false, false, false, false);
    }

    @Test
    void aConditionOfAnotherTypeEndsNothing() {
        assertThat(new CustomRunStatus(List.of(READY), null, null, List.of(), List.of(), null, null).done())
                .isFalse();
    }

    @Test
    void aStatusOfAnotherGenerationHasTheSameFacts() {
        assertThat(CustomRunStatus.empty().observedAt(3L))
                .isEqualTo(new CustomRunStatus(List.of(), null, null, List.of(), List.of(), null, 3L));
    }

    @Test
    void theFirstTextOfAResultCounts() {
        RunStatus status = new RunStatus(
                List.of(),
                null,
                null,
                List.of(
                        new NameValue("IMAGE_URL", null),
                        new NameValue(null, "x"),
                        new NameValue("IMAGE_URL", "a"),
                        new NameValue("IMAGE_URL", "b")));

        assertThat(List.of(status.result("IMAGE_URL"), status.result("IMAGE_DIGEST")))
                .containsExactly(Optional.of("a"), Optional.empty());
    }

    private static JsonNode read(String yaml) {
        return Wire.read("--- " + yaml, JsonNode.class);
    }
}
