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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait in the pipelines of a tenant: who is waited for, and what comes out. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(ServiceOnControlPlane.class)
class WaitIT {

    private Tenant tenant;

    @BeforeEach
    void makeTenant() {
        System.out.println("PLANE LOADER test " + ControlPlane.class.getClassLoader());
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
}
