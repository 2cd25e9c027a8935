package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait in the pipelines of a tenant: who is waited for, and what comes out. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceOnControlPlane.class, restrictToAnnotatedClass = true)
class WaitIT {

    private Tenant tenant;

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(ControlPlane.shared());
    }

    @AfterEach
    void leave() {
        tenant.close();
    }

    @Test
    void aBundleWaitsAndThenBuildsWithBothDigests() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));
        assertThat(tenant.pods().pods(tenant.namespace(), bundle)).isEmpty();

        tenant.succeed(agent, AGENT_DIGEST);

        JsonNode status = tenant.awaitReason(wait, "SiblingsReady");
        assertThat(Tenant.results(status))
                .containsEntry("proceed", "true")
                .containsEntry("revision", REVISION)
                .containsEntry(OPERATOR, Tenant.image(OPERATOR, OPERATOR_DIGEST))
                .containsEntry(AGENT, Tenant.image(AGENT, AGENT_DIGEST))
                .containsEntry(AGENT + "-digest", AGENT_DIGEST)
                .containsEntry("sources", "{\"%s\":\"built\",\"%s\":\"built\"}".formatted(AGENT, OPERATOR));
        await().atMost(Tenant.PATIENCE)
                .until(() -> !tenant.pods().pods(tenant.namespace(), bundle).isEmpty());
        assertThat(tenant.pods()
                        .pods(tenant.namespace(), bundle)
                        .get(0)
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getArgs())
                .endsWith(Tenant.image(OPERATOR, OPERATOR_DIGEST), Tenant.image(AGENT, AGENT_DIGEST));
        tenant.pods().succeed(tenant.namespace(), bundle, Map.of());
        tenant.awaitEnded(bundle, "True");
    }

    @Test
    void theExamplePipelineRunsWithTheWaitInIt() throws IOException {
        String example = Files.readString(Path.of("tekton", "bundle-push-pipeline.yaml"))
                .replace("{{revision}}", REVISION)
                .replace("{{source_url}}", "https://git.invalid/openshift/bpfman-operator")
                .replace("{{target_branch}}", "main");
        ControlPlane.shared().createNamespace(tenant.namespace(), "build-pipeline-bpfman-operator-bundle-ystream");
        tenant.pods()
                .autoSucceed(
                        tenant.namespace(),
                        run -> run.contains("bundle"),
                        Map.of("IMAGE_URL", "quay.io/bpfman/bundle:latest", "IMAGE_DIGEST", AGENT_DIGEST));
        List<String> builds = Stream.of(OPERATOR, AGENT, "bpfman-daemon-ystream")
                .map(tenant::build)
                .toList();

        String bundle = tenant.createHere(example);

        tenant.awaitReason(tenant.waitOf(bundle), "WaitingForSiblings");
        builds.forEach(build -> tenant.succeed(build, AGENT_DIGEST));
        tenant.awaitReason(tenant.waitOf(bundle), "SiblingsReady");
        tenant.awaitEnded(bundle, "True");
    }

    @Test
    void aBuildThatChainsWillNotSignIsWarnedOf() {
        String agent = tenant.build(AGENT);
        tenant.patch("tekton.dev/v1", "PipelineRun", agent, """
                {"metadata":{"annotations":{"chains.tekton.dev/signed":"true"}}}""");
        String operator = tenant.build(OPERATOR);
        String wait = tenant.waitOf(tenant.bundle("", ""));
        String standalone = tenant.standalone("[%s, %s]".formatted(OPERATOR, AGENT), "");

        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");
        tenant.awaitReason(standalone, "SiblingsReady");
        await().atMost(Tenant.PATIENCE)
                .untilAsserted(() -> assertThat(tenant.eventReasons(wait)).containsOnlyOnce("NotSigned"));
        await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(tenant.eventReasons(standalone))
                .contains("SiblingsReady")
                .doesNotContain("NotSigned"));
    }

    @Test
    void aFailedSiblingEndsTheWaitAndTheBundle() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String bundle = tenant.bundle("", "");
        tenant.succeed(operator, OPERATOR_DIGEST);

        tenant.fail(agent);

        JsonNode status = tenant.awaitReason(tenant.waitOf(bundle), "SiblingFailed");
        assertThat(Tenant.message(status)).contains(AGENT + " (failed").contains("PipelineRun " + agent);
        assertThat(Tenant.results(status))
                .containsEntry("proceed", "false")
                .containsEntry("revision", REVISION)
                .containsEntry(AGENT, "");
        tenant.awaitEnded(bundle, "False");
    }

    @Test
    void aCancelledBundleHasItsWaitCancelledAndCountsAsCancelled() {
        tenant.build(AGENT);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.awaitReason(wait, "WaitingForSiblings");

        tenant.patch("tekton.dev/v1", "PipelineRun", bundle, "{\"spec\":{\"status\":\"CancelledRunFinally\"}}");

        JsonNode status = tenant.awaitReason(wait, "CustomRunCancelled");
        assertThat(Tenant.message(status)).contains("CustomRun cancelled as the PipelineRun it belongs to");
        assertThat(Tenant.results(status)).containsEntry("proceed", "false");
        assertThat(status.path("completionTime").asText()).isNotEmpty();
        JsonNode pipelineRun = tenant.awaitPipelineRun(bundle, run -> "False"
                .equals(run.at("/status/conditions/0/status").asText()));
        assertThat(Tenant.reason(pipelineRun)).isEqualTo("Cancelled");
    }

    @Test
    void aRunCancelledBeforeItsFirstStatusEndsInOneWrite() {
        String wait = tenant.customRun("annotations: {test: early}", """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                status: RunCancelled
                params:
                - {name: revision, value: %s}
                - {name: siblings, value: [%s]}
                """.formatted(REVISION, AGENT));

        JsonNode status = tenant.awaitReason(wait, "CustomRunCancelled");

        assertThat(status.path("startTime").asText()).isNotEmpty();
        assertThat(status.path("completionTime").asText()).isNotEmpty();
        assertThat(statusWrites(wait)).isEqualTo(1);
    }

    @Test
    void aWaitTimesOutByItsOwnTimeoutAndSaysWhoIsMissing() {
        String agent = tenant.build(AGENT);
        String bundle = tenant.bundle("timeout: 3s", "");
        String wait = tenant.waitOf(bundle);

        JsonNode status = tenant.awaitReason(wait, "CustomRunTimedOut");

        assertThat(Tenant.message(status))
                .startsWith("timed out after 3s; 0 of 2 siblings ready")
                .contains(agent);
        tenant.awaitEnded(bundle, "False");
    }

    @Test
    void aRetryPassesTheFailedBuildOverAndTakesTheNewOne() {
        String failing = tenant.build(AGENT);
        String wait = tenant.standaloneWith("retries: 1", "[" + AGENT + "]", "- {name: grace, value: 0s}");
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.fail(failing);
        tenant.awaitRun(wait, run -> run.at("/status/retriesStatus").size() == 1);
        JsonNode again = tenant.awaitReason(wait, "WaitingForSiblings");
        assertThat(Tenant.message(again)).contains(AGENT + " (awaited)");

        tenant.succeed(tenant.build(AGENT), AGENT_DIGEST);

        JsonNode status = tenant.awaitReason(wait, "SiblingsReady");
        JsonNode attempt = status.at("/retriesStatus/0");
        assertThat(attempt.at("/conditions/0/reason").asText()).isEqualTo("SiblingFailed");
        assertThat(attempt.path("completionTime").asText()).isNotEmpty();
        assertThat(attempt.path("results").isMissingNode()
                        || attempt.path("results").isNull())
                .isTrue();
        assertThat(Tenant.results(status)).containsEntry(AGENT + "-digest", AGENT_DIGEST);
        await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(tenant.eventReasons(wait))
                .contains("WaitingForSiblings", "Retrying", "SiblingReady", "SiblingsReady"));
    }

    @Test
    void retriesAreUsedUpOnceAndThenTheRunEnds() {
        String wait = tenant.standaloneWith("retries: 1\ntimeout: 2s", "[" + AGENT + "]", "- {name: grace, value: 1h}");

        JsonNode status = tenant.awaitReason(wait, "CustomRunTimedOut");

        assertThat(status.path("retriesStatus")).hasSize(1);
    }

    @Test
    void aTaskThatAWhenExpressionSkipsLetsThePipelineRunComplete() {
        String agent = tenant.build(AGENT);
        String bundle = tenant.create("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  generateName: skipping-
                  namespace: %s
                  labels:
                    appstudio.openshift.io/component: bpfman-operator-bundle-ystream
                    pipelinesascode.tekton.dev/event-type: push
                    pipelinesascode.tekton.dev/sha: %s
                spec:
                  pipelineSpec:
                    tasks:
                    - name: wait-for-siblings
                      taskRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                      params:
                      - {name: siblings, value: [%s]}
                    - name: build-container
                      when:
                      - {input: $(tasks.wait-for-siblings.results.proceed), operator: in, values: ["false"]}
                      taskSpec:
                        steps: [{name: build, image: registry.invalid/build, command: [build]}]
                """.formatted(tenant.namespace(), REVISION, AGENT));

        tenant.succeed(agent, AGENT_DIGEST);

        JsonNode pipelineRun = tenant.awaitPipelineRun(bundle, run -> "True"
                .equals(run.at("/status/conditions/0/status").asText()));
        assertThat(Tenant.reason(pipelineRun)).isEqualTo("Completed");
        assertThat(pipelineRun.at("/status/skippedTasks/0/name").asText()).isEqualTo("build-container");
    }

    @Test
    void aReRunOfASiblingIsAwaitedAndItsImageCounts() {
        String first = tenant.build(AGENT);
        tenant.succeed(first, "sha256:" + "0".repeat(64));
        String operator = tenant.build(OPERATOR);
        String wait = tenant.standalone("[%s, %s]".formatted(OPERATOR, AGENT), "");
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));

        String second = tenant.buildAfter(first, AGENT);

        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("0 of 2 siblings ready"));
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(second, AGENT_DIGEST);
        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                .containsEntry(AGENT, Tenant.image(AGENT, AGENT_DIGEST));
    }

    @Test
    void aSiblingOnceBuiltStaysBuiltWhenItsPipelineRunIsDeleted() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String wait = tenant.standalone("[%s, %s]".formatted(OPERATOR, AGENT), "- {name: grace, value: 0s}");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));
        tenant.deletePipelineRun(operator);

        tenant.succeed(agent, AGENT_DIGEST);

        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                .containsEntry(OPERATOR, Tenant.image(OPERATOR, OPERATOR_DIGEST))
                .containsEntry(AGENT, Tenant.image(AGENT, AGENT_DIGEST));
    }

    @Test
    void aBuildDeletedWhileItRanWasNotBuilt() {
        String agent = tenant.build(AGENT);
        String wait = tenant.standalone("[" + AGENT + "]", "- {name: grace, value: 0s}");
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).contains("(running, "));

        tenant.deletePipelineRun(agent);

        assertThat(Tenant.message(tenant.awaitReason(wait, "SiblingNotBuilt")))
                .startsWith("0 of 1 siblings ready; %s (not built)".formatted(AGENT));
    }

    @Test
    void aBuildByHandWithItsRevisionInAnAnnotationCounts() {
        String agent = tenant.build(
                AGENT, Map.of("pipelinesascode.tekton.dev/sha", "", "pipelinesascode.tekton.dev/event-type", ""));
        tenant.patch("tekton.dev/v1", "PipelineRun", agent, """
                {"metadata":{"annotations":{"build.appstudio.redhat.com/commit_sha":"%s"}}}""".formatted(REVISION));
        String wait = tenant.standalone("[" + AGENT + "]", "");

        tenant.succeed(agent, AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void aRunThatTektonMakesAgainUnderTheSameNameIsANewWait() {
        String agent = tenant.build(AGENT);
        String operator = tenant.build(OPERATOR);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.awaitReason(wait, "WaitingForSiblings");
        String uid = tenant.run(wait).at("/metadata/uid").asText();

        tenant.delete("tekton.dev/v1beta1", "CustomRun", wait);

        await().atMost(Tenant.PATIENCE).until(() -> tenant.find("tekton.dev/v1beta1", "CustomRun", wait)
                .filter(run -> !uid.equals(run.getMetadata().getUid()))
                .isPresent());
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);
        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void aRunThatIsOverNeverChangesThoughItIsCancelledAfterwards() {
        tenant.succeed(tenant.build(AGENT), AGENT_DIGEST);
        String wait = tenant.standalone("[" + AGENT + "]", "");
        JsonNode before = tenant.awaitReason(wait, "SiblingsReady");

        tenant.cancelRun(wait);

        tenant.cancelRun(tenant.standalone("[" + OPERATOR + "]", ""));
        String later = tenant.standalone("[" + AGENT + "]", "");
        tenant.awaitReason(later, "SiblingsReady");
        assertThat((Object) tenant.run(wait).path("status")).isEqualTo(before);
    }

    @Test
    void theRequestIsFrozenAtFirstSight() {
        String agent = tenant.build(AGENT);
        String wait = tenant.standalone("[" + AGENT + "]", "");
        tenant.awaitReason(wait, "WaitingForSiblings");

        tenant.patch("tekton.dev/v1beta1", "CustomRun", wait, """
                {"spec":{"timeout":"1s","params":[{"name":"siblings","value":["somebody-else"]}]}}""");

        tenant.succeed(agent, AGENT_DIGEST);
        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady"))).containsKey(AGENT);
    }

    @Test
    void buildsOfAnotherNamespaceNeverCount() {
        try (Tenant other = Tenant.on(ControlPlane.shared())) {
            String foreign = other.build(AGENT);
            other.succeed(foreign, AGENT_DIGEST);
            other.awaitEnded(foreign, "True");

            String wait = tenant.standalone("[" + AGENT + "]", "- {name: grace, value: 2s}");

            assertThat(Tenant.message(tenant.awaitReason(wait, "SiblingNotBuilt")))
                    .doesNotContain(foreign);
        }
    }

    @Test
    void runsOfOtherCustomTasksAreNeverTouched() {
        String foreign = tenant.customRun("annotations: {test: foreign}", """
                customRef: {apiVersion: siblings.example.com/v1alpha1, kind: WaitForSiblings}
                """);
        tenant.succeed(tenant.build(AGENT), AGENT_DIGEST);

        tenant.awaitReason(tenant.standalone("[" + AGENT + "]", ""), "SiblingsReady");

        assertThat(tenant.run(foreign).has("status")).isFalse();
        assertThat(tenant.run(foreign).at("/metadata/finalizers").isMissingNode())
                .isTrue();
    }

    @Test
    void aRunOfAnotherVersionOfOursIsToldWhatToWrite() {
        String other = tenant.customRun("annotations: {test: version}", """
                customRef: {apiVersion: siblings.bpfman.io/v1, kind: WaitForSiblings}
                """);

        JsonNode status = tenant.awaitReason(other, "InvalidParameters");

        assertThat(Tenant.message(status)).contains("write apiVersion siblings.bpfman.io/v1alpha1 and kind");
    }

    @Test
    void everyProblemOfARequestIsToldAtOnce() {
        String wait = tenant.customRun("annotations: {test: invalid}", """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings, name: mine}
                timeout: "-5s"
                retries: 11
                params:
                - {name: revision, value: main}
                - {name: siblings, value: [Upper, a, a-digest, a]}
                - {name: grace, value: 2h}
                - {name: not-built, value: maybe}
                - {name: on-failure, value: {an: object}}
                - {name: images, value: [nonsense]}
                - {name: unheard-of, value: x}
                """);

        JsonNode status = tenant.awaitReason(wait, "InvalidParameters");

        assertThat(Tenant.message(status))
                .contains("unheard-of", "a name in taskRef", "revision", "Upper", "a-digest", "grace")
                .hasSizeLessThanOrEqualTo(1024);
        assertThat(Tenant.results(status)).containsEntry("proceed", "false").containsEntry("a", "");
        assertThat(statusWrites(wait)).isEqualTo(1);
    }

    @Test
    void anInlineSpecOfOurKindIsRefusedWithWhatToWriteInstead() {
        String wait = tenant.customRun("annotations: {test: inline}", """
                customSpec: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings, spec: {}}
                """);

        assertThat(Tenant.message(tenant.awaitReason(wait, "InvalidParameters")))
                .contains("customSpec is not supported: write taskRef");
    }

    @Test
    void tknShowsTheWaitsAsTheyStand() {
        String agent = tenant.build(AGENT);
        String done = tenant.standalone("[" + AGENT + "]", "");
        tenant.succeed(agent, AGENT_DIGEST);
        tenant.awaitReason(done, "SiblingsReady");
        String waiting = tenant.standalone("[" + OPERATOR + "]", "");
        tenant.awaitReason(waiting, "WaitingForSiblings");

        String list = ControlPlane.shared().tkn().run("customrun", "list", "-n", tenant.namespace());

        assertThat(list.lines().filter(line -> line.startsWith(done)).findFirst())
                .hasValueSatisfying(line -> assertThat(line).endsWith("Succeeded(SiblingsReady)"));
        assertThat(list.lines().filter(line -> line.startsWith(waiting)).findFirst())
                .hasValueSatisfying(line -> assertThat(line).endsWith("Running(WaitingForSiblings)"));
    }

    @Test
    void aWaitIsWrittenOncePerChangeAndNeverWithoutOne() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        tenant.awaitPipelineRun(
                operator, run -> run.at("/status/conditions/0/reason").asText().equals("Running"));
        tenant.awaitPipelineRun(
                agent, run -> run.at("/status/conditions/0/reason").asText().equals("Running"));
        String wait = tenant.standalone("[%s, %s]".formatted(OPERATOR, AGENT), "");
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));
        tenant.succeed(agent, AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");

        assertThat(statusWrites(wait)).isEqualTo(3);
    }

    private long statusWrites(String run) {
        await().atMost(Tenant.PATIENCE).until(() -> writes(run) > 0);
        return writes(run);
    }

    private long writes(String run) {
        return ControlPlane.shared().auditEvents().stream()
                .filter(event -> event.isWrite()
                        && "status".equals(event.subresource())
                        && tenant.namespace().equals(event.namespace())
                        && run.equals(event.name()))
                .count();
    }
}
