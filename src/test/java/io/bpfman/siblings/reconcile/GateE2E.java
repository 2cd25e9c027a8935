package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.Gitea;
import io.bpfman.siblings.plane.OciRegistry;
import io.bpfman.siblings.plane.Step;
import io.bpfman.siblings.plane.WorkTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate, from a push to a bundle that may be released: it waits, commits what it was given, and that commit starts the
 * bundle. The gate is the file of tekton/ as it stands, but for a shorter grace, and its step is really executed.
 */
@SuppressWarnings("NullAway.Init")
class GateE2E extends Flow {

    private static final String IMAGES = "hack/konflux/images/";
    private static final String REVISION_FILE = IMAGES + "revision-ystream.txt";
    private static final String LABEL = "operators.operatorframework.io.bundle.manifests.v1";

    private static OciRegistry images;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startRegistry() {
        images = OciRegistry.start(plane.folder());
    }

    @AfterAll
    static void stopRegistry() {
        images.close();
    }

    @BeforeEach
    void pipelines() {
        developer.write(".tekton/gate.yaml", example("bundle-gate-pipeline.yaml"));
        developer.write(".tekton/agent.yaml", pipeline(AGENT, AGENT_ALONE));
        developer.write(".tekton/operator.yaml", pipeline(OPERATOR, "Containerfile.bpfman-operator.openshift"));
        developer.write(
                ".tekton/bundle.yaml", pipeline(BUNDLE, REVISION_FILE).replace("\"cmd/***\".pathChanged() || ", ""));
    }

    @Test
    void aPushBuildsOneBundleThatMayBeReleasedUntilASiblingIsBuiltAlone() throws IOException {
        String pushed = push(EVERYTHING);
        String agent = pushImage(AGENT, "1");
        String operator = pushImage(OPERATOR, "1");
        finish(run(AGENT, pushed), agent);
        finish(run(OPERATOR, pushed), operator);

        String gate = runOf("gate", pushed);
        awaitSucceeded(gate);
        WorkTree main = gitea.workTree(Gitea.User.DEVELOPER, repository);
        main.checkout("main");
        String committed = main.head();

        assertThat(main.read(IMAGES + "bpfman-agent.txt"))
                .isEqualTo("registry.redhat.io/bpfman/bpfman-agent@" + agent + "\n");
        assertThat(main.read(IMAGES + "bpfman.txt"))
                .isEqualTo("registry.redhat.io/bpfman/bpfman@" + digest(DAEMON) + "\n");
        assertThat(main.read(REVISION_FILE)).isEqualTo(pushed + "\n");
        assertThat(main.log()).contains("Use the images of " + pushed.substring(0, 12), "Siblings-Revision: " + pushed);
        awaitSucceeded(runOf("on-push", committed));
        assertThat(runs(BUNDLE)).extracting(Flow::name).hasSize(2);
        assertThat(runs(AGENT)).hasSize(1);
        assertThat(runs(OPERATOR)).hasSize(1);

        String bundle = pushBundle(main);
        assertThat(validate(0, snapshot(agent, operator, bundle)).path("result").asText())
                .isEqualTo("SUCCESS");

        String newer = pushImage(AGENT, "2");
        tenant.create("""
                {"apiVersion": "appstudio.redhat.com/v1alpha1", "kind": "Snapshot",
                 "metadata": {"name": "later", "namespace": "%s"}, "spec": %s}
                """.formatted(tenant.namespace(), snapshot(newer, operator, bundle)));
        JsonNode stale = validate(1, "later");
        assertThat(stale.path("result").asText()).isEqualTo("FAILURE");
        assertThat(stale.path("findings").path(0).path("kind").asText()).isEqualTo("stale");
        assertThat(stale.path("findings").path(0).path("message").asText()).contains(agent, newer);
    }

    @Test
    void theGateOfAPullRequestCommitsNothing() {
        finishBoth(push(EVERYTHING));
        String main = committedBy(runs(BUNDLE).get(0));
        String revision = developer.commit(EVERYTHING);
        developer.push("feature", false);
        int number = gitea.openPullRequest(Gitea.User.DEVELOPER, repository, "feature");

        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/test %s-gate".formatted(BUNDLE));

        String gate = runOf("gate", revision);
        awaitSucceeded(gate);
        assertThat(result(gate, "reason")).isEqualTo("not-on-branch");
        WorkTree after = gitea.workTree(Gitea.User.DEVELOPER, repository);
        after.checkout("main");
        assertThat(after.head()).isEqualTo(main);
    }

    @Test
    void theGateOfACommitThatAForcePushRemovedCommitsNothing() {
        finishBoth(push(EVERYTHING));
        tenant.awaitNextSecond();
        developer.checkout("main");
        String removed = push(EVERYTHING);
        String gate = runOf("gate", removed);
        // Nothing of the new commit starts a gate, which would make this one superfluous.
        developer.takeBackLastCommit();
        String kept = developer.commit("docs/readme.md");
        developer.push("main", true);

        finish(run(AGENT, removed), digest(run(AGENT, removed)));
        finish(run(OPERATOR, removed), digest(run(OPERATOR, removed)));

        awaitSucceeded(gate);
        assertThat(result(gate, "reason")).isEqualTo("not-on-branch");
        developer.checkout("main");
        assertThat(developer.head()).isEqualTo(kept);
    }

    @Test
    void tektonTakesTheTasksAndRunsTheOneThatValidates() throws IOException {
        for (String task : List.of("nudge", "stamp", "validate-bundle")) {
            tenant.create(Files.readString(Path.of("tekton", "tasks", task + ".yaml"))
                    .replaceFirst(
                            "  name: %s\n".formatted(task),
                            "  name: %s\n  namespace: %s\n".formatted(task, tenant.namespace()))
                    .replace(IMAGE, registry.image()));
        }
        String operator = pushImage(OPERATOR, "1");
        String run = tenant.create("""
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata: {generateName: validate-, namespace: %s}
                spec:
                  serviceAccountName: %s
                  taskRef: {name: validate-bundle}
                  params:
                  - name: snapshot
                    value: '{"components": [{"name": "operator", "containerImage": "%s/%s@%s"}]}'
                """.formatted(tenant.namespace(), ACCOUNT, images.address(), OPERATOR, operator));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Tenant.results(new ObjectMapper()
                        .<JsonNode>valueToTree(
                                tenant.find("tekton.dev/v1", "TaskRun", run).orElseThrow())
                        .path("status")))
                .hasEntrySatisfying("TEST_OUTPUT", output -> assertThat(output)
                        .contains("\"result\":\"SKIPPED\"", "none of the 1 components is a bundle")));
    }

    private void finishBoth(String revision) {
        String agent = run(AGENT, revision);
        String operator = run(OPERATOR, revision);
        finish(agent, digest(agent));
        finish(operator, digest(operator));
        awaitSucceeded(runOf("gate", revision));
    }

    private void finish(String build, String digest) {
        String component = build.startsWith(AGENT) ? AGENT : OPERATOR;
        tenant.pods()
                .succeed(
                        tenant.namespace(),
                        build,
                        Map.of("IMAGE_URL", image(component) + ":latest", "IMAGE_DIGEST", digest));
    }

    /** Waits for the only run of the bundle's component of that kind and revision. */
    private String runOf(String kind, String revision) {
        return only(() -> runs(BUNDLE).stream()
                .filter(run -> name(run).startsWith(BUNDLE + "-" + kind) && revision.equals(label(run, "sha")))
                .toList());
    }

    private void awaitSucceeded(String run) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(tenant.pipelineRun(run)
                        .at("/status/conditions/0/status")
                        .asText())
                .as("%s; %s", tenant.pipelineRun(run).at("/status/conditions/0"), outputOf(run))
                .isEqualTo("True"));
    }

    private String outputOf(String run) {
        return steps(run).map(step -> step.stdout() + step.stderr()).collect(Collectors.joining());
    }

    private Stream<Step> steps(String run) {
        return tenant.pods().steps(tenant.namespace(), child(tenant.pipelineRun(run), "commit-images")).stream();
    }

    private String result(String run, String name) {
        JsonNode task = new ObjectMapper()
                .valueToTree(tenant.find("tekton.dev/v1", "TaskRun", child(tenant.pipelineRun(run), "commit-images"))
                        .orElseThrow());
        return elements(task.at("/status/results"))
                .filter(result -> result.path("name").asText().equals(name))
                .map(result -> result.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private String committedBy(JsonNode run) {
        return result(name(run), "commit");
    }

    private static String pushImage(String component, String build) {
        return images.push(component, "amd64", Map.of("name", component, "build", build));
    }

    private String pushBundle(WorkTree main) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path manifests = Files.createDirectories(folder.resolve("manifests"));
        try (Stream<Path> sources = Files.list(Path.of("src/test/resources/bundle/manifests"))) {
            for (Path source : sources.toList()) {
                Files.copy(source, manifests.resolve(source.getFileName()));
            }
        }
        for (String name : List.of("bpfman-agent", "bpfman", "bpfman-operator")) {
            Files.writeString(folder.resolve(name), main.read(IMAGES + name + ".txt"));
        }
        try (CommandProcess stamp = CommandProcess.start(
                Map.of(),
                "stamp",
                "--manifests=" + manifests,
                "--related-images",
                "--image=quay.io/bpfman/bpfman-agent=@" + folder.resolve("bpfman-agent"),
                "--image=quay.io/bpfman/bpfman=@" + folder.resolve("bpfman"),
                "--image=quay.io/bpfman/bpfman-operator=@" + folder.resolve("bpfman-operator"))) {
            stamp.ends(0);
        }
        try (Stream<Path> stamped = Files.list(manifests)) {
            for (Path file : stamped.toList()) {
                files.put("manifests/" + file.getFileName(), Files.readString(file));
            }
        }
        return images.push(BUNDLE, "amd64", Map.of(LABEL, "manifests/"), OciRegistry.tar(files));
    }

    private static String snapshot(String agent, String operator, String bundle) {
        return Map.of(AGENT, agent, OPERATOR, operator, DAEMON, digest(DAEMON), BUNDLE, bundle).entrySet().stream()
                .map(image -> "{\"name\": \"%s\", \"containerImage\": \"%s/%s@%s\"}"
                        .formatted(image.getKey(), images.address(), image.getKey(), image.getValue()))
                .collect(Collectors.joining(",", "{\"components\": [", "]}"));
    }

    private JsonNode validate(int exitCode, String snapshot) throws IOException {
        try (CommandProcess validate = CommandProcess.start(
                Map.of(
                        "kubernetes.master", plane.url(),
                        "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                        "kubernetes.auth.token", plane.adminToken(),
                        "kubernetes.namespace", tenant.namespace()),
                "validate",
                "--snapshot=" + snapshot,
                "--bundle=" + BUNDLE,
                "--output=json",
                "--external=registry.example.com/openshift/kube-rbac-proxy",
                "--image",
                AGENT + "=registry.redhat.io/bpfman/bpfman-agent",
                DAEMON + "=registry.redhat.io/bpfman/bpfman",
                OPERATOR + "=registry.redhat.io/bpfman/bpfman-rhel9-operator")) {
            validate.ends(exitCode);
            return new ObjectMapper().readTree(validate.out());
        }
    }
}
