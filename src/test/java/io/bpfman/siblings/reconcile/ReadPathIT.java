package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits cost the API server, counted in its audit log. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceOnControlPlane.class, restrictToAnnotatedClass = true)
class ReadPathIT {

    private static final String SERVICE = "system:serviceaccount:wait-for-siblings:wait-for-siblings";

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
    void eightSiblingsThatEndTogetherCostTwoListsAndNoGet() {
        List<String> builds = builds(8);
        String wait = tenant.standalone(siblings(0, 8), "");
        tenant.awaitReason(wait, "WaitingForSiblings");

        builds.forEach(build -> tenant.succeedManaged(build, Tenant.AGENT_DIGEST));

        tenant.awaitReason(wait, "SiblingsReady");
        await().atMost(Tenant.PATIENCE).until(() -> tenant.eventReasons(wait).contains("SiblingsReady"));
        List<String> reasons = tenant.eventReasons(wait);
        assertThat(reasons).contains("WaitingForSiblings", "SiblingReady");
        assertThat(calls("list", "pipelineruns")).hasSize(2);
        assertThat(calls("list", "components")).hasSizeLessThanOrEqualTo(1);
        assertThat(calls("get", "pipelineruns")).isEmpty();
        assertThat(calls("get", "customruns")).isEmpty();
        // The first one, and the last one; and one a second while the siblings end.
        List<AuditEvent> writes = calls("patch", "customruns");
        assertThat(writes.size()).isLessThanOrEqualTo(2 + (int) seconds(writes));
        assertThat(reasons.stream().filter("SiblingReady"::equals)).hasSizeLessThan(writes.size());
    }

    @Test
    void waitsThatEndTogetherShareTheirLists() {
        int waits = 100;
        String build = builds(1).get(0);
        List<String> all = IntStream.range(0, waits)
                .mapToObj(number -> tenant.standalone(siblings(0, 1), ""))
                .toList();
        all.forEach(wait -> tenant.awaitReason(wait, "WaitingForSiblings"));

        tenant.succeedManaged(build, Tenant.AGENT_DIGEST);

        all.forEach(wait -> tenant.awaitReason(wait, "SiblingsReady"));
        assertThat(calls("list", "pipelineruns")).hasSizeLessThan(waits / 2);
        assertThat(calls("patch", "customruns")).hasSize(2 * waits);
        assertThat(calls("get", "customruns")).isEmpty();
    }

    private static long seconds(List<AuditEvent> writes) {
        return 1
                + writes.get(writes.size() - 1).completed().getEpochSecond()
                - writes.get(0).received().getEpochSecond();
    }

    private List<String> builds(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> tenant.managedBuild("sibling-" + number))
                .toList();
    }

    private static String siblings(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> "sibling-" + number)
                .toList()
                .toString();
    }

    private List<AuditEvent> calls(String verb, String resource) {
        Predicate<AuditEvent> ours = event -> SERVICE.equals(event.user())
                && verb.equals(event.verb())
                && resource.equals(event.resource())
                && tenant.namespace().equals(event.namespace());
        return ControlPlane.shared().auditEvents().stream().filter(ours).toList();
    }
}
