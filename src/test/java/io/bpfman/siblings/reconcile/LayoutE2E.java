package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.Attestation;
import io.bpfman.siblings.plane.Chains;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.Registry;
import io.bpfman.siblings.plane.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The layouts in which a step runs this project's own image, with the packaged binary in its place, the real Tekton and
 * the real Chains. The others are played by {@link WaitIT}.
 */
@NeedsControlPlane
class LayoutE2E {

    private static final String DAEMON = "bpfman-daemon-ystream";
    private static final String ACCOUNT = "build-pipeline-bpfman-operator-bundle-ystream";
    private static final String IMAGE = "quay.io/bpfman/wait-for-siblings:0.1.0-SNAPSHOT";

    private ControlPlane plane;
    private Tenant tenant;
    private Registry registry;
    private Chains chains;

    @BeforeEach
    void start() {
        plane = ControlPlane.shared();
        tenant = Tenant.on(plane);
        registry = Registry.start();
        chains = Chains.start(plane, tenant.namespace());
        tenant.createBuildAccount(ACCOUNT);
        tenant.pods()
                .autoSucceed(
                        tenant.namespace(),
                        run -> run.contains("bundle"),
                        Map.of("IMAGE_URL", "quay.io/bpfman/bundle:latest", "IMAGE_DIGEST", AGENT_DIGEST));
        tenant.runOurSteps(registry, ACCOUNT);
    }

    @AfterEach
    void stop() {
        chains.close();
        registry.close();
        tenant.close();
    }

    @Test
    void aPlainTaskHoldsTheBundleAndIsSignedWithIt() throws IOException {
        List<String> builds = builds();
        String bundle = tenant.createHere(layout("bundle-push-task-pipeline.yaml"));
        String wait = bundle + "-wait-for-siblings";
        await().atMost(Tenant.PATIENCE).until(() -> output(wait).contains("WaitingForSiblings: 0 of 3 siblings ready"));

        builds.forEach(build -> tenant.succeed(build, AGENT_DIGEST));

        tenant.awaitEnded(bundle, "True");
        assertThat(output(wait)).contains("SiblingsReady").contains("not allowed to read Components");
        Attestation attestation = awaitSigned(bundle);
        assertThat(attestation.results("wait-for-siblings"))
                .containsEntry("proceed", "true")
                .containsEntry("revision", REVISION)
                .containsEntry(AGENT, "registry.redhat.io/bpfman/bpfman-agent@" + AGENT_DIGEST);
        assertThat(attestation
                        .task("build-container")
                        .at("/invocation/parameters/BUILD_ARGS")
                        .toString())
                .contains("AGENT_IMAGE=registry.redhat.io/bpfman/bpfman-agent@" + AGENT_DIGEST);
    }

    @Test
    void theTaskThatIsCopiedRunsByItself() throws IOException {
        tenant.create(Files.readString(Path.of("tekton", "tasks", "wait-for-siblings.yaml"))
                .replace(
                        "  name: wait-for-siblings\n",
                        "  name: wait-for-siblings\n  namespace: %s\n".formatted(tenant.namespace()))
                .replace(IMAGE, registry.image()));
        String agent = tenant.build(AGENT);
        String run = tenant.create("""
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata: {generateName: wait-, namespace: %s}
                spec:
                  serviceAccountName: %s
                  taskRef: {name: wait-for-siblings}
                  params:
                  - {name: siblings, value: [%s]}
                  - {name: revision, value: %s}
                """.formatted(tenant.namespace(), ACCOUNT, AGENT, REVISION));
        await().atMost(Tenant.PATIENCE).until(() -> output(run).contains("WaitingForSiblings"));

        tenant.succeed(agent, AGENT_DIGEST);

        await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(Tenant.results(status("TaskRun", run)))
                .containsEntry("proceed", "true")
                .containsEntry("pullspecs", "{\"%s\":\"%s\"}".formatted(AGENT, Tenant.image(AGENT, AGENT_DIGEST)))
                .containsOnlyKeys("proceed", "revision", "digests", "pullspecs", "sources"));
    }

    private JsonNode status(String kind, String name) {
        return new ObjectMapper()
                .<JsonNode>valueToTree(tenant.find("tekton.dev/v1", kind, name).orElseThrow())
                .path("status");
    }

    @Test
    void anInlineWaitIsSignedWithItsWitness() throws IOException {
        Map<String, String> configuration =
                new TreeMap<>(Installation.withChainsOn(plane, registry.image()).systemProperties());
        configuration.put("wait-for-siblings.witness.image", registry.image());
        try (ServiceProcess service = ServiceProcess.start(plane.folder(), "with-witness", configuration)) {
            service.awaitReady();
            List<String> builds = builds();
            String bundle = tenant.createHere(layout("bundle-push-pipeline.yaml"));
            String wait = tenant.waitOf(bundle);
            tenant.awaitReason(wait, "WaitingForSiblings");

            builds.forEach(build -> tenant.succeed(build, AGENT_DIGEST));

            tenant.awaitReason(wait, "SiblingsReady");
            tenant.awaitEnded(bundle, "True");
            assertThat(output(wait)).contains("revision " + REVISION);
            Attestation attestation = awaitSigned(bundle);
            assertThat(attestation.results("wait-for-siblings"))
                    .containsExactly(
                            Map.entry("digests", digests(AGENT, DAEMON, OPERATOR)), Map.entry("revision", REVISION));
            assertThat(attestation.task("build-container").isMissingNode()).isFalse();
            assertThat(tenant.eventReasons(wait)).contains("SiblingsReady").doesNotContain("NotSigned");
        } finally {
            Installation.withoutChains(plane);
        }
    }

    private static String digests(String... components) {
        return Stream.of(components)
                .map(component -> "\"%s\":\"%s\"".formatted(component, AGENT_DIGEST))
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void aPlainTaskFailsTheBundleWithItsSibling() throws IOException {
        List<String> builds = builds();
        String bundle = tenant.createHere(layout("bundle-push-task-pipeline.yaml")
                .replaceFirst(
                        "- name: retries\n            value: \"1\"", "- name: retries\n            value: \"0\""));
        String wait = bundle + "-wait-for-siblings";
        await().atMost(Tenant.PATIENCE).until(() -> output(wait).contains("WaitingForSiblings"));

        tenant.fail(builds.get(0));

        tenant.awaitEnded(bundle, "False");
        assertThat(steps(wait).map(Step::stderr)).singleElement().asString().startsWith("SiblingFailed: ");
    }

    private List<String> builds() {
        return Stream.of(OPERATOR, AGENT, DAEMON).map(tenant::build).toList();
    }

    /** The file as Pipelines-as-Code fills it in, with the image where this machine has it. */
    private String layout(String file) throws IOException {
        return Files.readString(Path.of("tekton", file))
                .replace("{{revision}}", REVISION)
                .replace("{{source_url}}", "https://git.invalid/openshift/bpfman-operator")
                .replace("{{target_branch}}", "main")
                .replace(IMAGE, registry.image());
    }

    private String output(String taskRun) {
        return steps(taskRun).map(Step::stdout).findFirst().orElse("");
    }

    private Stream<Step> steps(String taskRun) {
        return tenant.pods().steps(tenant.namespace(), taskRun).stream();
    }

    private Attestation awaitSigned(String pipelineRun) {
        tenant.awaitPipelineRun(pipelineRun, run -> "true"
                .equals(run.at("/metadata/annotations")
                        .path("chains.tekton.dev/signed")
                        .asText()));
        return chains.attestation(
                tenant.find("tekton.dev/v1", "PipelineRun", pipelineRun).orElseThrow());
    }
}
