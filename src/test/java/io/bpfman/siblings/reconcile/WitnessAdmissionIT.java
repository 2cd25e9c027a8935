package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service may do with TaskRuns where k8s/chains is applied: make witnesses, delete them, and nothing else. */
@NeedsControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WitnessAdmissionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "quay.io/bpfman/wait-for-siblings:0.1.0-SNAPSHOT";
    private static final String POLICY = "ValidatingAdmissionPolicy 'wait-for-siblings-witness'";
    private static final AttestedResults TESTIMONY = new AttestedResults(
            Tenant.REVISION,
            "{\"%s\":\"%s\",\"%s\":\"%s\"}"
                    .formatted(Tenant.AGENT, Tenant.AGENT_DIGEST, Tenant.OPERATOR, Tenant.OPERATOR_DIGEST));

    private final ControlPlane plane = ControlPlane.shared();
    private final String namespace = "witness-" + UUID.randomUUID().toString().substring(0, 8);
    private KubernetesClient service;

    @BeforeAll
    void putThePolicyInForce() {
        plane.createNamespace(namespace);
        Installation.withChainsOn(plane, IMAGE);
        service = plane.client(plane.token(Installation.NAME, Installation.NAME));
        plane.admin()
                .resource(Serialization.unmarshal("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {name: more, namespace: %s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                        subjects: [{kind: ServiceAccount, namespace: wait-for-siblings, name: wait-for-siblings}]
                        """.formatted(namespace), GenericKubernetesResource.class))
                .serverSideApply();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertDenied(() -> create(changed("/spec/timeout", "\"1h0m0s\""))));
    }

    @AfterAll
    void liftThePolicy() {
        service.close();
        Installation.withoutChains(plane);
    }

    @Test
    void theServicesOwnWitnessIsMadeAndDeleted() {
        GenericKubernetesResource witness = create(witness());

        assertThat(witness.getMetadata().getLabels())
                .as("what Tekton's webhook has put in is no hindrance")
                .containsKey("app.kubernetes.io/managed-by");
        assertThatCode(() -> taskRun(service, witness).delete()).doesNotThrowAnyException();
        assertThat(taskRun(plane.admin(), witness).get()).isNull();
    }

    @Test
    void aWitnessWithoutPipelineTaskAndServiceAccountIsMade() {
        assertThatCode(() -> create(removed(witness(), "/metadata/labels/tekton.dev~1pipelineTask")))
                .doesNotThrowAnyException();
        assertThatCode(() -> create(removed(witness(), "/spec/serviceAccountName")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"agent\":\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"}"})
    void aWitnessOfAnyNumberOfSiblingsIsMade(String digests) {
        assertThatCode(() -> create(changed("/spec/params/1/value", Serialization.asJson(digests))))
                .doesNotThrowAnyException();
    }

    @Test
    void whereItRunsMayBeTheClustersChoice() {
        assertThatCode(() -> create(changed("/spec/podTemplate/nodeSelector", "{\"disk\":\"fast\"}")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/metadata/name | \"another\"",
                "/metadata/ownerReferences | []",
                "/metadata/ownerReferences/0/apiVersion | \"tekton.dev/v1\"",
                "/metadata/ownerReferences/0/kind | \"PipelineRun\"",
                "/metadata/ownerReferences/0/name | \"another\"",
                "/metadata/ownerReferences/0/uid | \"another\"",
                "/metadata/ownerReferences/0/controller | false",
                "/metadata/ownerReferences/- | {\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"u\"}",
                "/metadata/labels/siblings.bpfman.io~1wait | \"another\"",
                "/metadata/labels/tekton.dev~1pipelineRun | \"another\"",
                "/metadata/labels/tekton.dev~1memberOf | \"tasks\"",
                "/metadata/annotations | {\"example.com/note\":\"x\"}",
                "/metadata/finalizers | [\"example.com/stay\"]",
                "/spec/timeout | \"1h0m0s\"",
                "/spec/retries | 3",
                "/spec/managedBy | \"somebody\"",
                "/spec/computeResources | {\"requests\":{\"cpu\":\"8\"}}",
                "/spec/workspaces | [{\"name\":\"w\",\"emptyDir\":{}}]",
                "/spec/podTemplate/automountServiceAccountToken | true",
                "/spec/podTemplate/hostNetwork | true",
                "/spec/podTemplate/env | [{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-version\"}]",
                "/spec/podTemplate/volumes | [{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]",
                "/spec/podTemplate/securityContext | {\"runAsUser\":0}",
                "/spec/podTemplate/imagePullSecrets | [{\"name\":\"secret\"}]",
                "/spec/params/0/name | \"digests\"",
                "/spec/params/0/value | \"main\"",
                "/spec/params/0/value | \"0123456789abcdef0123456789abcdef01234567\\n\"",
                "/spec/params/1/value | \"\"",
                "/spec/params/1/value | \"{\\\"agent\\\":\\\"latest\\\"}\"",
                "/spec/params/1/value | \"[\\\"agent\\\"]\"",
                "/spec/params/- | {\"name\":\"more\",\"value\":\"x\"}",
                "/spec/taskSpec/description | \"a build\"",
                "/spec/taskSpec/volumes | [{\"name\":\"v\",\"emptyDir\":{}}]",
                "/spec/taskSpec/workspaces | [{\"name\":\"w\",\"optional\":true}]",
                "/spec/taskSpec/sidecars | [{\"name\":\"s\",\"image\":\"i\",\"command\":[\"c\"]}]",
                "/spec/taskSpec/stepTemplate | {\"env\":[{\"name\":\"a\",\"value\":\"b\"}]}",
                "/spec/taskSpec/params/0/default | \"x\"",
                "/spec/taskSpec/params/- | {\"name\":\"more\",\"type\":\"string\",\"default\":\"x\"}",
                "/spec/taskSpec/results/- | {\"name\":\"IMAGE_DIGEST\",\"type\":\"string\"}",
                "/spec/taskSpec/results/0/name | \"IMAGE_URL\"",
                "/spec/taskSpec/results/0/value | \"x\"",
                "/spec/taskSpec/steps/- | {\"name\":\"more\",\"image\":\"i\",\"command\":[\"c\"]}",
                "/spec/taskSpec/steps/0/image | \"quay.io/bpfman/wait-for-siblings:latest\"",
                "/spec/taskSpec/steps/0/command | [\"sh\"]",
                "/spec/taskSpec/steps/0/args/0 | \"wait\"",
                "/spec/taskSpec/steps/0/args/3 | \"--digests={}\"",
                "/spec/taskSpec/steps/0/args/- | \"--help\"",
                "/spec/taskSpec/steps/0/env | [{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-version\"}]",
                "/spec/taskSpec/steps/0/workingDir | \"/\"",
                "/spec/taskSpec/steps/0/onError | \"continue\"",
                "/spec/taskSpec/steps/0/timeout | \"1s\"",
                "/spec/taskSpec/steps/0/computeResources/limits/memory | \"64Gi\"",
                "/spec/taskSpec/steps/0/securityContext/runAsNonRoot | false",
                "/spec/taskSpec/steps/0/securityContext/privileged | true",
                "/spec/taskSpec/steps/0/securityContext/capabilities | {\"add\":[\"SYS_ADMIN\"]}"
            })
    void whatIsNotExactlyAWitnessIsNotMade(String pointer, String value) {
        assertDenied(() -> create(changed(pointer, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metadata/ownerReferences",
                "/metadata/labels",
                "/metadata/labels/siblings.bpfman.io~1wait",
                "/spec/timeout",
                "/spec/podTemplate",
                "/spec/podTemplate/automountServiceAccountToken",
                "/spec/taskSpec/results",
                "/spec/taskSpec/results/1",
                "/spec/taskSpec/steps/0/args",
                "/spec/taskSpec/steps/0/computeResources",
                "/spec/taskSpec/steps/0/securityContext"
            })
    void whatIsLessThanAWitnessIsNotMade(String pointer) {
        assertDenied(() -> create(removed(witness(), pointer)));
    }

    @Test
    void aTaskThatStandsElsewhereIsNotRun() {
        ObjectNode referring = removed(witness(), "/spec/taskSpec");
        referring.withObject("/spec").putObject("taskRef").put("name", "task");

        assertDenied(() -> create(referring));
    }

    @Test
    void aTaskRunOfTheOlderVersionIsNotMade() {
        ObjectNode older = changed("/apiVersion", "\"tekton.dev/v1beta1\"");
        ObjectNode step = (ObjectNode) older.at("/spec/taskSpec/steps/0");
        step.set("resources", step.remove("computeResources"));

        assertDenied(() -> create(older));
    }

    @Test
    void moreDigestsThanTektonPassesOnAreNotStated() {
        String entry = "\"c%d\":\"" + Tenant.AGENT_DIGEST + "\"";
        String digests = "{%s}"
                .formatted(String.join(
                        ",", IntStream.range(0, 60).mapToObj(entry::formatted).toList()));

        assertDenied(() -> create(changed("/spec/params/1/value", Serialization.asJson(digests))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                "{\"spec\":{\"status\":\"TaskRunCancelled\"}}",
                "{\"metadata\":{\"finalizers\":[\"example.com/stay\"]}}"
            })
    void noTaskRunIsChanged(String change) {
        GenericKubernetesResource witness = create(witness());
        GenericKubernetesResource foreign = plane.admin().resource(foreign()).create();

        for (GenericKubernetesResource run : List.of(witness, foreign)) {
            assertDenied(() -> taskRun(service, run).patch(PatchContext.of(PatchType.JSON_MERGE), change));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1beta1"})
    void noOtherTaskRunIsDeleted(String version) {
        GenericKubernetesResource foreign = plane.admin().resource(foreign()).create();
        foreign.setApiVersion("tekton.dev/" + version);

        assertDenied(() -> taskRun(service, foreign).delete());

        assertThat(taskRun(plane.admin(), foreign).get()).isNotNull();
    }

    @Test
    void everybodyElseIsLeftAlone() {
        GenericKubernetesResource foreign = plane.admin().resource(foreign()).create();

        assertThatCode(() -> {
                    taskRun(plane.admin(), foreign)
                            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
                    taskRun(plane.admin(), foreign).delete();
                    plane.admin().resource(resource(witness())).create();
                })
                .doesNotThrowAnyException();
    }

    private ObjectNode witness() {
        String name = "bundle-" + UUID.randomUUID().toString().substring(0, 8);
        CustomRun run = new CustomRun()
                .with(
                        new ObjectMetaBuilder()
                                .withName(name)
                                .withNamespace(namespace)
                                .withUid(UUID.randomUUID().toString())
                                .withLabels(Map.of(
                                        TaskRun.PIPELINE_TASK_LABEL,
                                        "wait-for-siblings",
                                        "tekton.dev/pipelineRun",
                                        "bundle"))
                                .build(),
                        new CustomRunSpec(null, null, List.of(), null, null, null, null, "appstudio-pipeline"),
                        null);
        return WitnessWriter.write(run, TESTIMONY, IMAGE);
    }

    private GenericKubernetesResource foreign() {
        return Serialization.unmarshal("""
                apiVersion: tekton.dev/v1
                kind: TaskRun
                metadata: {generateName: foreign-, namespace: %s}
                spec:
                  taskSpec:
                    steps: [{name: build, image: registry.invalid/build, command: [build]}]
                """.formatted(namespace), GenericKubernetesResource.class);
    }

    private ObjectNode changed(String pointer, String value) {
        ObjectNode witness = witness();
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = witness.at(place.head());
        String last = place.last().getMatchingProperty();
        JsonNode json = Serialization.unmarshal(value, JsonNode.class);
        if (parent instanceof ArrayNode array) {
            if (last.equals("-")) {
                array.add(json);
            } else {
                array.set(Integer.parseInt(last), json);
            }
        } else {
            ((ObjectNode) parent).set(last, json);
        }
        return witness;
    }

    private static ObjectNode removed(ObjectNode witness, String pointer) {
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = witness.at(place.head());
        if (parent instanceof ArrayNode array) {
            array.remove(place.last().getMatchingIndex());
        } else {
            ((ObjectNode) parent).remove(place.last().getMatchingProperty());
        }
        return witness;
    }

    private GenericKubernetesResource create(ObjectNode taskRun) {
        return service.resource(resource(taskRun)).create();
    }

    private Resource<GenericKubernetesResource> taskRun(KubernetesClient client, GenericKubernetesResource run) {
        return client.genericKubernetesResources(run.getApiVersion(), "TaskRun")
                .inNamespace(namespace)
                .withName(run.getMetadata().getName());
    }

    private static GenericKubernetesResource resource(ObjectNode taskRun) {
        return Serialization.unmarshal(taskRun.toString(), GenericKubernetesResource.class);
    }

    private static void assertDenied(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(POLICY);
    }
}
