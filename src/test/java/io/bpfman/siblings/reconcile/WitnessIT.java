package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait where Tekton Chains signs: a TaskRun of its name states the digests before it ends. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceWithWitness.class, restrictToAnnotatedClass = true)
class WitnessIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK = "wait-for-siblings";
    private static final String OTHER_DIGEST = "sha256:" + "c".repeat(64);
    private static final String SERVICE = "system:serviceaccount:wait-for-siblings:wait-for-siblings";

    private Tenant tenant;

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(ControlPlane.shared());
    }

    @AfterEach
    void leave() {
        ServiceWithWitness.IMAGE.away(false);
        tenant.close();
    }

    @Test
    void aWitnessStatesTheDigestsBeforeThePipelineGoesOn() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));

        tenant.succeed(agent, AGENT_DIGEST);

        JsonNode witness = awaitWitness(wait, "");
        assertThat(witness.at("/spec/params/1/value").asText()).isEqualTo(digests(AGENT_DIGEST));
        assertThat(witness.at("/metadata/labels/tekton.dev~1pipelineTask").asText())
                .isEqualTo(TASK);
        assertThat(Tenant.message(tenant.run(wait).path("status"))).startsWith("1 of 2 siblings ready");
        letWitnessesState(AGENT_DIGEST);
        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                .containsEntry("digests", digests(AGENT_DIGEST));
        tenant.pods().succeed(tenant.namespace(), bundle, Map.of());
        tenant.awaitEnded(bundle, "True");
        await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(writes())
                .containsOnlyOnce("create taskruns")
                .endsWith("create taskruns", "patch customruns"));
        assertThat(statusWrites()).isNotEmpty().noneMatch(write -> write.contains("is to state their digests"));
    }

    @Test
    void aWaitThatStandsInNoPipelineNeedsNoWitness() {
        String wait = tenant.standalone("[" + AGENT + "]", "");

        tenant.succeed(tenant.build(AGENT), AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");
        assertThat(tenant.find("tekton.dev/v1", "TaskRun", wait)).isEmpty();
    }

    @Test
    void aWitnessThatFailsIsToldAndMadeAgain() {
        tenant.pods().failTask(tenant.namespace(), "", TASK);
        String wait = tenant.waitOf(builtBundle(""));

        JsonNode told =
                tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).contains("failed ("));

        assertThat(Tenant.message(told.path("status")))
                .startsWith(
                        "2 of 2 siblings ready; TaskRun %s, which is to state their digests to Tekton Chains, failed ("
                                .formatted(wait))
                .endsWith("): it is made again");
        letWitnessesState(AGENT_DIGEST);
        awaitWitness(wait, awaitWitness(wait, "").at("/metadata/uid").asText());
        collectPods();
        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void anImageThatCannotBeHadIsTold() {
        ServiceWithWitness.IMAGE.away(true);
        String wait = tenant.waitOf(builtBundle(""));

        JsonNode told =
                tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).contains("failed ("));

        assertThat(told.at("/status/conditions/0/status").asText()).isEqualTo("Unknown");
    }

    @Test
    void aWitnessThatTakesLongIsToldAndBoundedByTheTimeout() {
        String bundle = builtBundle("timeout: 14s");
        String wait = tenant.waitOf(bundle);

        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).endsWith("is pending"));

        assertThat(Tenant.message(tenant.awaitReason(wait, "CustomRunTimedOut")))
                .isEqualTo(("timed out after 14s; 2 of 2 siblings ready; "
                                + "TaskRun %s, which is to state their digests to Tekton Chains, is pending")
                        .formatted(wait));
        tenant.awaitEnded(bundle, "False");
    }

    @Test
    void aNewerBuildIsStatedInsteadOfTheOneBefore() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String wait = tenant.waitOf(tenant.bundle("", ""));
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);
        String first = awaitPod(wait);

        tenant.succeed(tenant.buildAfter(agent, AGENT), OTHER_DIGEST);

        JsonNode second = awaitWitness(wait, first);
        assertThat(second.at("/spec/params/1/value").asText()).isEqualTo(digests(OTHER_DIGEST));
        collectPods();
        letWitnessesState(OTHER_DIGEST);
        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                .containsEntry("digests", digests(OTHER_DIGEST));
    }

    @Test
    void aWitnessThatStatesSomethingElseIsNoWitness() {
        letWitnessesState(OTHER_DIGEST);
        String wait = tenant.waitOf(builtBundle(""));

        JsonNode run = tenant.awaitRun(
                wait, there -> Tenant.message(there.path("status")).contains("its results are not its params"));

        assertThat(run.at("/status/conditions/0/status").asText()).isEqualTo("Unknown");
    }

    @Test
    void aTaskRunOfSomebodyElseIsToldAndNeverDeleted() {
        String bundle = tenant.bundle("", "");
        String wait = tenant.waitOf(bundle);
        tenant.create("""
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata: {name: %s, namespace: %s}
                spec:
                  managedBy: test.invalid/somebody
                  taskSpec:
                    steps: [{name: build, image: registry.invalid/build, command: [build]}]
                """.formatted(wait, tenant.namespace()));
        tenant.succeed(tenant.build(OPERATOR), OPERATOR_DIGEST);
        tenant.succeed(tenant.build(AGENT), AGENT_DIGEST);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status"))
                .endsWith("cannot be made, as there is one of that name that is not this wait's: delete it"));
        letWitnessesState(AGENT_DIGEST);

        tenant.delete("tekton.dev/v1", "TaskRun", wait);

        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void aWitnessThatTheClusterRefusesIsToldAndTriedAgain() {
        Installation.withChainsOn(ControlPlane.shared(), "registry.invalid/another:image");
        awaitRefusal();
        letWitnessesState(AGENT_DIGEST);
        String wait = tenant.waitOf(builtBundle(""));
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status"))
                .contains("the only step of a witness is the command witness of registry.invalid/another:image"));

        Installation.withChainsOn(ControlPlane.shared(), ServiceWithWitness.IMAGE.image());

        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void aCancelledWaitEndsThoughItsWitnessHasNot() {
        String bundle = builtBundle("");
        String wait = tenant.waitOf(bundle);
        awaitPod(wait);

        tenant.cancelRun(wait);

        tenant.awaitReason(wait, "CustomRunCancelled");
    }

    private String builtBundle(String task) {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);
        return tenant.bundle(task, "");
    }

    private static String digests(String agent) {
        return "{\"%s\":\"%s\",\"%s\":\"%s\"}".formatted(AGENT, agent, OPERATOR, OPERATOR_DIGEST);
    }

    /** A witness is of a task of the pipeline, and of no PipelineRun. */
    private void letWitnessesState(String agent) {
        tenant.pods()
                .succeedTask(tenant.namespace(), "", TASK, Map.of("revision", REVISION, "digests", digests(agent)));
    }

    private JsonNode awaitWitness(String wait, String otherThan) {
        await().atMost(Tenant.PATIENCE).until(() -> tenant.find("tekton.dev/v1", "TaskRun", wait)
                .filter(run -> !otherThan.equals(run.getMetadata().getUid()))
                .isPresent());
        return JSON.valueToTree(tenant.find("tekton.dev/v1", "TaskRun", wait).orElseThrow());
    }

    /** Waits until the witness has a pod, and tells its uid. */
    private String awaitPod(String wait) {
        await().atMost(Tenant.PATIENCE)
                .until(() -> !tenant.pods().pods(tenant.namespace(), "").isEmpty());
        return awaitWitness(wait, "").at("/metadata/uid").asText();
    }

    /** Plays the garbage collector, as there is none. */
    private void collectPods() {
        tenant.pods()
                .pods(tenant.namespace(), "")
                .forEach(pod -> tenant.client().resource(pod).delete());
    }

    /** Waits until the API server has read the policy. */
    private void awaitRefusal() {
        CustomRun run = CustomRuns.aWait().build();
        run.getMetadata().setNamespace(tenant.namespace());
        GenericKubernetesResource witness = Serialization.unmarshal(
                WitnessWriter.write(run, new AttestedResults(REVISION, "{}"), ServiceWithWitness.IMAGE.image())
                        .toString(),
                GenericKubernetesResource.class);
        try (KubernetesClient service =
                ControlPlane.shared().client(ControlPlane.shared().token(Installation.NAME, Installation.NAME))) {
            await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThatThrownBy(
                            () -> service.resource(witness).dryRun().create())
                    .hasMessageContaining("registry.invalid/another:image"));
        }
    }

    private List<String> writes() {
        return written().map(event -> event.verb() + " " + event.resource()).toList();
    }

    private List<String> statusWrites() {
        return written()
                .filter(event -> event.resource().equals("customruns"))
                .map(event -> event.requestObject().toString())
                .toList();
    }

    private Stream<AuditEvent> written() {
        return ControlPlane.shared().auditEvents().stream()
                .filter(AuditEvent::isWrite)
                .filter(event ->
                        SERVICE.equals(event.user()) && tenant.namespace().equals(event.namespace()))
                .filter(event -> !"events".equals(event.resource()));
    }
}
