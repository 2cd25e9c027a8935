package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.Registry;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged service under the faults of a cluster while a witness is under way: there is one, and it is awaited. */
@NeedsControlPlane
class WitnessE2E {

    private static final Duration LONG_PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK = "wait-for-siblings";
    private static final String SERVICE = "system:serviceaccount:wait-for-siblings:wait-for-siblings";
    private static final String DIGESTS =
            "{\"%s\":\"%s\",\"%s\":\"%s\"}".formatted(AGENT, AGENT_DIGEST, OPERATOR, OPERATOR_DIGEST);

    private static Registry registry;
    private static Map<String, String> configuration;

    private final ControlPlane plane = ControlPlane.shared();
    private final List<ServiceProcess> services = new ArrayList<>();
    private Tenant tenant;

    @BeforeAll
    static void install() {
        registry = Registry.start();
        configuration = new TreeMap<>(Installation.withChainsOn(ControlPlane.shared(), registry.image())
                .systemProperties());
        configuration.put("wait-for-siblings.witness.image", registry.image());
    }

    @AfterAll
    static void uninstall() {
        Installation.withoutChains(ControlPlane.shared());
        registry.close();
    }

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(plane);
        Installation.freeLease(plane);
    }

    @AfterEach
    void stop() {
        services.forEach(ServiceProcess::close);
        tenant.close();
    }

    @Test
    void aWitnessOutlivesAServiceThatIsKilled() {
        ServiceProcess killed = start("witness-killed", configuration).awaitReady();
        String wait = waitWhoseWitnessIsPending();

        killed.kill();
        start("witness-restarted", configuration).awaitReady();

        endsOnceItsOnlyWitnessHasSucceeded(wait);
    }

    @Test
    void aWitnessOutlivesAnApiServerThatIsKilled() {
        ServiceProcess service = start("witness-cut-off", configuration).awaitReady();
        String wait = waitWhoseWitnessIsPending();

        plane.killApiServer();
        plane.startApiServer();

        endsOnceItsOnlyWitnessHasSucceeded(wait);
        assertThat(service.alive()).isTrue();
    }

    @Test
    void twoLeadersAtOnceHaveOneWitness() {
        Map<String, String> withoutElection = new TreeMap<>(configuration);
        withoutElection.put("quarkus.profile", "unelected");
        start("witness-leader-1", withoutElection);
        start("witness-leader-2", withoutElection);
        services.forEach(ServiceProcess::awaitReady);

        String wait = waitWhoseWitnessIsPending();

        endsOnceItsOnlyWitnessHasSucceeded(wait);
    }

    private ServiceProcess start(String name, Map<String, String> properties) {
        ServiceProcess service = ServiceProcess.start(plane.folder(), name, properties);
        services.add(service);
        return service;
    }

    private String waitWhoseWitnessIsPending() {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String wait = tenant.waitOf(tenant.bundle("", ""));
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);
        await().atMost(Tenant.PATIENCE)
                .until(() -> !tenant.pods().pods(tenant.namespace(), "").isEmpty());
        assertThat(Tenant.message(tenant.run(wait).path("status"))).doesNotContain("is pending");
        return wait;
    }

    /** Whoever is at work after the fault has seen the witness pending, as it says so, before that succeeds. */
    private void endsOnceItsOnlyWitnessHasSucceeded(String wait) {
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).endsWith("is pending"));
        assertThat(statuses(wait)).doesNotContain("True");

        tenant.pods().succeedTask(tenant.namespace(), "", TASK, Map.of("revision", REVISION, "digests", DIGESTS));
        await("that Tekton has come back to the API server and seen the pod end")
                .atMost(LONG_PATIENCE)
                .until(() -> tenant.find("tekton.dev/v1", "TaskRun", wait)
                        .map(run -> run.get("status", "completionTime"))
                        .isPresent());

        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady"))).containsEntry("digests", DIGESTS);
        await().atMost(Tenant.PATIENCE)
                .untilAsserted(() -> assertThat(statuses(wait)).endsWith("True").containsOnlyOnce("True"));
        assertThat(witnessWhenEnded(wait).at("/status/conditions/0/status").asText())
                .isEqualTo("True");
        assertThat(made()).containsExactly(wait);
    }

    /** The witness in the very state of the cluster in which the wait became True. */
    private JsonNode witnessWhenEnded(String wait) {
        String version = statusWrites(wait)
                .filter(run -> status(run).equals("True"))
                .map(run -> run.at("/metadata/resourceVersion").asText())
                .findFirst()
                .orElseThrow();
        return JSON.valueToTree(tenant
                .client()
                .genericKubernetesResources("tekton.dev/v1", "TaskRun")
                .inNamespace(tenant.namespace())
                .list(new ListOptionsBuilder()
                        .withResourceVersion(version)
                        .withResourceVersionMatch("Exact")
                        .build())
                .getItems()
                .stream()
                .filter(run -> wait.equals(run.getMetadata().getName()))
                .findFirst()
                .orElseThrow());
    }

    private List<String> made() {
        return writes("taskruns")
                .filter(event -> event.verb().equals("create"))
                .map(AuditEvent::name)
                .toList();
    }

    private List<String> statuses(String wait) {
        return statusWrites(wait).map(WitnessE2E::status).toList();
    }

    private Stream<JsonNode> statusWrites(String wait) {
        return writes("customruns")
                .filter(event -> event.subresource().equals("status") && wait.equals(event.name()))
                .map(AuditEvent::responseObject);
    }

    private static String status(JsonNode run) {
        return run.at("/status/conditions/0/status").asText();
    }

    private Stream<AuditEvent> writes(String resource) {
        return plane.auditEvents().stream()
                .filter(event -> event.isWrite() && event.code() < 300 && resource.equals(event.resource()))
                .filter(event ->
                        SERVICE.equals(event.user()) && tenant.namespace().equals(event.namespace()));
    }
}
