package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.PodPlayer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may make a build, and who may change what it counts for, where the policy of k8s/admission is in force. */
@NeedsControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> BUILD = Map.of(FactKeys.TYPE.get(0), FactKeys.BUILD_TYPE);
    private static final Map<String, String> NONE = Map.of();
    private static final String PIPELINES_AS_CODE =
            "system:serviceaccount:pipelines-as-code:pipelines-as-code-controller";
    private static final int INVALID = 422;

    /** The API server takes 256 KiB, and Tekton annotates, too. */
    private static final int ALMOST_ALL_ANNOTATIONS = 240 * 1024;

    private final ControlPlane plane = ControlPlane.shared();
    private final String namespace = "admission-" + UUID.randomUUID().toString().substring(0, 8);

    /** The account of a tenant's integration tests, which Konflux lets create and change PipelineRuns. */
    private final String tenant = "system:serviceaccount:%s:konflux-integration-runner".formatted(namespace);

    private final Map<String, KubernetesClient> clients = new HashMap<>();

    @BeforeAll
    void putThePolicyInForce() {
        plane.createNamespace(namespace);
        List<String> accounts =
                Stream.concat(Stream.of(tenant), accounts().stream()).toList();
        accounts.forEach(account -> plane.createNamespace(namespaceOf(account), nameOf(account)));
        mayWritePipelineRuns(accounts);
        apply(AdmissionPolicy.FILE.yaml().toString());
        apply(boundHereOnly().toString());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertDenied(
                        () -> as(tenant)
                                .resource(run("v1", BUILD, NONE))
                                .dryRun()
                                .create(),
                        "may not create"));
    }

    @AfterAll
    void liftThePolicy() {
        clients.values().forEach(KubernetesClient::close);
        delete("ValidatingAdmissionPolicyBinding");
        delete("ValidatingAdmissionPolicy");
    }

    @ParameterizedTest
    @CsvSource({
        "v1, pipelines.appstudio.openshift.io/type",
        "v1, pipelines.konflux-ci.dev/type",
        "v1beta1, pipelines.appstudio.openshift.io/type",
        "v1beta1, pipelines.konflux-ci.dev/type"
    })
    void aTenantMayNotCreateABuild(String version, String type) {
        GenericKubernetesResource build = run(version, Map.of(type, "build"), NONE);

        assertDenied(
                () -> create(tenant, build),
                tenant + " may not create a PipelineRun of type build",
                "Start one by a push",
                "leave the label pipelines.appstudio.openshift.io/type or pipelines.konflux-ci.dev/type away",
                "an administrator adds it to the accounts of this policy");
    }

    @Test
    void anAdministratorWhoIsNotOnTheListMayNotCreateABuildEither() {
        GenericKubernetesResource build = run("v1", BUILD, NONE);

        assertDenied(() -> plane.admin().resource(build).create(), "admin may not create a PipelineRun of type build");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void anAccountOnTheListMayCreateABuild(String account) {
        GenericKubernetesResource build = run("v1", buildWithEveryFact(), everyFact());

        assertThatCode(() -> create(account, build)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void anAccountOnTheListMayChangeWhatABuildCountsFor(String account) {
        String build = create(PIPELINES_AS_CODE, run("v1", BUILD, NONE));

        patch(account, "v1", build, metadata("labels", FactKeys.REVISION.get(0), "\"other\""));

        assertThat(labels(build)).containsEntry(FactKeys.REVISION.get(0), "other");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "labels, '\"other\"'",
                "labels, '\"\"'",
                "labels, null",
                "annotations, '\"other\"'",
                "annotations, '\"\"'",
                "annotations, null"
            })
    void aTenantMayNotChangeOrTakeAwayAFactOfABuild(String where, String value) {
        String build = create(PIPELINES_AS_CODE, run("v1", buildWithEveryFact(), everyFact()));

        assertThat(AdmissionPolicy.facts())
                .isNotEmpty()
                .allSatisfy(fact -> assertDenied(
                        () -> patch(tenant, "v1", build, metadata(where, fact, value)),
                        tenant + " may not change " + fact + " of a PipelineRun of type build",
                        "Leave them as they are, and start another build by a push",
                        "an administrator adds it to the accounts of this policy"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {"labels, '\"some\"'", "annotations, '\"some\"'", "annotations, '\"\"'"})
    void aTenantMayNotGiveABuildAFact(String where, String value) {
        String build = create(PIPELINES_AS_CODE, run("v1", BUILD, NONE));

        assertThat(AdmissionPolicy.facts())
                .isNotEmpty()
                .allSatisfy(fact -> assertDenied(
                        () -> patch(tenant, "v1", build, metadata(where, fact, value)), "may not change " + fact));
    }

    @Test
    void everyFactThatWouldChangeIsNamed() {
        String build = create(PIPELINES_AS_CODE, run("v1", buildWithEveryFact(), everyFact()));

        assertDenied(
                () -> patch(tenant, "v1", build, "{\"metadata\":{\"labels\":null}}"),
                "may not change " + String.join(", ", AdmissionPolicy.facts()) + " of a PipelineRun");
    }

    @Test
    void aBuildWithAsManyAnnotationsAsTheApiServerTakesIsJudged() {
        Map<String, String> annotations =
                Map.of(FactKeys.REVISION.get(0), "x".repeat(ALMOST_ALL_ANNOTATIONS), "other", "x");
        String build = create(PIPELINES_AS_CODE, run("v1", buildWithEveryFact(), annotations));

        patch(tenant, "v1", build, metadata("annotations", "other", "\"y\""));

        assertThat(pipelineRun(build).at("/metadata/annotations/other").asText())
                .isEqualTo("y");
    }

    @ParameterizedTest
    @CsvSource({
        "v1, pipelines.appstudio.openshift.io/type",
        "v1, pipelines.konflux-ci.dev/type",
        "v1beta1, pipelines.appstudio.openshift.io/type",
        "v1beta1, pipelines.konflux-ci.dev/type"
    })
    void aTenantMayNotTurnARunIntoABuild(String version, String type) {
        String run = create(tenant, run(version, NONE, NONE));

        assertDenied(
                () -> patch(tenant, version, run, metadata("labels", type, "\"build\"")), "may not change " + type);
    }

    @ParameterizedTest
    @CsvSource({"v1, null", "v1, '\"test\"'", "v1beta1, null", "v1beta1, '\"test\"'"})
    void aTenantMayNotTurnABuildIntoSomethingElse(String version, String type) {
        String build = create(PIPELINES_AS_CODE, run(version, BUILD, NONE));

        assertDenied(
                () -> patch(tenant, version, build, metadata("labels", FactKeys.TYPE.get(0), type)),
                "may not change " + FactKeys.TYPE.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spec\":{\"status\":\"CancelledRunFinally\"}}",
                "{\"metadata\":{\"annotations\":{\"chains.tekton.dev/signed\":\"true\"}}}",
                "{\"metadata\":{\"labels\":{\"kueue.x-k8s.io/queue-name\":\"pipelines-queue\"}}}",
                "{\"metadata\":{\"finalizers\":[\"chains.tekton.dev/pipelinerun\"]}}"
            })
    void aTenantMayDoAnythingElseToABuild(String change) {
        for (String version : List.of("v1", "v1beta1")) {
            String build = create(PIPELINES_AS_CODE, run(version, buildWithEveryFact(), everyFact()));

            assertThatCode(() -> patch(tenant, version, build, change)).doesNotThrowAnyException();
        }
    }

    @Test
    void aRunOfAnotherTypeIsLeftAlone() {
        Map<String, String> labels = new HashMap<>(everyFact());
        labels.put(FactKeys.TYPE.get(0), "test");
        String run = create(tenant, run("v1", labels, everyFact()));

        AdmissionPolicy.facts().forEach(fact -> {
            patch(tenant, "v1", run, metadata("labels", fact, "\"other\""));
            patch(tenant, "v1", run, metadata("annotations", fact, "null"));
        });

        assertThat(labels(run)).containsEntry(FactKeys.TYPE.get(0), "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1"})
    void aRunWithoutLabelsAndAnnotationsIsLeftAlone(String version) {
        String run = create(tenant, run(version, NONE, NONE));

        patch(tenant, version, run, "{\"spec\":{\"status\":\"CancelledRunFinally\"}}");

        assertThat(pipelineRun(run).at("/spec/status").asText()).isEqualTo("CancelledRunFinally");
    }

    @Test
    void aWriteOfTheStatusChangesNoFact() {
        String build = create(PIPELINES_AS_CODE, run("v1", buildWithEveryFact(), NONE));

        named(plane.admin(), "v1", build)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        metadata("labels", FactKeys.REVISION.get(0), "\"other\""));

        assertThat(labels(build)).containsEntry(FactKeys.REVISION.get(0), "fact");
    }

    @Test
    void aPipelineCannotMakeItsRunABuild() {
        apply("""
                apiVersion: tekton.dev/v1
                kind: Pipeline
                metadata:
                  name: forger
                  namespace: %s
                  labels: {pipelines.appstudio.openshift.io/type: build}
                spec:
                  tasks:
                  - name: build
                    taskSpec:
                      steps: [{name: build, image: none.invalid/build, command: [build]}]
                """.formatted(namespace));

        String run = create(tenant, resource("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata: {generateName: forged-, namespace: %s}
                spec: {pipelineRef: {name: forger}}
                """.formatted(namespace)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(plane.auditEvents())
                .as("Tekton hands the label of the Pipeline on and is refused")
                .anyMatch(event -> event.resource().equals("pipelineruns")
                        && event.name().equals(run)
                        && event.verb().equals("update")
                        && event.code() == INVALID));
        assertThat(labels(run)).doesNotContainKey(FactKeys.TYPE.get(0));
    }

    @Test
    void aBuildOfPipelinesAsCodeRunsToItsEnd() {
        try (PodPlayer pods = PodPlayer.start(plane.admin())) {
            pods.autoSucceed(namespace, run -> run.startsWith("run-"), Map.of());
            String build = create(PIPELINES_AS_CODE, run("v1", buildWithEveryFact(), everyFact()));

            patch(PIPELINES_AS_CODE, "v1", build, "{\"spec\":{\"status\":null}}");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            pipelineRun(build).at("/status/conditions/0/status").asText())
                    .isEqualTo("True"));
        }
    }

    static List<String> accounts() {
        return AdmissionPolicy.accounts();
    }

    private static Map<String, String> everyFact() {
        return AdmissionPolicy.facts().stream().collect(Collectors.toMap(Function.identity(), fact -> "fact"));
    }

    private static Map<String, String> buildWithEveryFact() {
        Map<String, String> labels = new HashMap<>(everyFact());
        labels.putAll(BUILD);
        return labels;
    }

    /** A PipelineRun that Tekton holds back, as it does with one that waits for its turn. */
    private GenericKubernetesResource run(String version, Map<String, String> labels, Map<String, String> annotations) {
        ObjectNode run = (ObjectNode) ProjectFile.yaml("""
                apiVersion: tekton.dev/%s
                kind: PipelineRun
                metadata: {generateName: run-, namespace: %s}
                spec:
                  status: PipelineRunPending
                  pipelineSpec:
                    tasks:
                    - name: build
                      taskSpec:
                        steps: [{name: build, image: none.invalid/build, command: [build]}]
                """.formatted(version, namespace));
        if (!labels.isEmpty()) {
            run.withObject("/metadata").set("labels", JSON.valueToTree(labels));
        }
        if (!annotations.isEmpty()) {
            run.withObject("/metadata").set("annotations", JSON.valueToTree(annotations));
        }
        return resource(run.toString());
    }

    private static String metadata(String where, String key, String value) {
        return "{\"metadata\":{\"%s\":{\"%s\":%s}}}".formatted(where, key, value);
    }

    private String create(String account, GenericKubernetesResource run) {
        return as(account).resource(run).create().getMetadata().getName();
    }

    private void patch(String account, String version, String run, String mergePatch) {
        named(as(account), version, run).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    private Resource<GenericKubernetesResource> named(KubernetesClient client, String version, String run) {
        return client.genericKubernetesResources("tekton.dev/" + version, "PipelineRun")
                .inNamespace(namespace)
                .withName(run);
    }

    private JsonNode pipelineRun(String run) {
        return JSON.valueToTree(named(plane.admin(), "v1", run).get());
    }

    private Map<String, String> labels(String run) {
        return named(plane.admin(), "v1", run).get().getMetadata().getLabels();
    }

    private static void assertDenied(ThrowingCallable request, String... sentences) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(INVALID))
                .hasMessageContaining("ValidatingAdmissionPolicy '%s'".formatted(AdmissionPolicy.NAME))
                .hasMessageContainingAll(sentences);
    }

    private KubernetesClient as(String account) {
        return clients.computeIfAbsent(
                account, name -> plane.client(plane.token(namespaceOf(account), nameOf(account))));
    }

    private static String namespaceOf(String account) {
        return account.split(":", -1)[2];
    }

    private static String nameOf(String account) {
        return account.split(":", -1)[3];
    }

    private void mayWritePipelineRuns(List<String> accounts) {
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: writer, namespace: %s}
                rules:
                - apiGroups: [tekton.dev]
                  resources: [pipelineruns]
                  verbs: [create, get, patch]
                """.formatted(namespace));
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: writer, namespace: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}
                subjects: [%s]
                """.formatted(
                        namespace,
                        accounts.stream()
                                .map(account -> "{kind: ServiceAccount, namespace: %s, name: %s}"
                                        .formatted(namespaceOf(account), nameOf(account)))
                                .collect(Collectors.joining(", "))));
    }

    /** The binding as it is shipped, but for this namespace: in those of the other tests anybody makes builds. */
    private JsonNode boundHereOnly() {
        ObjectNode binding = (ObjectNode) AdmissionPolicy.BINDING.yaml();
        binding.withObject("/spec/matchResources/namespaceSelector/matchLabels")
                .put("kubernetes.io/metadata.name", namespace);
        return binding;
    }

    private void apply(String yaml) {
        plane.admin().resource(resource(yaml)).serverSideApply();
    }

    private void delete(String kind) {
        plane.admin()
                .genericKubernetesResources("admissionregistration.k8s.io/v1", kind)
                .withName(AdmissionPolicy.NAME)
                .delete();
    }

    private static GenericKubernetesResource resource(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }
}
