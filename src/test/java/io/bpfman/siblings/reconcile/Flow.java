package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.Gitea;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.PipelinesAsCode;
import io.bpfman.siblings.plane.Registry;
import io.bpfman.siblings.plane.WorkTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A tenant of a cluster with the real Gitea, Pipelines-as-Code, Tekton and the packaged service. Only the pods of builds are
 * played; each build's image has a digest of its own.
 */
@NeedsControlPlane
class Flow {

    static final String BUNDLE = "bpfman-operator-bundle-ystream";
    static final String DAEMON = "bpfman-daemon-ystream";
    static final String ACCOUNT = "build-pipeline-bpfman-operator-bundle-ystream";
    static final String IMAGE = "quay.io/bpfman/wait-for-siblings:0.1.0-SNAPSHOT";
    static final String SOURCE = "https://github.com/openshift/bpfman-operator";
    static final String EVERYTHING = "cmd/main.go";
    static final String AGENT_ALONE = "Containerfile.bpfman-agent.openshift";
    static final String BUNDLE_ALONE = "bundle/manifests/csv.yaml";
    static final String PAC = "pipelinesascode.tekton.dev/";

    /** The command looks once a minute in the end. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    static ControlPlane plane;
    static Gitea gitea;
    static PipelinesAsCode pipelinesAsCode;
    static Registry registry;
    static ServiceProcess service;

    Tenant tenant;
    String repository;
    WorkTree developer;

    @BeforeAll
    static void start() {
        plane = ControlPlane.shared();
        KonfluxKindsOnControlPlane.install(plane);
        registry = Registry.start();
        gitea = Gitea.start(plane.folder());
        pipelinesAsCode = PipelinesAsCode.start(plane);
        service = ServiceProcess.start(
                        plane.folder(), "flow", Installation.on(plane).systemProperties())
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        service.close();
        pipelinesAsCode.close();
        gitea.close();
        registry.close();
    }

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(plane);
        tenant.createBuildAccount(ACCOUNT);
        tenant.pods()
                .autoSucceed(
                        tenant.namespace(),
                        run -> run.contains("bundle"),
                        Map.of("IMAGE_URL", "quay.io/bpfman/bundle:latest", "IMAGE_DIGEST", digest(BUNDLE)));
        tenant.runOurSteps(registry, ACCOUNT);
        repository = gitea.createRepository(tenant.namespace(), pipelinesAsCode.url());
        pipelinesAsCode.serve(gitea, repository, tenant.namespace());
        for (String component : List.of(AGENT, OPERATOR, BUNDLE)) {
            component(component);
        }
        for (String branch : List.of("main", "release-0.6")) {
            Run.of(tenant, DAEMON)
                    .ofRevision("d".repeat(40))
                    .annotation("build.appstudio.openshift.io/repo", "https://github.com/openshift/bpfman")
                    .annotation("build.appstudio.redhat.com/target_branch", branch)
                    .createBuilt(image(DAEMON), digest(DAEMON));
        }
        developer = gitea.workTree(Gitea.User.DEVELOPER, repository);
    }

    @AfterEach
    void leave() {
        tenant.deleteRuns();
        tenant.close();
    }

    /** A file of tekton/ as it stands, but for what is this tenant's own, and for a shorter grace. */
    String example(String file) {
        try {
            return Files.readString(Path.of("tekton", file))
                    .replace("namespace: ocp-bpfman-tenant", "namespace: " + tenant.namespace())
                    .replace(SOURCE, gitea.url() + "/" + repository)
                    .replace(IMAGE, registry.image())
                    .replaceFirst(
                            "(?m)^        params:\n          - name: siblings",
                            "        params:\n          - name: grace\n            value: 20s\n          - name: siblings");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String pipeline(String component, String ownFile) {
        return """
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  name: %1$s-on-push
                  namespace: %2$s
                  labels:
                    appstudio.openshift.io/application: bpfman-ystream
                    appstudio.openshift.io/component: %1$s
                    pipelines.appstudio.openshift.io/type: build
                  annotations:
                    build.appstudio.openshift.io/repo: %3$s?rev={{revision}}
                    build.appstudio.redhat.com/commit_sha: "{{revision}}"
                    build.appstudio.redhat.com/target_branch: "{{target_branch}}"
                    pipelinesascode.tekton.dev/cancel-in-progress: "false"
                    pipelinesascode.tekton.dev/on-cel-expression: >-
                      event == "push" && target_branch == "main" &&
                      ("cmd/***".pathChanged() || "%4$s".pathChanged())
                spec:
                  pipelineSpec:
                    results:
                    - {name: IMAGE_URL, value: $(tasks.build.results.IMAGE_URL)}
                    - {name: IMAGE_DIGEST, value: $(tasks.build.results.IMAGE_DIGEST)}
                    tasks:
                    - name: build
                      taskSpec:
                        results: [{name: IMAGE_URL}, {name: IMAGE_DIGEST}]
                        steps: [{name: build, image: registry.invalid/build, command: [build]}]
                """.formatted(component, tenant.namespace(), gitea.url() + "/" + repository, ownFile);
    }

    void component(String name) {
        tenant.create("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Component
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  application: bpfman-ystream
                  componentName: %1$s
                  containerImage: %3$s
                  source: {git: {url: "%4$s", revision: main}}
                """.formatted(name, tenant.namespace(), image(name), gitea.url() + "/" + repository));
    }

    String push(String file) {
        String revision = developer.commit(file);
        developer.push("main", false);
        return revision;
    }

    /** Waits for the component's only run of that revision. */
    String run(String component, String revision) {
        return only(() -> runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .toList());
    }

    String run(String component, String revision, String branch) {
        return only(() -> runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .filter(run -> annotation(run, "branch").equals("refs/heads/" + branch)
                        || annotation(run, "branch").equals(branch))
                .toList());
    }

    static String only(Supplier<List<JsonNode>> runs) {
        await().atMost(Tenant.PATIENCE).until(() -> !runs.get().isEmpty());
        List<JsonNode> found = runs.get();
        assertThat(found).extracting(Flow::name).hasSize(1);
        return name(found.get(0));
    }

    /** Waits for a run of the same component and revision that came after this one. */
    String another(String earlier) {
        JsonNode run = tenant.pipelineRun(earlier);
        String component = run.at("/metadata/labels")
                .path("appstudio.openshift.io/component")
                .asText();
        await().atMost(Tenant.PATIENCE)
                .until(() -> newest(component, label(run, "sha")), name -> !name.equals(earlier));
        return newest(component, label(run, "sha"));
    }

    String newest(String component, String revision) {
        return runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .reduce((older, newer) -> newer)
                .map(Flow::name)
                .orElseThrow();
    }

    /** All runs of the component that Pipelines-as-Code made, oldest first. */
    List<JsonNode> runs(String component) {
        ObjectMapper json = new ObjectMapper();
        return tenant
                .client()
                .genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                .inNamespace(tenant.namespace())
                .withLabel("appstudio.openshift.io/component", component)
                .withLabel("app.kubernetes.io/managed-by", "pipelinesascode.tekton.dev")
                .list()
                .getItems()
                .stream()
                .map(run -> json.<JsonNode>valueToTree(run))
                .sorted(Comparator.comparing(Flow::created).thenComparing(Flow::name))
                .toList();
    }

    /** Lets agent and operator of the revision end well, and tells what the bundle is to be built with. */
    Map<String, String> finishAll(String revision) {
        String agent = run(AGENT, revision);
        String operator = run(OPERATOR, revision);
        finish(agent);
        finish(operator);
        return images(agent, operator);
    }

    void finish(String build) {
        String component = build.startsWith(AGENT) ? AGENT : OPERATOR;
        tenant.pods()
                .succeed(
                        tenant.namespace(),
                        build,
                        Map.of("IMAGE_URL", image(component) + ":latest", "IMAGE_DIGEST", digest(build)));
    }

    static Map<String, String> images(String agent, String operator) {
        return Map.of(
                "AGENT_IMAGE", "registry.redhat.io/bpfman/bpfman-agent@" + digest(agent),
                "OPERATOR_IMAGE", "registry.redhat.io/bpfman/bpfman-rhel9-operator@" + digest(operator),
                "DAEMON_IMAGE", "registry.redhat.io/bpfman/bpfman@" + digest(DAEMON));
    }

    /** Waits until the bundle is built, and tells with which images. */
    Map<String, String> embeddedInto(String bundle) {
        awaitOver(bundle);
        JsonNode run = tenant.pipelineRun(bundle);
        assertThat(isBuilt(bundle))
                .as("%s, whose wait says %s", bundle, wordOf(bundle))
                .isTrue();
        assertThat(run.at("/status/conditions/0/status").asText()).as(bundle).isEqualTo("True");
        String build = child(run, "build-container");
        return elements(new ObjectMapper()
                        .<JsonNode>valueToTree(
                                tenant.find("tekton.dev/v1", "TaskRun", build).orElseThrow())
                        .at("/spec/params"))
                .filter(param -> param.path("name").asText().equals("BUILD_ARGS"))
                .flatMap(param -> elements(param.path("value")))
                .map(argument -> argument.asText().split("=", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    String wordOf(String bundle) {
        String wait = child(tenant.pipelineRun(bundle), "wait-for-siblings");
        return tenant.find("tekton.dev/v1beta1", "CustomRun", wait)
                .map(run -> Tenant.message(
                        new ObjectMapper().<JsonNode>valueToTree(run).path("status")))
                .orElseGet(() -> tenant.pods().steps(tenant.namespace(), wait).stream()
                        .map(step -> step.stdout() + step.stderr())
                        .collect(Collectors.joining()));
    }

    void awaitOver(String bundle) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode run = tenant.pipelineRun(bundle);
            assertThat(isOver(run)).as("status %s", run.path("status")).isTrue();
        });
    }

    boolean isOver(JsonNode run) {
        return List.of("True", "False")
                .contains(run.at("/status/conditions/0/status").asText());
    }

    boolean isBuilt(String bundle) {
        return !child(tenant.pipelineRun(bundle), "build-container").isEmpty();
    }

    static String child(JsonNode run, String task) {
        return elements(run.at("/status/childReferences"))
                .filter(child -> child.path("pipelineTaskName").asText().equals(task))
                .map(child -> child.path("name").asText())
                .findFirst()
                .orElse("");
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String name(JsonNode run) {
        return run.at("/metadata/name").asText();
    }

    static Instant created(JsonNode run) {
        return Instant.parse(run.at("/metadata/creationTimestamp").asText());
    }

    static String label(JsonNode run, String key) {
        return run.at("/metadata/labels").path(PAC + key).asText();
    }

    static String annotation(JsonNode run, String key) {
        return run.at("/metadata/annotations").path(PAC + key).asText();
    }

    static String image(String component) {
        return Tenant.image(component, "").replace("@", "");
    }

    static String digest(String build) {
        return "sha256:"
                + UUID.nameUUIDFromBytes(build.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .repeat(2);
    }
}
