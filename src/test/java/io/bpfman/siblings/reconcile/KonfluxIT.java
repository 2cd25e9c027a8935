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
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait among Konflux's own objects, and beside other waits: on the real API server, with the real Tekton. */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceInKonflux.class, restrictToAnnotatedClass = true)
class KonfluxIT {

    private static final String BUNDLE = "bpfman-operator-bundle-ystream";
    private static final String DAEMON = "bpfman-daemon-ystream";
    private static final String DAEMON_DIGEST = "sha256:" + "d".repeat(64);
    private static final String NEWER_DIGEST = "sha256:" + "e".repeat(64);
    private static final String LATER = "2222222222222222222222222222222222222222";
    private static final String DAEMON_REVISION = "dddddddddddddddddddddddddddddddddddddddd";
    private static final String OPERATOR_SOURCE = "https://github.com/openshift/bpfman-operator";
    private static final String DAEMON_SOURCE = "https://github.com/openshift/bpfman.git";

    private final ControlPlane plane = ControlPlane.shared();
    private Tenant tenant;

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(plane);
    }

    @AfterEach
    void leave() {
        tenant.close();
    }

    @Test
    void aBuildThatIsAboutToReplaceThePromotedImageIsAwaitedAndItsImageTaken() {
        component(DAEMON, DAEMON_SOURCE, "", promoted(DAEMON, DAEMON_DIGEST));
        String inFlight = Run.of(tenant, DAEMON).ofRevision(DAEMON_REVISION).createRunning();
        String wait = wait("[%s]".formatted(DAEMON), "1h");
        assertThat(Tenant.message(tenant.awaitReason(wait, "WaitingForSiblings")))
                .isEqualTo(
                        "0 of 1 siblings ready; waiting for %s (running, PipelineRun %s)".formatted(DAEMON, inFlight));

        Run.succeed(tenant, inFlight, repository(DAEMON), NEWER_DIGEST);

        assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                .containsEntry(DAEMON + "-digest", NEWER_DIGEST)
                .containsEntry("sources", "{\"%s\":\"promoted\"}".formatted(DAEMON));
    }

    @Test
    void whereNoComponentTellsTheNewestSnapshotDoes() {
        snapshot("bpfman-ystream-older", AGENT, AGENT_DIGEST);
        tenant.awaitNextSecond();
        snapshot("bpfman-ystream-newer", AGENT, NEWER_DIGEST);

        JsonNode status = tenant.awaitReason(wait("[%s]".formatted(AGENT), "0s"), "SiblingsReady");

        assertThat(Tenant.message(status))
                .isEqualTo("1 of 1 siblings ready: %s (promoted, Snapshot bpfman-ystream-newer)".formatted(AGENT));
        assertThat(Tenant.results(status)).containsEntry(AGENT + "-digest", NEWER_DIGEST);
    }

    @Test
    void ofTwoPushesTheOlderBundleIsSkippedAndItsPipelineSucceeds() {
        Run.of(tenant, AGENT).createRunning();
        String older = Run.of(tenant, BUNDLE)
                .waiting("{name: siblings, value: [%s]}".formatted(AGENT))
                .create();
        String wait = tenant.waitOf(older);
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.awaitNextSecond();

        String newer = Run.of(tenant, BUNDLE)
                .ofRevision(LATER)
                .waiting("{name: siblings, value: [%s]}".formatted(AGENT))
                .create();

        JsonNode status = tenant.awaitReason(wait, "Superseded");
        assertThat(Tenant.message(status)).contains("superseded by PipelineRun " + newer, LATER, "/test " + BUNDLE);
        assertThat(Tenant.results(status)).containsEntry("proceed", "false");
        tenant.awaitEnded(older, "True");
        assertThat(tenant.pods().pods(tenant.namespace(), older)).isEmpty();
        assertThat(Tenant.reason(tenant.run(tenant.waitOf(newer)))).isNotEqualTo("Superseded");
    }

    @Test
    void aGateWithoutTheBuildLabelIsSkippedAsWell() {
        Run.of(tenant, AGENT).createRunning();
        String wait = tenant.waitOf(gate(REVISION));
        tenant.awaitReason(wait, "WaitingForSiblings");
        tenant.awaitNextSecond();

        String newer = gate(LATER);

        assertThat(Tenant.message(tenant.awaitReason(wait, "Superseded"))).contains(newer);
    }

    @Test
    void ofTwoWaitsForEachOtherTheYoungerEndsAndTheElderGoesOn() {
        String elder = Run.of(tenant, BUNDLE)
                .waiting("{name: siblings, value: [%s]}".formatted(AGENT))
                .create();
        String elderWait = tenant.waitOf(elder);
        tenant.awaitReason(elderWait, "WaitingForSiblings");
        tenant.awaitNextSecond();

        String younger = Run.of(tenant, AGENT)
                .waiting("{name: siblings, value: [%s]}".formatted(BUNDLE))
                .create();

        JsonNode status = tenant.awaitReason(tenant.waitOf(younger), "DependencyCycle");
        assertThat(Tenant.message(status)).contains(elderWait, "take the component of one of them out");
        tenant.awaitEnded(younger, "False");
        tenant.awaitReason(elderWait, "SiblingFailed");
    }

    @Test
    void aSiblingInTheQueueIsWaitedForWhileASlotIsFree() {
        repositoryWithLimit(2);
        String bundle = Run.of(tenant, BUNDLE)
                .waiting("{name: siblings, value: [%s]}".formatted(AGENT))
                .create();
        String wait = tenant.waitOf(bundle);
        String agent = Run.of(tenant, AGENT).queued().create();
        assertThat(Tenant.message(tenant.awaitRun(
                                wait, run -> Tenant.message(run.path("status")).contains("queued"))
                        .path("status")))
                .contains("%s (queued by Pipelines-as-Code, PipelineRun %s)".formatted(AGENT, agent));

        tenant.patch(
                "tekton.dev/v1",
                "PipelineRun",
                agent,
                "{\"spec\":{\"status\":null},\"metadata\":{\"labels\":{\"pipelinesascode.tekton.dev/state\":\"started\"}}}");
        Run.succeed(tenant, agent, repository(AGENT), AGENT_DIGEST);

        tenant.awaitReason(wait, "SiblingsReady");
    }

    @Test
    void whereComponentsAreForbiddenTheWaitGoesOnAndSaysSo() {
        component(AGENT, OPERATOR_SOURCE, "build-nudges-ref: [%s]".formatted(BUNDLE), "");
        String agent = Run.of(tenant, AGENT).createRunning();
        without("appstudio.redhat.com", () -> {
            String wait = wait("[%s]".formatted(AGENT), "1h");
            assertThat(Tenant.message(tenant.awaitReason(wait, "WaitingForSiblings")))
                    .endsWith("; not allowed to read Components");
            assertThat(Tenant.message(tenant.awaitReason(wait("[]", "1h"), "InvalidParameters")))
                    .contains("not allowed to read the Components to find them by: name the components");

            Run.succeed(tenant, agent, "quay.io/somebody-else/agent", AGENT_DIGEST);

            tenant.awaitReason(wait, "SiblingsReady");
        });
    }

    @Test
    void aClusterThatLosesItsComponentsGoesOn() {
        component(AGENT, OPERATOR_SOURCE, "", promoted(AGENT, AGENT_DIGEST));
        String operator = Run.of(tenant, OPERATOR).createRunning();
        String wait = wait("[%s, %s]".formatted(AGENT, OPERATOR), "0s");
        tenant.awaitRun(wait, run -> Tenant.message(run.path("status")).startsWith("1 of 2 siblings ready"));
        KonfluxKindsOnControlPlane.remove(plane, "components.appstudio.redhat.com");
        try {
            Run.succeed(tenant, operator, repository(OPERATOR), OPERATOR_DIGEST);

            assertThat(Tenant.results(tenant.awaitReason(wait, "SiblingsReady")))
                    .containsEntry(AGENT + "-digest", AGENT_DIGEST);
        } finally {
            KonfluxKindsOnControlPlane.install(plane);
        }
    }

    @Test
    void inTheNewerModelTheCandidateOfTheVersionAnswersAndANudgeConfigNamesTheSiblings() {
        KonfluxKindsOnControlPlane.installNewModel(plane);
        try {
            newComponent(AGENT);
            newComponent(BUNDLE);
            tenant.create("""
                    apiVersion: appstudio.redhat.com/v1beta2
                    kind: NudgeConfig
                    metadata: {name: nudge-config, namespace: %s}
                    spec: {nudges: [{from: %s, to: %s}]}
                    """.formatted(tenant.namespace(), AGENT, BUNDLE));
            tenant.create("""
                    apiVersion: appstudio.redhat.com/v1beta2
                    kind: ComponentGroup
                    metadata: {name: bpfman-main, namespace: %s}
                    spec: {components: [{name: %s, componentVersion: {name: Main, version: main}}]}
                    """.formatted(tenant.namespace(), AGENT));
            tenant.patchStatus("appstudio.redhat.com/v1beta2", "ComponentGroup", "bpfman-main", """
                    globalCandidateList:
                    - {name: %1$s, version: Version 0.6, lastPromotedImage: "%2$s@%3$s", lastPromotedBuildTime: "2026-08-20T10:00:00Z"}
                    - {name: %1$s, version: Main, lastPromotedImage: "%2$s@%4$s", lastPromotedBuildTime: "2026-08-19T10:00:00Z"}
                    """.formatted(
                            AGENT, repository(AGENT), DAEMON_DIGEST, AGENT_DIGEST));
            awaitDiscovered();

            JsonNode status = tenant.awaitReason(wait("[]", "0s"), "SiblingsReady");

            assertThat(Tenant.results(status))
                    .containsEntry(AGENT + "-digest", AGENT_DIGEST)
                    .containsEntry("sources", "{\"%s\":\"promoted\"}".formatted(AGENT));
        } finally {
            KonfluxKindsOnControlPlane.removeNewModel(plane);
        }
    }

    /** The service asks which kinds there are as seldom as for the objects; until then a wait has no siblings. */
    private void awaitDiscovered() {
        await().atMost(Tenant.PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            String wait = wait("[]", "1h");
            String reason = Tenant.reason(tenant.awaitRun(wait, run -> run.has("status")));
            return !reason.equals("InvalidParameters");
        });
    }

    private void newComponent(String name) {
        tenant.create("""
                apiVersion: konflux-ci.dev/v1alpha1
                kind: Component
                metadata: {name: %s, namespace: %s}
                spec:
                  containerImage: %s
                  source:
                    url: %s
                    versions: [{name: Main, revision: main}, {name: Version 0.6, revision: release-0.6}]
                """.formatted(name, tenant.namespace(), repository(name), OPERATOR_SOURCE));
    }

    private String gate(String revision) {
        return Run.of(tenant, BUNDLE)
                .ofRevision(revision)
                .without("pipelines.appstudio.openshift.io/type")
                .label("pipelinesascode.tekton.dev/original-prname", BUNDLE + "-gate")
                .waiting("{name: siblings, value: [%s]}".formatted(AGENT))
                .create();
    }

    /** A wait of its own that says what a pipeline's would be told by the labels. */
    private String wait(String siblings, String grace) {
        return tenant.customRun(
                """
                labels:
                  appstudio.openshift.io/application: bpfman-ystream
                  appstudio.openshift.io/component: %s
                  pipelinesascode.tekton.dev/event-type: push
                  pipelinesascode.tekton.dev/sha: "%s"
                annotations:
                  build.appstudio.redhat.com/target_branch: main
                  build.appstudio.openshift.io/repo: %s?rev=%s
                """.formatted(BUNDLE, REVISION, OPERATOR_SOURCE, REVISION), """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                params:
                - {name: siblings, value: %s}
                - {name: grace, value: %s}
                """.formatted(siblings, grace));
    }

    private void component(String name, String source, String spec, String status) {
        tenant.create("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Component
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  application: bpfman-ystream
                  componentName: %s
                  containerImage: %s
                  source: {git: {url: "%s", revision: main}}
                  %s
                """.formatted(name, tenant.namespace(), name, repository(name), source, spec));
        if (!status.isEmpty()) {
            tenant.patchStatus("appstudio.redhat.com/v1alpha1", "Component", name, status);
        }
    }

    private static String promoted(String component, String digest) {
        return "lastPromotedImage: %s@%s".formatted(repository(component), digest);
    }

    private void snapshot(String name, String component, String digest) {
        tenant.create("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Snapshot
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  application: bpfman-ystream
                  components:
                  - {name: %s, containerImage: "%s@%s"}
                """.formatted(name, tenant.namespace(), component, repository(component), digest));
    }

    private void repositoryWithLimit(int limit) {
        tenant.create("""
                apiVersion: pipelinesascode.tekton.dev/v1alpha1
                kind: Repository
                metadata: {name: %s, namespace: %s}
                spec: {url: "%s", concurrency_limit: %d}
                """.formatted(Run.REPOSITORY, tenant.namespace(), OPERATOR_SOURCE, limit));
    }

    private static String repository(String component) {
        return "quay.io/redhat-user-workloads/ocp-bpfman-tenant/" + component;
    }

    /** Does so while the service has no right to that group. */
    private void without(String group, Runnable work) {
        ClusterRole all =
                plane.admin().rbac().clusterRoles().withName(Installation.NAME).get();
        try {
            plane.admin().rbac().clusterRoles().withName(Installation.NAME).edit(role -> {
                role.getRules().removeIf(rule -> rule.getApiGroups().equals(List.of(group)));
                return role;
            });
            awaitForbidden(group);
            work.run();
        } finally {
            all.getMetadata().setResourceVersion(null);
            all.getMetadata().setManagedFields(List.of());
            plane.admin().resource(all).forceConflicts().serverSideApply();
        }
    }

    /** The API server learns of a changed role a moment later. */
    private void awaitForbidden(String group) {
        try (var service = plane.client(plane.token(Installation.NAME, Installation.NAME))) {
            await().atMost(Tenant.PATIENCE).until(() -> {
                try {
                    var unused = service.genericKubernetesResources(group + "/v1alpha1", "Component")
                            .inNamespace(tenant.namespace())
                            .list();
                    return false;
                } catch (KubernetesClientException refused) {
                    return refused.getCode() == 403;
                }
            });
        }
    }
}
