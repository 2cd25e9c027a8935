package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.PodPlayer;
import io.bpfman.siblings.plane.Registry;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A namespace with builds and waits in it, in the words of the trade. Builds are real PipelineRuns of real Tekton. */
final class Tenant implements AutoCloseable {

    static final String REVISION = "0123456789abcdef0123456789abcdef01234567";
    static final String OPERATOR = "bpfman-operator-ystream";
    static final String AGENT = "bpfman-agent-ystream";
    static final String OPERATOR_DIGEST = "sha256:" + "a".repeat(64);
    static final String AGENT_DIGEST = "sha256:" + "b".repeat(64);
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlPlane plane;
    private final PodPlayer pods;
    private final String namespace;

    private Tenant(ControlPlane plane, String namespace) {
        this.plane = plane;
        this.namespace = namespace;
        this.pods = PodPlayer.start(plane.admin());
    }

    static Tenant on(ControlPlane plane) {
        String namespace = "tenant-" + UUID.randomUUID().toString().substring(0, 8);
        plane.createNamespace(namespace);
        return new Tenant(plane, namespace);
    }

    String namespace() {
        return namespace;
    }

    KubernetesClient client() {
        return plane.admin();
    }

    PodPlayer pods() {
        return pods;
    }

    /** A ServiceAccount that may do what a build's account in hosted Konflux may. */
    void createBuildAccount(String name) {
        plane.createNamespace(namespace, name);
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: runner, namespace: %s}
                rules:
                - {apiGroups: [tekton.dev], resources: [pipelineruns, taskruns], verbs: [get, list]}
                """.formatted(namespace));
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: runner, namespace: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
                subjects: [{kind: ServiceAccount, name: %s}]
                """.formatted(namespace, name));
    }

    /** Has each step of that image executed by the packaged binary, as that ServiceAccount. */
    void runOurSteps(Registry registry, String account) {
        pods.run(
                namespace,
                pod -> registry.pinnedImage()
                        .equals(pod.getSpec().getContainers().get(0).getImage()),
                pod -> CommandProcess.words(Map.of(
                        "kubernetes.master", plane.url(),
                        "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                        "kubernetes.auth.token", plane.token(namespace, account),
                        "kubernetes.namespace", namespace)));
    }

    /** A push build of the component, which Tekton runs until its pod is told how to end. */
    String build(String component) {
        return build(component, Map.of());
    }

    /** The same with other labels; an empty value takes a label away. */
    String build(String component, Map<String, String> otherLabels) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "appstudio.openshift.io/application", "bpfman-ystream",
                "appstudio.openshift.io/component", component,
                "pipelines.appstudio.openshift.io/type", "build",
                "pipelinesascode.tekton.dev/event-type", "push",
                "pipelinesascode.tekton.dev/sha", REVISION));
        labels.putAll(otherLabels);
        labels.values().removeIf(String::isEmpty);
        return create("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  generateName: %s-on-push-
                  namespace: %s
                  labels: %s
                  annotations:
                    build.appstudio.redhat.com/target_branch: main
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
                """.formatted(component, namespace, json(labels)));
    }

    /** Lets the build end well. */
    void succeed(String build, String digest) {
        String url = "quay.io/redhat-user-workloads/bpfman/" + component(build) + ":" + REVISION;
        pods.succeed(namespace, build, Map.of("IMAGE_URL", url, "IMAGE_DIGEST", digest));
    }

    /** Lets the build end badly. */
    void fail(String build) {
        pods.fail(namespace, build);
    }

    static String image(String component, String digest) {
        return "quay.io/redhat-user-workloads/bpfman/" + component + "@" + digest;
    }

    /**
     * The bundle's PipelineRun: the wait, then a task that takes both digests as its params, guarded by {@code when}.
     *
     * @param task further fields of the wait's pipeline task, as YAML in flow style without braces; empty for none
     * @param params further params, as a YAML list in flow style without brackets
     */
    String bundle(String task, String params) {
        return create(
                """
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  generateName: bpfman-operator-bundle-ystream-on-push-
                  namespace: %s
                  labels:
                    appstudio.openshift.io/application: bpfman-ystream
                    appstudio.openshift.io/component: bpfman-operator-bundle-ystream
                    pipelines.appstudio.openshift.io/type: build
                    pipelinesascode.tekton.dev/event-type: push
                    pipelinesascode.tekton.dev/sha: %s
                  annotations:
                    build.appstudio.redhat.com/target_branch: main
                spec:
                  pipelineSpec:
                    tasks:
                    - name: wait-for-siblings
                      taskRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                      params:
                      - {name: siblings, value: [%s, %s]}
                %s%s    - name: build-container
                      when:
                      - {input: $(tasks.wait-for-siblings.results.proceed), operator: in, values: ["true"]}
                      params:
                      - {name: operator, value: $(tasks.wait-for-siblings.results.%s)}
                      - {name: agent, value: $(tasks.wait-for-siblings.results.%s)}
                      taskSpec:
                        params: [{name: operator}, {name: agent}]
                        steps:
                        - name: build
                          image: registry.invalid/build
                          command: [build]
                          args: [$(params.operator), $(params.agent)]
                """.formatted(namespace, REVISION, OPERATOR, AGENT, indented(params), indented(task), OPERATOR, AGENT));
    }

    private static String indented(String line) {
        return line.isEmpty() ? "" : line.indent(6);
    }

    /** The CustomRun that Tekton made for the bundle's wait; waits until it is there. After an outage Tekton's watches take minutes. */
    String waitOf(String bundle) {
        String name = bundle + "-wait-for-siblings";
        await().atMost(Duration.ofMinutes(3))
                .until(() -> find("tekton.dev/v1beta1", "CustomRun", name).isPresent());
        return name;
    }

    /** A CustomRun of its own. */
    String customRun(String metadata, String spec) {
        return create("""
                apiVersion: tekton.dev/v1beta1
                kind: CustomRun
                metadata:
                  generateName: wait-
                  namespace: %s
                %sspec:
                %s""".formatted(namespace, metadata.indent(2), spec.indent(2)));
    }

    /** A CustomRun of ours that waits for the siblings, with further params. */
    String standalone(String siblings, String params) {
        return customRun("annotations: {test: standalone}", """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                params:
                - {name: revision, value: %s}
                - {name: siblings, value: %s}
                %s""".formatted(REVISION, siblings, params));
    }

    /** A push build that Tekton leaves alone, so that a test can make many and write their status itself. */
    String managedBuild(String component) {
        return create("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  name: %s-on-push-managed
                  namespace: %s
                  labels:
                    appstudio.openshift.io/component: %s
                    pipelines.appstudio.openshift.io/type: build
                    pipelinesascode.tekton.dev/event-type: push
                    pipelinesascode.tekton.dev/sha: %s
                spec:
                  managedBy: test.invalid/player
                  pipelineSpec:
                    tasks:
                    - name: build
                      taskSpec:
                        steps: [{name: build, image: registry.invalid/build, command: [build]}]
                """.formatted(component, namespace, component, REVISION));
    }

    /** Lets a managed build end well. */
    void succeedManaged(String build, String digest) {
        client().genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                .inNamespace(namespace)
                .withName(build)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status":{
                          "startTime":"2026-01-01T00:00:00Z",
                          "conditions":[{"type":"Succeeded","status":"True","reason":"Succeeded",
                            "lastTransitionTime":"2026-01-01T00:10:00Z"}],
                          "results":[{"name":"IMAGE_URL","value":"quay.io/bpfman/%s:latest"},
                            {"name":"IMAGE_DIGEST","value":"%s"}]}}""".formatted(component(build), digest));
    }

    /** The same with a further field of the spec, as a line of YAML. */
    String standaloneWith(String field, String siblings, String params) {
        return standalone(siblings, params.isEmpty() ? field : params + "\n" + field);
    }

    /** Another build of the component, created in a later second than the first, as creation counts in seconds. */
    String buildAfter(String first, String component) {
        String created = pipelineRun(first).at("/metadata/creationTimestamp").asText();
        await().atMost(PATIENCE)
                .until(() -> Instant.now().isAfter(Instant.parse(created).plusSeconds(1)));
        return build(component);
    }

    /** The same in this tenant's namespace, whatever the object says; Pipelines-as-Code makes the name's end, too. */
    String createHere(String yaml) {
        GenericKubernetesResource object = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        object.getMetadata().setNamespace(namespace);
        if (object.getMetadata().getName() != null) {
            object.getMetadata().setGenerateName(object.getMetadata().getName() + "-");
            object.getMetadata().setName(null);
        }
        return client().resource(object).create().getMetadata().getName();
    }

    String create(String yaml) {
        return client().resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create()
                .getMetadata()
                .getName();
    }

    JsonNode run(String name) {
        return json(find("tekton.dev/v1beta1", "CustomRun", name).orElseThrow());
    }

    JsonNode pipelineRun(String name) {
        return json(find("tekton.dev/v1", "PipelineRun", name).orElseThrow());
    }

    Optional<GenericKubernetesResource> find(String apiVersion, String kind, String name) {
        return Optional.ofNullable(client().genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    void delete(String apiVersion, String kind, String name) {
        client().genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    /** Deletes all runs: nobody collects them here, and the Chains of a later test would sign every one. */
    void deleteRuns() {
        for (String kind : List.of("PipelineRun", "TaskRun")) {
            client().genericKubernetesResources("tekton.dev/v1", kind)
                    .inNamespace(namespace)
                    .delete();
        }
    }

    void deletePipelineRun(String name) {
        delete("tekton.dev/v1", "PipelineRun", name);
    }

    void patch(String apiVersion, String kind, String name, String mergePatch) {
        client().genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    /** Writes the status as its controller would; the status is YAML. */
    void patchStatus(String apiVersion, String kind, String name, String status) {
        String patch = "{\"status\":%s}".formatted(JSON.valueToTree(Serialization.unmarshal(status, JsonNode.class)));
        client().genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** Waits until what is made next is younger than all that is there, as creation counts in seconds. */
    void awaitNextSecond() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(second));
    }

    void cancelRun(String name) {
        patch("tekton.dev/v1beta1", "CustomRun", name, "{\"spec\":{\"status\":\"RunCancelled\"}}");
    }

    /** Waits until the CustomRun's reason is this one, and gives its status. */
    JsonNode awaitReason(String name, String reason) {
        return awaitRun(name, run -> reason.equals(reason(run))).path("status");
    }

    JsonNode awaitRun(String name, Predicate<JsonNode> wanted) {
        return awaitState(() -> run(name), wanted);
    }

    JsonNode awaitPipelineRun(String name, Predicate<JsonNode> wanted) {
        return awaitState(() -> pipelineRun(name), wanted);
    }

    private static JsonNode awaitState(Supplier<JsonNode> state, Predicate<JsonNode> wanted) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            JsonNode now = state.get();
            assertThat(wanted.test(now)).as("state %s", now.path("status")).isTrue();
        });
        return state.get();
    }

    void awaitEnded(String pipelineRun, String status) {
        awaitPipelineRun(
                pipelineRun,
                run -> status.equals(run.at("/status/conditions/0/status").asText()));
    }

    static String reason(JsonNode run) {
        return run.at("/status/conditions/0/reason").asText();
    }

    static String message(JsonNode status) {
        return status.at("/conditions/0/message").asText();
    }

    static Map<String, String> results(JsonNode status) {
        Map<String, String> results = new TreeMap<>();
        status.path("results")
                .forEach(result -> results.put(
                        result.path("name").asText(), result.path("value").asText()));
        return results;
    }

    /** The reasons of the Events on the object, in the order of their making. */
    List<String> eventReasons(String name) {
        List<String> reasons = new ArrayList<>();
        client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> name.equals(event.getInvolvedObject().getName()))
                .sorted((one, other) -> Long.compare(
                        Long.parseLong(one.getMetadata().getResourceVersion()),
                        Long.parseLong(other.getMetadata().getResourceVersion())))
                .forEach(event -> reasons.add(event.getReason()));
        return reasons;
    }

    private static String component(String build) {
        return build.substring(0, build.indexOf("-on-push-"));
    }

    private static JsonNode json(GenericKubernetesResource resource) {
        return JSON.valueToTree(resource);
    }

    private static String json(Map<String, String> labels) {
        return JSON.valueToTree(labels).toString();
    }

    @Override
    public void close() {
        pods.close();
    }
}
