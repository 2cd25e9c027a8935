package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What somebody with bad intent may try, on the real API server. That builds can be kept to Pipelines-as-Code is shown
 * by AdmissionIT, and that no object stops the service by PoisonE2E.
 */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceInKonflux.class, restrictToAnnotatedClass = true)
class ThreatIT {

    private static final String REPOSITORY = "quay.io/redhat-user-workloads/ocp-bpfman-tenant/";
    private static final String OTHER_DIGEST = "sha256:" + "e".repeat(64);
    private static final String OTHER_REVISION = "2222222222222222222222222222222222222222";
    private static final String LONGEST_GRACE = "- {name: grace, value: 1h}";

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
    void nothingOfAnotherNamespaceIsUsedOrTold() {
        try (Tenant other = Tenant.on(ControlPlane.shared())) {
            String build = Run.of(other, AGENT).createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);
            other.create("""
                    apiVersion: appstudio.redhat.com/v1alpha1
                    kind: Component
                    metadata: {name: %s, namespace: %s}
                    spec: {containerImage: %s}
                    """.formatted(AGENT, other.namespace(), REPOSITORY + AGENT));
            other.patchStatus(
                    "appstudio.redhat.com/v1alpha1",
                    "Component",
                    AGENT,
                    "lastPromotedImage: %s@%s".formatted(REPOSITORY + AGENT, AGENT_DIGEST));

            String wait = tenant.standalone("[" + AGENT + "]", "- {name: grace, value: 0s}");

            JsonNode status = tenant.awaitReason(wait, "SiblingNotBuilt");
            assertThat(status.toString())
                    .doesNotContain(other.namespace())
                    .doesNotContain(build)
                    .doesNotContain(AGENT_DIGEST);
        }
    }

    @Test
    void anImageFromElsewhereEndsTheWaitAlsoWhereAnOlderBuildIsGood() {
        tenant.create("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Component
                metadata: {name: %s, namespace: %s}
                spec: {containerImage: "%s:latest"}
                """.formatted(AGENT, tenant.namespace(), REPOSITORY + AGENT));
        Run.of(tenant, AGENT).createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);
        tenant.awaitNextSecond();
        String forged = Run.of(tenant, AGENT).createBuilt("quay.io/somebody-else/agent", OTHER_DIGEST);

        JsonNode status = tenant.awaitReason(tenant.standalone("[" + AGENT + "]", ""), "SiblingUntrusted");

        assertThat(Tenant.message(status)).contains("PipelineRun " + forged);
        assertThat(Tenant.results(status)).containsEntry(AGENT, "").containsEntry("digests", "{}");
    }

    @Test
    void ofTwoBuildsThatClaimOneRevisionTheNewerCountsAndIsNamed() {
        Run.of(tenant, AGENT).createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);
        tenant.awaitNextSecond();
        String second = Run.of(tenant, AGENT).createBuilt(REPOSITORY + AGENT, OTHER_DIGEST);

        JsonNode status = tenant.awaitReason(tenant.standalone("[" + AGENT + "]", ""), "SiblingsReady");

        assertThat(Tenant.message(status)).contains("built, PipelineRun " + second);
        assertThat(Tenant.results(status)).containsEntry(AGENT + "-digest", OTHER_DIGEST);
    }

    @Test
    void aPullRequestsBuildOfTheSameCommitNeverAnswersAPush() {
        String forged = Run.of(tenant, AGENT)
                .label("pipelinesascode.tekton.dev/event-type", "pull_request")
                .label("pipelinesascode.tekton.dev/pull-request", "1441")
                .createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);

        JsonNode status = tenant.awaitReason(
                tenant.standalone("[" + AGENT + "]", "- {name: grace, value: 0s}"), "SiblingNotBuilt");

        assertThat(Tenant.message(status)).endsWith("; not counted: PipelineRun %s (other event)".formatted(forged));
        assertThat(status.toString()).doesNotContain(AGENT_DIGEST);
    }

    @Test
    void aBuildThatIsRelabelledAfterItCountedCountsNoMore() {
        String agent = Run.of(tenant, AGENT).createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);
        String operator = Run.of(tenant, OPERATOR).createRunning();
        String wait = tenant.standalone("[%s, %s]".formatted(AGENT, OPERATOR), LONGEST_GRACE);
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));
        tenant.patch(
                "tekton.dev/v1",
                "PipelineRun",
                agent,
                "{\"metadata\":{\"labels\":{\"pipelinesascode.tekton.dev/sha\":\"%s\"}}}".formatted(OTHER_REVISION));

        Run.succeed(tenant, operator, REPOSITORY + OPERATOR, OPERATOR_DIGEST);

        assertThat(Tenant.message(tenant.awaitRun(
                                wait, run -> Tenant.message(run.path("status")).contains("waiting for " + AGENT))
                        .path("status")))
                .isEqualTo("1 of 2 siblings ready; waiting for %s (awaited)".formatted(AGENT));
    }

    @Test
    void whatIsNoDigestOrNoRepositoryIsNotHandedOn() {
        String image = REPOSITORY + AGENT;
        Map<String, List<String>> malformed = new LinkedHashMap<>();
        malformed.put("short", List.of(image, "sha256:abc"));
        malformed.put("upper-case", List.of(image, "sha256:" + "A".repeat(64)));
        malformed.put("bare", List.of(image, "a".repeat(64)));
        malformed.put("no-digits", List.of(image, "sha256:"));
        malformed.put("newline", List.of(image, "sha256:\\n" + "a".repeat(64)));
        malformed.put("two", List.of(image, AGENT_DIGEST + "," + AGENT_DIGEST));
        malformed.put("scheme", List.of("https://quay.io/bpfman/agent", AGENT_DIGEST));
        malformed.put("credentials", List.of("user:password@quay.io/bpfman/agent", AGENT_DIGEST));
        malformed.put("metadata-service", List.of("http://169.254.169.254/latest/meta-data", AGENT_DIGEST));
        malformed.put("file", List.of("file:///etc/passwd", AGENT_DIGEST));
        malformed.put("escape", List.of("quay.io/bpfman/\\u001b[31magent", AGENT_DIGEST));
        malformed.put("blank", List.of("quay.io/bpfman /agent", AGENT_DIGEST));
        malformed.put("list", List.of("quay.io/bpfman/agent,quay.io/bpfman/operator", AGENT_DIGEST));
        malformed.put("slow", List.of("a".repeat(100_000) + "!", AGENT_DIGEST));
        malformed.forEach(
                (component, results) -> Run.of(tenant, component).createBuilt(results.get(0), results.get(1)));

        JsonNode status = tenant.awaitReason(
                tenant.standalone("[" + String.join(", ", malformed.keySet()) + "]", ""), "SiblingWithoutDigest");

        assertThat(Tenant.message(status)).startsWith("0 of %d siblings ready".formatted(malformed.size()));
        assertThat(Tenant.results(status)).containsEntry("digests", "{}").containsEntry("pullspecs", "{}");
        assertThat(status.toString()).doesNotContain("169.254").doesNotContain("password");
    }

    @Test
    void resultsThatWouldSwellTheStatusAreRefused() {
        List<String> components = IntStream.range(10, 74)
                .mapToObj(number -> "c%d-%s".formatted(number, "x".repeat(45)))
                .toList();
        String longest = "quay.io/" + "r".repeat(240);
        components.forEach(component -> Run.of(tenant, component).createBuilt(longest, AGENT_DIGEST));

        JsonNode status =
                tenant.awaitReason(tenant.standalone("[" + String.join(", ", components) + "]", ""), "ResultTooLarge");

        assertThat(Tenant.message(status)).hasSizeLessThan(200).contains("65536");
        assertThat(Tenant.results(status)).containsEntry("proceed", "false");
    }

    @Test
    void namesArePatternsOfNoKind() {
        Run.of(tenant, AGENT).createBuilt(REPOSITORY + AGENT, AGENT_DIGEST);

        JsonNode status = tenant.awaitReason(
                tenant.standalone("[\"*\", \"(a+)+$\", \"bpfman-.*\", \"../secrets\"]", ""), "InvalidParameters");

        assertThat(Tenant.message(status)).contains("\"*\" is no component's name", "\"../secrets\"");
    }

    @Test
    void oneWhoMakesHundredsOfBuildsHoldsUpNobodyElse() {
        try (Tenant other = Tenant.on(ControlPlane.shared())) {
            for (int number = 0; number < 300; number++) {
                Run.of(other, AGENT).create();
            }
            String busy = other.standalone("[" + AGENT + "]", "");
            String build = Run.of(tenant, AGENT).createRunning();
            String wait = tenant.standalone("[" + AGENT + "]", "");
            tenant.awaitReason(wait, "WaitingForSiblings");

            Run.succeed(tenant, build, REPOSITORY + AGENT, AGENT_DIGEST);

            tenant.awaitReason(wait, "SiblingsReady");
            other.awaitReason(busy, "WaitingForSiblings");
        }
    }
}
