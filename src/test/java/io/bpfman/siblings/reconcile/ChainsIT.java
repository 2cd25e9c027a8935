package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.Attestation;
import io.bpfman.siblings.plane.Chains;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the real Tekton Chains makes of pipelines with and without a wait: the day it changes, this fails. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceOnControlPlane.class, restrictToAnnotatedClass = true)
class ChainsIT {

    private static final String SIGNED = "chains.tekton.dev/signed";

    private Tenant tenant;
    private Chains chains;

    @BeforeEach
    void startChains() {
        tenant = Tenant.on(ControlPlane.shared());
        chains = Chains.start(ControlPlane.shared(), tenant.namespace());
    }

    @AfterEach
    void stopChains() {
        chains.close();
        tenant.close();
    }

    @Test
    void aPlainPipelineRunIsSigned() {
        String build = tenant.build(AGENT);

        tenant.succeed(build, AGENT_DIGEST);

        awaitSigned("TaskRun", build + "-build");
        awaitSigned("PipelineRun", build);
        assertThat(attestation(build).results("build")).containsEntry("IMAGE_DIGEST", AGENT_DIGEST);
    }

    @Test
    void aPipelineRunWithAWaitIsNotSigned() {
        String agent = tenant.build(AGENT);
        String operator = tenant.build(OPERATOR);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.pods().succeed(tenant.namespace(), bundle, Map.of());

        tenant.succeed(agent, AGENT_DIGEST);
        tenant.succeed(operator, OPERATOR_DIGEST);

        tenant.awaitEnded(bundle, "True");
        awaitSigned("TaskRun", bundle + "-build-container");
        await().atMost(Tenant.PATIENCE)
                .until(() -> chains.log().contains("Unable to get reconciled status of taskrun %s ".formatted(wait)));
        String later = tenant.build(AGENT);
        tenant.succeed(later, AGENT_DIGEST);
        awaitSigned("PipelineRun", later);
        assertThat(annotations("PipelineRun", bundle)).doesNotContainKey(SIGNED);
    }

    @Test
    void aPipelineRunWithAWaitIsSignedWhereATaskRunBearsTheNameOfTheWait() {
        String agent = tenant.build(AGENT);
        String operator = tenant.build(OPERATOR);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        witness(wait);
        tenant.pods().succeedTaskRun(tenant.namespace(), wait, Map.of(AGENT, AGENT_DIGEST));
        awaitSigned("TaskRun", wait);
        tenant.pods().succeed(tenant.namespace(), bundle, Map.of());

        tenant.succeed(agent, AGENT_DIGEST);
        tenant.succeed(operator, OPERATOR_DIGEST);

        tenant.awaitEnded(bundle, "True");
        awaitSigned("PipelineRun", bundle);
        Attestation attestation = attestation(bundle);
        assertThat(attestation.results("wait-for-siblings")).containsExactly(Map.entry(AGENT, AGENT_DIGEST));
        assertThat(attestation
                        .task("wait-for-siblings")
                        .at("/invocation/parameters/revision")
                        .asText())
                .isEqualTo(REVISION);
        assertThat(attestation
                        .task("build-container")
                        .at("/invocation/parameters/agent")
                        .asText())
                .isEqualTo(Tenant.image(AGENT, AGENT_DIGEST));
    }

    private void witness(String wait) {
        tenant.create("""
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata:
                  name: %1$s
                  namespace: %2$s
                  labels: {tekton.dev/pipelineTask: wait-for-siblings}
                  ownerReferences:
                  - {apiVersion: tekton.dev/v1beta1, kind: CustomRun, name: %1$s, uid: %3$s, controller: true}
                spec:
                  params: [{name: revision, value: %4$s}]
                  taskSpec:
                    params: [{name: revision}]
                    results: [{name: %5$s}]
                    steps: [{name: witness, image: registry.invalid/witness, command: [witness]}]
                """.formatted(
                wait, tenant.namespace(), tenant.run(wait).at("/metadata/uid").asText(), REVISION, AGENT));
    }

    private void awaitSigned(String kind, String name) {
        await(kind + " " + name).atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(annotations(kind, name))
                .containsEntry(SIGNED, "true"));
    }

    private Attestation attestation(String pipelineRun) {
        return chains.attestation(run("PipelineRun", pipelineRun));
    }

    private Map<String, String> annotations(String kind, String name) {
        return run(kind, name).getMetadata().getAnnotations();
    }

    private GenericKubernetesResource run(String kind, String name) {
        return tenant.find("tekton.dev/v1", kind, name).orElseThrow();
    }
}
