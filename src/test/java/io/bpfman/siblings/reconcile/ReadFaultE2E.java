package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.FaultyApi;
import io.bpfman.siblings.plane.FaultyApi.Fault;
import io.bpfman.siblings.plane.FaultyApi.Request;
import io.bpfman.siblings.plane.NeedsControlPlane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged service and command before an API server of which one request is broken: reading that fails holds up
 * neither a deadline, nor a cancel, nor a start, nor a stop (contract, section 8).
 */
@NeedsControlPlane
class ReadFaultE2E {

    /** Much less than the 30 s after which the client gives an answer up. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final List<Fault> WEATHER = List.of(
            new Fault.Refused(500), new Fault.Refused(400), new Fault.Silent(), new Fault.Endless(), new Fault.Cut());

    /** What a wait reads whose siblings are promoted, once its grace is over. */
    private static final List<String> READS = List.of("pipelineruns", "components", "componentgroups", "snapshots");

    static Stream<Fault> weather() {
        return WEATHER.stream();
    }

    static Stream<Fault> faults() {
        return Stream.concat(Stream.of(new Fault.Refused(403), new Fault.Refused(404)), weather());
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ControlPlane plane = ControlPlane.shared();
    private FaultyApi api;

    @BeforeAll
    static void installKinds() {
        KonfluxKindsOnControlPlane.install(ControlPlane.shared());
        KonfluxKindsOnControlPlane.installNewModel(ControlPlane.shared());
    }

    @AfterAll
    static void removeKinds() {
        KonfluxKindsOnControlPlane.removeNewModel(ControlPlane.shared());
    }

    @BeforeEach
    void install() {
        api = FaultyApi.before(plane);
        open.add(api);
        Installation.freeLease(plane);
    }

    @AfterEach
    void stop() throws Exception {
        for (int number = open.size() - 1; number >= 0; number--) {
            open.get(number).close();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aReadThatFailsHoldsUpNeitherADeadlineNorACancel(Fault fault) {
        List<BrokenRead> all = READS.stream()
                .map(read -> new BrokenRead(read, fault, promotedTenant()))
                .toList();
        for (BrokenRead broken : all) {
            api.breaking(request -> request.lists(broken.plural, broken.tenant.namespace()), fault);
        }
        start("reading").awaitReady();
        all.forEach(BrokenRead::openWaits);

        all.forEach(BrokenRead::cancelOne);

        for (BrokenRead broken : all) {
            broken.awaitCancelled();
            String reason = broken.awaitOverdue();
            if (WEATHER.contains(fault)) {
                assertThat(reason).as("%s", broken).isEqualTo("CustomRunTimedOut");
            }
            if (broken.plural.equals("pipelineruns")) {
                assertThat(reason).isNotEqualTo("SiblingsReady");
            }
        }
        assertThat(api.broken()).isGreaterThanOrEqualTo(READS.size());
    }

    @ParameterizedTest
    @MethodSource("weather")
    void theCommandKeepsItsDeadlineAndEndsWhenAskedTo(Fault fault) {
        for (String read : List.of("pipelineruns", "components", "snapshots")) {
            Tenant tenant = promotedTenant();
            api.breaking(request -> request.lists(read, tenant.namespace()), fault);
            CommandProcess overdue = command(tenant, "--timeout=3s");
            CommandProcess asked = command(tenant, "--timeout=0s");

            assertThat(overdue.endsWithin(SOON))
                    .as("%s answered as %s", read, fault)
                    .isTrue();
            overdue.ends(3);
            await().atMost(SOON).until(() -> api.broken() > 1);
            asked.terminate();
            assertThat(asked.endsWithin(SOON))
                    .as("%s answered as %s", read, fault)
                    .isTrue();
        }
    }

    static Stream<Arguments> starts() {
        Predicate<Request> lists = request -> request.path().endsWith("/customruns") && !request.watches();
        Predicate<Request> watches = request -> request.path().endsWith("/customruns") && request.watches();
        Predicate<Request> ofBuilds = request -> request.path().equals("/apis/tekton.dev/v1/pipelineruns");
        Predicate<Request> lease = request -> request.path().contains("/leases");
        return Stream.of(
                Arguments.of("list", lists, new Fault.Refused(500)),
                Arguments.of("list", lists, new Fault.Refused(403)),
                Arguments.of("list", lists, new Fault.Cut()),
                Arguments.of("watch", watches, new Fault.Refused(410)),
                Arguments.of("watch", watches, new Fault.Refused(500)),
                Arguments.of("watch", watches, new Fault.Cut()),
                Arguments.of("list or watch of builds", ofBuilds, new Fault.Refused(500)),
                Arguments.of("list or watch of builds", ofBuilds, new Fault.Refused(410)),
                Arguments.of("list or watch of builds", ofBuilds, new Fault.Cut()),
                Arguments.of("lease", lease, new Fault.Refused(403)),
                Arguments.of("lease", lease, new Fault.Refused(500)),
                Arguments.of("lease", lease, new Fault.Cut()));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("starts")
    void aStartOutlivesWhatIsBrokenOnce(String what, Predicate<Request> broken, Fault fault) {
        Tenant tenant = promotedTenant();
        api.breakingFirst(1, broken, fault);

        ServiceProcess service = start("starting");
        await().atMost(SOON).until(service::live);
        String wait = openWait(tenant, "timeout: 0s");

        await().atMost(Duration.ofSeconds(30)).until(() -> tenant.run(wait).has("status"));
        assertThat(api.broken()).as(what).isEqualTo(1);
    }

    @Test
    void aStopWaitsForNoAnswer() {
        Tenant tenant = promotedTenant();
        ServiceProcess service = start("stopping").awaitReady();
        String wait = openWait(tenant, "timeout: 0s");
        await().atMost(SOON).until(() -> tenant.run(wait).has("status"));
        api.breaking(request -> true, new Fault.Silent());

        service.terminate();

        await().atMost(Duration.ofSeconds(5)).until(() -> !service.alive());
    }

    /** Where the agent is promoted by its Component, and the operator is in no Snapshot either. */
    private Tenant promotedTenant() {
        Tenant tenant = Tenant.on(plane);
        open.add(tenant);
        for (String component : List.of(AGENT, OPERATOR)) {
            tenant.create("""
                    apiVersion: appstudio.redhat.com/v1alpha1
                    kind: Component
                    metadata: {name: %s, namespace: %s}
                    spec: {application: bpfman-ystream}
                    """.formatted(component, tenant.namespace()));
        }
        tenant.patchStatus(
                "appstudio.redhat.com/v1alpha1",
                "Component",
                AGENT,
                "lastPromotedImage: \"%s\"".formatted(Tenant.image(AGENT, AGENT_DIGEST)));
        return tenant;
    }

    private static String openWait(Tenant tenant, String timeout) {
        return tenant.customRun("""
                labels:
                  appstudio.openshift.io/application: bpfman-ystream
                  appstudio.openshift.io/component: bundle
                """, """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                %s
                params:
                - {name: revision, value: "%s"}
                - {name: siblings, value: [%s, %s]}
                - {name: grace, value: 0s}
                """.formatted(timeout, REVISION, AGENT, OPERATOR));
    }

    private ServiceProcess start(String name) {
        Map<String, String> configuration = new TreeMap<>(Installation.on(plane).systemProperties());
        configuration.put("kubernetes.master", api.url());
        ServiceProcess service = ServiceProcess.start(plane.folder(), name, configuration);
        open.add(service);
        return service;
    }

    private CommandProcess command(Tenant tenant, String timeout) {
        CommandProcess command = CommandProcess.start(
                Map.of(
                        "kubernetes.master", api.url(),
                        "kubernetes.auth.token", plane.adminToken(),
                        "kubernetes.namespace", tenant.namespace()),
                "wait",
                timeout,
                "--revision=" + REVISION,
                "--siblings",
                AGENT,
                OPERATOR,
                "--grace=0s");
        open.add(command);
        return command;
    }

    /** A tenant of which one kind cannot be read, with a wait that is to time out and one that is to be cancelled. */
    private static final class BrokenRead {

        private final String plural;
        private final Fault fault;
        private final Tenant tenant;
        private String overdue = "";
        private String cancelled = "";

        BrokenRead(String plural, Fault fault, Tenant tenant) {
            this.plural = plural;
            this.fault = fault;
            this.tenant = tenant;
        }

        void openWaits() {
            overdue = openWait(tenant, "timeout: 3s");
            cancelled = openWait(tenant, "timeout: 0s");
        }

        void cancelOne() {
            await(this + ", the first status").atMost(SOON).until(() -> tenant.run(cancelled)
                    .has("status"));
            tenant.cancelRun(cancelled);
        }

        void awaitCancelled() {
            awaitEnd(cancelled, "the cancel");
        }

        String awaitOverdue() {
            awaitEnd(overdue, "the deadline");
            return Tenant.reason(tenant.run(overdue));
        }

        private void awaitEnd(String wait, String what) {
            await(this + ", " + what).atMost(SOON).until(() -> List.of("True", "False")
                    .contains(tenant.run(wait).at("/status/conditions/0/status").asText()));
        }

        @Override
        public String toString() {
            return plural + " answered as " + fault;
        }
    }
}
