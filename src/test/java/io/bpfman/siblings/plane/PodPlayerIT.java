package io.bpfman.siblings.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step of a real TaskRun is executed as its container would execute it. */
@NeedsControlPlane
class PodPlayerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.admin();
    private final String namespace = "steps-" + UUID.randomUUID().toString().substring(0, 8);
    private final Registry registry = Registry.start();
    private final PodPlayer pods = PodPlayer.start(client);

    @BeforeEach
    void takeTheShellForEveryStep() {
        plane.createNamespace(namespace);
        pods.run(namespace, pod -> true, pod -> List.of("/bin/sh", "-c"));
    }

    @AfterEach
    void leave() {
        pods.close();
        registry.close();
    }

    @Test
    void tektonAsksTheRegistryForTheEntrypointOfAStepWithoutCommand() {
        taskRun("asked", "exit 0");

        awaitReason("asked", "Succeeded");
        var step = pod("asked").getSpec().getContainers().get(0);
        assertThat(step.getImage()).isEqualTo(registry.pinnedImage());
        assertThat(step.getArgs()).endsWith("--", "exit 0");
        assertThat(step.getEnv())
                .filteredOn(variable -> variable.getName().equals("TEKTON_PLATFORM_COMMANDS"))
                .extracting(EnvVar::getValue)
                .containsExactly("{\"linux/amd64\":[\"wait-for-siblings\"]}");
    }

    @Test
    void aStepHandsOutTheResultsItHasWritten() {
        taskRun("good", "printf '{\"a\":\"<b>\"}' > $(results.found.path); echo told; echo warned >&2");

        awaitReason("good", "Succeeded");
        assertThat(results("good")).isEqualTo("found={\"a\":\"<b>\"}");
        assertThat(step("good").stdout()).isEqualTo("told\n");
        assertThat(step("good").stderr()).isEqualTo("warned\n");
    }

    @Test
    void aStepThatFailsStillHandsOutItsResults() {
        taskRun("bad", "printf too-late > $(results.found.path); exit 3");

        awaitReason("bad", "Failed");
        assertThat(status("bad").at("/steps/0/terminated/exitCode").asInt()).isEqualTo(3);
        assertThat(results("bad")).isEqualTo("found=too-late");
    }

    @Test
    void aStepWhoseResultsAreTooLongFails() {
        taskRun("long", "head -c 4096 /dev/zero | tr '\\0' x > $(results.found.path)");

        awaitReason("long", "Failed");
        assertThat(status("long").at("/steps/0/terminated/exitCode").asInt()).isEqualTo(1);
        assertThat(results("long")).isEmpty();
        assertThat(step("long").stderr()).contains("above max allowed size 4096");
    }

    @Test
    void aStepIsAskedToEndWhenItsTaskRunIsCancelled() {
        taskRun("cancelled", "trap 'echo ended; exit 0' TERM; echo begun; while :; do sleep 0.1; done");
        await().atMost(PATIENCE)
                .until(() -> !pods.steps(namespace, "cancelled").isEmpty()
                        && step("cancelled").stdout().contains("begun"));
        awaitReason("cancelled", "Running");

        client.genericKubernetesResources("tekton.dev/v1", "TaskRun")
                .inNamespace(namespace)
                .withName("cancelled")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"status\":\"TaskRunCancelled\"}}");

        awaitReason("cancelled", "TaskRunCancelled");
        await().atMost(PATIENCE).until(() -> !step("cancelled").alive());
        assertThat(step("cancelled").stdout()).isEqualTo("begun\nended\n");
    }

    @Test
    void aStepReadsItsLabelsAndAnnotationsFromFilesAndVariables() {
        taskRun("told", "cat /etc/pod/labels /etc/pod/annotations; echo; echo $REVISION in $NAMESPACE");

        awaitReason("told", "Succeeded");
        assertThat(step("told").stdout())
                .contains("\ntekton.dev/taskRun=\"told\"\n")
                .contains("\ntest/quoted=\"a \\\"b\\\"\\n\"\n")
                .endsWith("\n0123 in " + namespace + "\n");
    }

    private void taskRun(String name, String script) {
        var yaml = """
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata:
                  name: %s
                  namespace: %s
                  annotations: {test/quoted: "a \\"b\\"\\n", test/revision: "0123"}
                spec:
                  taskSpec:
                    results: [{name: found}]
                    volumes:
                    - name: pod
                      downwardAPI:
                        items:
                        - {path: labels, fieldRef: {fieldPath: metadata.labels}}
                        - {path: annotations, fieldRef: {fieldPath: metadata.annotations}}
                    steps:
                    - name: step
                      image: %s
                      args: [%s]
                      env:
                      - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                      - {name: REVISION, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['test/revision']"}}}
                      volumeMounts: [{name: pod, mountPath: /etc/pod}]
                """.formatted(name, namespace, registry.image(), Serialization.asJson(script));
        client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }

    private void awaitReason(String taskRun, String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        status(taskRun).at("/conditions/0/reason").asText())
                .isEqualTo(reason));
    }

    private String results(String taskRun) {
        var results = status(taskRun).path("results");
        return results.isEmpty()
                ? ""
                : results.at("/0/name").asText() + "=" + results.at("/0/value").asText();
    }

    private Step step(String taskRun) {
        return pods.steps(namespace, taskRun).get(0);
    }

    private Pod pod(String taskRun) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("tekton.dev/taskRun", taskRun)
                .list()
                .getItems()
                .get(0);
    }

    private JsonNode status(String taskRun) {
        var run = client.genericKubernetesResources("tekton.dev/v1", "TaskRun")
                .inNamespace(namespace)
                .withName(taskRun)
                .get();
        return new ObjectMapper().valueToTree(run).path("status");
    }
}
