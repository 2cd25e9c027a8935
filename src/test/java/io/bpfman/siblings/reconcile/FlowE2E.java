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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a push to the digests that the bundle is built with: the real Gitea, Pipelines-as-Code, Tekton and the packaged
 * service or command. Only the pods of builds are played. The bundle's pipeline is the file of tekton/ as it stands, but
 * for a shorter grace; each build's image has a digest of its own.
 */
@NeedsControlPlane
class FlowE2E {

    private static final String BUNDLE = "bpfman-operator-bundle-ystream";
    private static final String DAEMON = "bpfman-daemon-ystream";
    private static final String ACCOUNT = "build-pipeline-bpfman-operator-bundle-ystream";
    private static final String IMAGE = "quay.io/bpfman/wait-for-siblings:0.1.0-SNAPSHOT";
    private static final String SOURCE = "https://github.com/openshift/bpfman-operator";
    private static final String EVERYTHING = "cmd/main.go";
    private static final String AGENT_ALONE = "Containerfile.bpfman-agent.openshift";
    private static final String BUNDLE_ALONE = "bundle/manifests/csv.yaml";
    private static final String PAC = "pipelinesascode.tekton.dev/";

    /** The command looks once a minute in the end. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static ControlPlane plane;
    private static Gitea gitea;
    private static PipelinesAsCode pipelinesAsCode;
    private static Registry registry;
    private static ServiceProcess service;

    private Tenant tenant;
    private String repository;
    private WorkTree developer;

    private enum Layout {
        INLINE("bundle-push-pipeline.yaml"),
        PLAIN_TASK("bundle-push-task-pipeline.yaml");

        private final String file;

        Layout(String file) {
            this.file = file;
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void aPushBuildsTheBundleOfWhatItBuiltAndOfTheNewestElse(Layout layout) {
        pipelines(layout);
        String both = push(EVERYTHING);
        String agent = run(AGENT, both);
        String operator = run(OPERATOR, both);
        String bundle = run(BUNDLE, both);
        finish(agent);
        finish(operator);
        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));

        String one = push(AGENT_ALONE);
        String newerAgent = run(AGENT, one);
        bundle = run(BUNDLE, one);
        finish(newerAgent);
        assertThat(embeddedInto(bundle)).isEqualTo(images(newerAgent, operator));

        bundle = run(BUNDLE, push(BUNDLE_ALONE));
        assertThat(embeddedInto(bundle)).isEqualTo(images(newerAgent, operator));
        assertThat(runs(AGENT)).hasSize(2);
        assertThat(runs(OPERATOR)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void ofFivePushesInARowEveryBundleThatIsBuiltHasItsOwnImages(Layout layout) {
        pipelines(layout, file -> file.replace("max-keep-runs: \"3\"", "max-keep-runs: \"5\""));
        List<String> revisions =
                IntStream.range(0, 5).mapToObj(number -> push(EVERYTHING)).toList();
        // The newest is built first, and the oldest last.
        for (int number = 4; number >= 0; number--) {
            finish(run(OPERATOR, revisions.get(number)));
            finish(run(AGENT, revisions.get(number)));
        }

        await().atMost(PATIENCE)
                .until(() -> runs(BUNDLE).size() == 5 && runs(BUNDLE).stream().allMatch(this::isOver));

        JsonNode newest = runs(BUNDLE).get(4);
        assertThat(isBuilt(name(newest))).as("the newest bundle").isTrue();
        for (JsonNode bundle : runs(BUNDLE)) {
            String revision = label(bundle, "sha");
            if (isBuilt(name(bundle))) {
                assertThat(embeddedInto(name(bundle))).isEqualTo(images(run(AGENT, revision), run(OPERATOR, revision)));
            } else {
                assertThat(created(bundle)).isBefore(created(newest));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForcePushTakesTheBundleOfTheCommitThatItRemoved(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        tenant.awaitNextSecond();
        String removed = push(EVERYTHING);
        String skipped = run(BUNDLE, removed);
        run(AGENT, removed);
        tenant.awaitNextSecond();
        developer.takeBackLastCommit();
        String kept = developer.commit(EVERYTHING, BUNDLE_ALONE);
        developer.push("main", true);
        String agent = run(AGENT, kept);
        String operator = run(OPERATOR, kept);
        String bundle = run(BUNDLE, kept);
        finish(agent);
        finish(operator);

        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));
        awaitOver(skipped);
        assertThat(isBuilt(skipped)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aPullRequestBuildsItsOwnBundleAndAgainWhatIsAskedFor(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        String first = developer.commit(EVERYTHING);
        developer.push("feature", false);
        int number = gitea.openPullRequest(Gitea.User.DEVELOPER, repository, "feature");
        String operator = run(OPERATOR, first);
        String failed = run(AGENT, first);
        String bundle = run(BUNDLE, first);
        finish(operator);
        tenant.fail(failed);
        tenant.awaitEnded(failed, "False");

        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/retest");
        String agent = another(failed);
        finish(agent);
        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));

        String second = developer.commit(EVERYTHING);
        developer.push("feature", false);
        finish(run(AGENT, second));
        failed = run(OPERATOR, second);
        bundle = run(BUNDLE, second);
        tenant.fail(failed);
        tenant.awaitEnded(failed, "False");
        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/test %s-on-pull-request".formatted(OPERATOR));
        operator = another(failed);
        finish(operator);
        assertThat(embeddedInto(bundle)).isEqualTo(images(run(AGENT, second), operator));
    }

    @ParameterizedTest
    @EnumSource
    void aPullRequestOfAStrangerBuildsItsOwnBundleOnceItIsAllowed(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        String fork = gitea.fork(repository, tenant.namespace() + "-fork");
        WorkTree stranger = gitea.workTree(Gitea.User.STRANGER, fork);
        stranger.checkout("main");
        String revision = stranger.commit(EVERYTHING);
        stranger.push("proposal", false);
        int number = gitea.openPullRequest(
                Gitea.User.STRANGER, repository, fork.substring(0, fork.indexOf('/')) + ":proposal");

        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/ok-to-test");

        String bundle = run(BUNDLE, revision);
        Map<String, String> built = finishAll(revision);
        assertThat(embeddedInto(bundle)).isEqualTo(built);
    }

    @ParameterizedTest
    @EnumSource
    void aNewerCommitSkipsTheBundleWhateverItsPipelineIsCalled(Layout layout) {
        String longName = "bpfman-operator-bundle-ystream-with-a-very-long-name-on-push-to-main-70";
        for (String metadata : List.of("generateName: operator-bundle-on-push-", "name: " + longName)) {
            pipelines(layout, bundle -> bundle.replace("name: %s-on-push\n".formatted(BUNDLE), metadata + "\n"));
            String older = push(EVERYTHING);
            String skipped = run(BUNDLE, older);
            tenant.awaitNextSecond();
            String newer = push(EVERYTHING);
            String bundle = run(BUNDLE, newer);

            Map<String, String> built = finishAll(newer);
            assertThat(embeddedInto(bundle)).isEqualTo(built);
            awaitOver(skipped);
            assertThat(isBuilt(skipped)).as(metadata).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneCommitOnTwoBranchesBuildsTwoBundlesEachOfItsOwnBranch(Layout layout) {
        // A branch that begins with a commit that is there already has changed no file.
        pipelines(
                layout,
                file -> file.replaceFirst(
                        "(?s)on-cel-expression: >-\n.*?\nspec:", "on-cel-expression: event == \"push\"\nspec:"));
        String revision = push(EVERYTHING);
        developer.push("release-0.6", false);
        for (String branch : List.of("main", "release-0.6")) {
            String agent = run(AGENT, revision, branch);
            String operator = run(OPERATOR, revision, branch);
            String bundle = run(BUNDLE, revision, branch);
            finish(agent);
            finish(operator);

            assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));
        }
        assertThat(runs(BUNDLE)).hasSize(2);
    }

    private void pipelines(Layout layout) {
        pipelines(layout, file -> file);
    }

    /** Writes what stands in .tekton/, changed, for pushes and for pull requests. */
    private void pipelines(Layout layout, UnaryOperator<String> change) {
        List<String> files = List.of(
                bundlePipeline(layout), pipeline(AGENT, AGENT_ALONE), pipeline(OPERATOR, "Containerfile.operator"));
        for (int number = 0; number < files.size(); number++) {
            String ofPush = change.apply(files.get(number));
            developer.write(".tekton/%d-push.yaml".formatted(number), ofPush);
            developer.write(
                    ".tekton/%d-pull-request.yaml".formatted(number),
                    ofPush.replace("event == \"push\"", "event == \"pull_request\"")
                            .replace("on-push", "on-pull-request"));
        }
    }

    private String bundlePipeline(Layout layout) {
        try {
            return Files.readString(Path.of("tekton", layout.file))
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

    private String pipeline(String component, String ownFile) {
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

    private void component(String name) {
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

    private String push(String file) {
        String revision = developer.commit(file);
        developer.push("main", false);
        return revision;
    }

    /** Waits for the component's only run of that revision. */
    private String run(String component, String revision) {
        return only(() -> runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .toList());
    }

    private String run(String component, String revision, String branch) {
        return only(() -> runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .filter(run -> annotation(run, "branch").equals("refs/heads/" + branch)
                        || annotation(run, "branch").equals(branch))
                .toList());
    }

    private static String only(Supplier<List<JsonNode>> runs) {
        await().atMost(Tenant.PATIENCE).until(() -> !runs.get().isEmpty());
        List<JsonNode> found = runs.get();
        assertThat(found).extracting(FlowE2E::name).hasSize(1);
        return name(found.get(0));
    }

    /** Waits for a run of the same component and revision that came after this one. */
    private String another(String earlier) {
        JsonNode run = tenant.pipelineRun(earlier);
        String component = run.at("/metadata/labels")
                .path("appstudio.openshift.io/component")
                .asText();
        await().atMost(Tenant.PATIENCE)
                .until(() -> newest(component, label(run, "sha")), name -> !name.equals(earlier));
        return newest(component, label(run, "sha"));
    }

    private String newest(String component, String revision) {
        return runs(component).stream()
                .filter(run -> revision.equals(label(run, "sha")))
                .reduce((older, newer) -> newer)
                .map(FlowE2E::name)
                .orElseThrow();
    }

    /** All runs of the component that Pipelines-as-Code made, oldest first. */
    private List<JsonNode> runs(String component) {
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
                .sorted(Comparator.comparing(FlowE2E::created).thenComparing(FlowE2E::name))
                .toList();
    }

    /** Lets agent and operator of the revision end well, and tells what the bundle is to be built with. */
    private Map<String, String> finishAll(String revision) {
        String agent = run(AGENT, revision);
        String operator = run(OPERATOR, revision);
        finish(agent);
        finish(operator);
        return images(agent, operator);
    }

    private void finish(String build) {
        String component = build.startsWith(AGENT) ? AGENT : OPERATOR;
        tenant.pods()
                .succeed(
                        tenant.namespace(),
                        build,
                        Map.of("IMAGE_URL", image(component) + ":latest", "IMAGE_DIGEST", digest(build)));
    }

    private static Map<String, String> images(String agent, String operator) {
        return Map.of(
                "AGENT_IMAGE", "registry.redhat.io/bpfman/bpfman-agent@" + digest(agent),
                "OPERATOR_IMAGE", "registry.redhat.io/bpfman/bpfman-rhel9-operator@" + digest(operator),
                "DAEMON_IMAGE", "registry.redhat.io/bpfman/bpfman@" + digest(DAEMON));
    }

    /** Waits until the bundle is built, and tells with which images. */
    private Map<String, String> embeddedInto(String bundle) {
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

    private String wordOf(String bundle) {
        String wait = child(tenant.pipelineRun(bundle), "wait-for-siblings");
        return tenant.find("tekton.dev/v1beta1", "CustomRun", wait)
                .map(run -> Tenant.message(
                        new ObjectMapper().<JsonNode>valueToTree(run).path("status")))
                .orElseGet(() -> tenant.pods().steps(tenant.namespace(), wait).stream()
                        .map(step -> step.stdout() + step.stderr())
                        .collect(Collectors.joining()));
    }

    private void awaitOver(String bundle) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode run = tenant.pipelineRun(bundle);
            assertThat(isOver(run)).as("status %s", run.path("status")).isTrue();
        });
    }

    private boolean isOver(JsonNode run) {
        return List.of("True", "False")
                .contains(run.at("/status/conditions/0/status").asText());
    }

    private boolean isBuilt(String bundle) {
        return !child(tenant.pipelineRun(bundle), "build-container").isEmpty();
    }

    private static String child(JsonNode run, String task) {
        return elements(run.at("/status/childReferences"))
                .filter(child -> child.path("pipelineTaskName").asText().equals(task))
                .map(child -> child.path("name").asText())
                .findFirst()
                .orElse("");
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String name(JsonNode run) {
        return run.at("/metadata/name").asText();
    }

    private static Instant created(JsonNode run) {
        return Instant.parse(run.at("/metadata/creationTimestamp").asText());
    }

    private static String label(JsonNode run, String key) {
        return run.at("/metadata/labels").path(PAC + key).asText();
    }

    private static String annotation(JsonNode run, String key) {
        return run.at("/metadata/annotations").path(PAC + key).asText();
    }

    private static String image(String component) {
        return Tenant.image(component, "").replace("@", "");
    }

    private static String digest(String build) {
        return "sha256:"
                + UUID.nameUUIDFromBytes(build.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .repeat(2);
    }
}
