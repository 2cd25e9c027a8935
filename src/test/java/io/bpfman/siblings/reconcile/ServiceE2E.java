package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged service under the faults of a cluster: killed, doubled, cut off; no wait is lost or ended twice. */
@NeedsControlPlane
class ServiceE2E {

    private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);

    private final List<ServiceProcess> services = new ArrayList<>();
    private ControlPlane plane;
    private Map<String, String> configuration;
    private Tenant tenant;

    @BeforeEach
    void install() {
        plane = ControlPlane.shared();
        configuration = Installation.on(plane).systemProperties();
        tenant = Tenant.on(plane);
        lease().delete();
    }

    @AfterEach
    void stop() {
        services.forEach(ServiceProcess::close);
        tenant.close();
    }

    @Test
    void thePackagedServiceHoldsABundleUntilItsSiblingsAreBuilt() {
        ServiceProcess service = start("replica-1").awaitReady();
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        String wait = tenant.waitOf(tenant.bundle("", ""));
        tenant.awaitReason(wait, "WaitingForSiblings");

        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");
        assertThat(service.metrics())
                .contains("wait_for_siblings_reason_changes_total{reason=\"SiblingsReady\"")
                .contains("wait_for_siblings_open_waits")
                .doesNotContain(tenant.namespace());
        assertThat(service.log()).contains("\"customRun\":\"" + wait + "\"");
    }

    @Test
    void fiftyWaitsOutliveAServiceThatIsKilledAmidThem() {
        ServiceProcess service = start("killed").awaitReady();
        List<String> waits = openWaits(50);
        waits.forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));
        IntStream.range(0, 25).forEach(this::succeed);

        service.kill();
        IntStream.range(25, 40).forEach(this::succeed);
        start("restarted").awaitReady();
        IntStream.range(40, 50).forEach(this::succeed);

        waits.forEach(wait -> tenant.awaitReason(wait, "SiblingsReady"));
        eachEndedOnceAndNeverChangedAfterwards(waits, 3);
    }

    @Test
    void waitsOutliveAnApiServerThatIsAwayForTwentySeconds() {
        ServiceProcess service = start("cut-off").awaitReady();
        List<String> waits = openWaits(10);
        String overdue = tenant.standaloneWith("timeout: 10s", "[nobody]", "- {name: grace, value: 1h}");
        tenant.awaitReason(overdue, "WaitingForSiblings");
        waits.forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));

        plane.killApiServer();
        Instant back = Instant.now().plusSeconds(20);
        await().atMost(LONG_PATIENCE).until(() -> Instant.now().isAfter(back));
        plane.startApiServer();
        IntStream.range(0, 10).forEach(this::succeed);

        waits.forEach(wait -> tenant.awaitReason(wait, "SiblingsReady"));
        tenant.awaitReason(overdue, "CustomRunTimedOut");
        eachEndedOnceAndNeverChangedAfterwards(waits, 3);
        assertThat(service.alive()).isTrue();
    }

    @Test
    void aServiceThatStartsWithoutAnApiServerIsAliveAndAnswersSoonAfterItIsThere() throws IOException {
        String wait = tenant.standalone("[" + component(0) + "]", "- {name: grace, value: 1h}");
        plane.killApiServer();

        ServiceProcess service = start("early");
        await().atMost(LONG_PATIENCE).until(service::live);
        assertThat(service.ready()).isFalse();
        plane.startApiServer();

        tenant.awaitReason(wait, "WaitingForSiblings");
        service.awaitReady();
        service.terminate();
        await().atMost(Duration.ofSeconds(10)).until(() -> !service.alive());
    }

    @Test
    void theOtherReplicaTakesOverWhenTheLeaderIsKilled() {
        ServiceProcess first = start("replica-a").awaitReady();
        await().atMost(LONG_PATIENCE).until(() -> "replica-a".equals(leader()));
        start("replica-b").awaitReady();
        List<String> waits = openWaits(10);
        waits.forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));

        first.kill();
        IntStream.range(0, 10).forEach(this::succeed);

        await().atMost(LONG_PATIENCE).until(() -> "replica-b".equals(leader()));
        waits.forEach(wait -> tenant.awaitReason(wait, "SiblingsReady"));
        eachEndedOnceAndNeverChangedAfterwards(waits, 3);
    }

    @Test
    void twoLeadersAtOnceNeverOverwriteEachOther() {
        Map<String, String> withoutElection = new TreeMap<>(configuration);
        withoutElection.put("quarkus.profile", "unelected");
        services.add(ServiceProcess.start(plane.folder(), "leader-1", withoutElection));
        services.add(ServiceProcess.start(plane.folder(), "leader-2", withoutElection));
        services.forEach(ServiceProcess::awaitReady);

        List<String> waits = openWaits(50);
        waits.forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));
        IntStream.range(0, 50).forEach(this::succeed);

        waits.forEach(wait -> tenant.awaitReason(wait, "SiblingsReady"));
        // Each tells awaited and queued as its own watch of builds has come to know; then one ends the wait.
        eachEndedOnceAndNeverChangedAfterwards(waits, 5);
    }

    @Test
    void aServiceThatIsAskedToEndDoesSo() {
        ServiceProcess service = start("ending").awaitReady();
        openWaits(5).forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));

        service.terminate();

        await().atMost(Duration.ofSeconds(10)).until(() -> !service.alive());
        assertThat(leader()).isEmpty();
    }

    private ServiceProcess start(String name) {
        ServiceProcess service = ServiceProcess.start(plane.folder(), name, configuration);
        services.add(service);
        return service;
    }

    /** So many waits, each for a build of its own, which has not ended. */
    private List<String> openWaits(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    tenant.managedBuild(component(number));
                    return tenant.standalone("[" + component(number) + "]", "");
                })
                .toList();
    }

    private void succeed(int number) {
        tenant.succeedManaged(component(number) + "-on-push-managed", AGENT_DIGEST);
    }

    private static String component(int number) {
        return "component-" + number;
    }

    private String leader() {
        return Optional.ofNullable(lease().get())
                .map(lease -> lease.getSpec().getHolderIdentity())
                .orElse("");
    }

    private Resource<Lease> lease() {
        return plane.admin().leases().inNamespace(Installation.NAME).withName(Installation.NAME);
    }

    /** Judged by the API server's own audit log: one write made it terminal, and none came after. */
    private void eachEndedOnceAndNeverChangedAfterwards(List<String> waits, int mostWrites) {
        Map<String, List<String>> statuses = new TreeMap<>();
        for (AuditEvent event : plane.auditEvents()) {
            if ("status".equals(event.subresource())
                    && event.isWrite()
                    && event.code() == 200
                    && tenant.namespace().equals(event.namespace())) {
                statuses.computeIfAbsent(event.name(), name -> new ArrayList<>())
                        .add(status(event.responseObject()));
            }
        }
        assertThat(statuses).containsKeys(waits.toArray(String[]::new));
        waits.forEach(wait -> assertThat(statuses.get(wait))
                .as("writes to %s", wait)
                .endsWith("True")
                .containsOnlyOnce("True")
                .hasSizeLessThanOrEqualTo(mostWrites));
    }

    private static String status(JsonNode run) {
        return run.at("/status/conditions/0/status").asText();
    }
}
