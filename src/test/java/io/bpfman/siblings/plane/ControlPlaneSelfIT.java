package io.bpfman.siblings.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control plane the other tests stand on does what they believe it does. */
@NeedsControlPlane
class ControlPlaneSelfIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> IMAGE =
            Map.of("IMAGE_URL", "registry.invalid/agent:1", "IMAGE_DIGEST", "sha256:abc", "UNDECLARED", "left out");

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.admin();
    private final String namespace = "self-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void makeNamespace() {
        plane.createNamespace(namespace, "builder");
    }

    @Test
    void tektonItselfWritesTheResultsOfABuildWhosePodSucceeded() {
        try (var pods = PodPlayer.start(client)) {
            client.resource(build("agent")).create();
            await().atMost(PATIENCE).until(() -> !pods.pods(namespace, "agent").isEmpty());

            pods.succeed(namespace, "agent", IMAGE);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(succeeded("agent")).isEqualTo("True"));
            assertThat(resultsOf("agent"))
                    .isEqualTo("[{\"name\":\"url\",\"value\":\"registry.invalid/agent:1\"},"
                            + "{\"name\":\"digest\",\"value\":\"sha256:abc\"}]");
        }
    }

    @Test
    void aBuildWhosePodFailedHasFailed() {
        try (var pods = PodPlayer.start(client)) {
            pods.fail(namespace, "agent");

            client.resource(build("agent")).create();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(succeeded("agent")).isEqualTo("False"));
        }
    }

    @Test
    void tektonsWebhookRefusesATimeoutThatIsNoDuration() {
        assertThatThrownBy(() -> client.resource(wait("bad", "1d")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("webhook.pipeline.tekton.dev")
                .hasMessageContaining("1d");
    }

    @Test
    void everythingIsStillThereAfterTheApiServerWasKilled() {
        client.resource(wait("kept", "1h")).create();

        plane.killApiServer();
        plane.startApiServer();

        assertThat(client.resource(wait("kept", "1h")).get().<String>get("spec", "timeout"))
                .isEqualTo("1h0m0s");
    }

    @Test
    void tknListsCustomRuns() {
        client.resource(wait("listed", "1h")).create();

        assertThat(plane.tkn().run("customrun", "list", "-n", namespace)).contains("NAME", "listed");
    }

    @Test
    void theAuditLogKnowsWhoWroteWhat() {
        client.resource(wait("audited", "1h")).create();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(plane.auditEvents())
                .filteredOn(event -> event.namespace().equals(namespace))
                .anySatisfy(event -> {
                    assertThat(event.isWrite()).isTrue();
                    assertThat(event.resource()).isEqualTo("customruns");
                    assertThat(event.user()).isEqualTo("admin");
                    assertThat(event.code()).isEqualTo(201);
                    assertThat(event.completed()).isAfter(event.received());
                    assertThat(event.responseObject().at("/spec/timeout").asText())
                            .isEqualTo("1h0m0s");
                }));
    }

    @Test
    void aServiceAccountMayOnlyDoWhatItWasGiven() {
        try (var builder = plane.client(plane.token(namespace, "builder"))) {
            assertThatThrownBy(() -> builder.pods().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("system:serviceaccount:" + namespace + ":builder");
        }
    }

    @Test
    void tektonsProcessesMayBeStoppedAndStartedAgain() {
        plane.stopTektonController();
        plane.stopWebhook();
        assertThatThrownBy(() -> client.resource(wait("refused", "1h")).create())
                .isInstanceOf(KubernetesClientException.class);
        plane.startWebhook();
        plane.startTektonController();

        client.resource(wait("accepted", "1h")).create();
    }

    @Test
    void withoutTektonNobodyChecksWhatIsWritten() {
        try (var bare = ControlPlane.startWithoutTekton()) {
            bare.createNamespace(namespace);

            var written = bare.admin().resource(wait("unchecked", "1d")).create();

            assertThat(written.<String>get("spec", "timeout")).isEqualTo("1d");
        }
    }

    private GenericKubernetesResource build(String name) {
        return resource("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata: {name: %s, namespace: %s}
                spec:
                  pipelineSpec:
                    results:
                    - {name: url, value: $(tasks.build.results.IMAGE_URL)}
                    - {name: digest, value: $(tasks.build.results.IMAGE_DIGEST)}
                    tasks:
                    - name: build
                      taskSpec:
                        results: [{name: IMAGE_URL}, {name: IMAGE_DIGEST}]
                        steps: [{name: build, image: none.invalid/build, command: [build]}]
                """.formatted(name, namespace));
    }

    private GenericKubernetesResource wait(String name, String timeout) {
        return resource("""
                apiVersion: tekton.dev/v1beta1
                kind: CustomRun
                metadata: {name: %s, namespace: %s}
                spec:
                  customRef: {apiVersion: nobody.invalid/v1, kind: Nothing}
                  timeout: %s
                """.formatted(name, namespace, timeout));
    }

    private String succeeded(String pipelineRun) {
        return status(pipelineRun).at("/conditions/0/status").asText();
    }

    private String resultsOf(String pipelineRun) {
        return status(pipelineRun).path("results").toString();
    }

    private JsonNode status(String pipelineRun) {
        var run = client.genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                .inNamespace(namespace)
                .withName(pipelineRun)
                .get();
        return new ObjectMapper().valueToTree(run).path("status");
    }

    private static GenericKubernetesResource resource(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }
}
