package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Objects of every shape that the API server stores go through the real watches; nobody else notices. */
@NeedsControlPlane
class PoisonE2E {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** The server took it, and this test's own client cannot read the answer. */
    private static final int UNREADABLE_HERE = -1;

    private static final String DEEP = "deep";
    private static final String DEEP_TEXT = "[".repeat(2_000) + "]".repeat(2_000);

    @Test
    void noObjectThatTheApiServerTakesDisturbsTheService() throws IOException {
        try (ControlPlane plane = ControlPlane.startWithoutTekton();
                Tenant tenant = Tenant.on(plane);
                ServiceProcess service = ServiceProcess.start(
                                plane.folder(),
                                "poisoned",
                                Installation.on(plane).systemProperties())
                        .awaitReady()) {
            KonfluxKindsOnControlPlane.install(plane);
            Api api = new Api(plane.admin(), tenant.namespace());
            String before = tenant.standalone("[component-0]", "");
            tenant.managedBuild("component-0");
            tenant.awaitReason(before, "WaitingForSiblings");

            List<String> runs = api.createMutants("tekton.dev/v1beta1", "customruns", customRun());
            List<String> builds = api.createMutants("tekton.dev/v1", "pipelineruns", pipelineRun());
            List<String> components = api.createMutants("appstudio.redhat.com/v1alpha1", "components", component());
            List<String> snapshots = api.createMutants("appstudio.redhat.com/v1alpha1", "snapshots", snapshot());
            IntStream.range(0, builds.size())
                    .forEach(number -> api.patchStatus(builds.get(number), mutantStatus(number)));

            tenant.succeedManaged("component-0-on-push-managed", Tenant.AGENT_DIGEST);
            tenant.awaitReason(before, "SiblingsReady");
            assertThat(runs).hasSizeGreaterThan(50);
            assertThat(builds).hasSizeGreaterThan(50);
            assertThat(components).hasSizeGreaterThan(50);
            assertThat(snapshots).hasSizeGreaterThan(50);
            tenant.create("""
                    apiVersion: appstudio.redhat.com/v1alpha1
                    kind: Snapshot
                    metadata: {name: good, namespace: %s}
                    spec: {components: [{name: component-1, containerImage: "quay.io/bpfman/component-1@%s"}]}
                    """.formatted(tenant.namespace(), Tenant.AGENT_DIGEST));
            tenant.awaitReason(tenant.standalone("[component-1]", "- {name: grace, value: 0s}"), "SiblingsReady");
            for (String run : runs) {
                await().atMost(Tenant.PATIENCE).untilAsserted(() -> {
                    JsonNode now = api.customRun(run);
                    assertThat(ignoredOrAnswered(now)).as("%s", now).isTrue();
                });
            }
            assertThat(service.alive()).isTrue();
            assertThat(service.log()).doesNotContain("will stop").doesNotContain("Uncaught");
            assertThat(service.log().lines().dropWhile(line -> !line.startsWith("{")))
                    .as("one line of JSON for each entry, whatever a tenant wrote")
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(line).startsWith("{").endsWith("}").doesNotContain("\u202e"));
            assertThat(service.metrics())
                    .contains("wait_for_siblings_")
                    .doesNotContain(tenant.namespace())
                    .doesNotContain("component-0");
        }
    }

    /** Not ours any more by what was changed, or given a status. */
    private static boolean ignoredOrAnswered(JsonNode run) {
        JsonNode reference = run.at("/spec/customRef");
        boolean ours = "siblings.bpfman.io/v1alpha1"
                        .equals(reference.path("apiVersion").asText())
                && "WaitForSiblings".equals(reference.path("kind").asText());
        return !ours || !Tenant.reason(run).isEmpty();
    }

    private static JsonNode customRun() throws IOException {
        return JSON.readTree("""
                {"apiVersion":"tekton.dev/v1beta1","kind":"CustomRun",
                 "metadata":{"generateName":"mutant-","labels":{"appstudio.openshift.io/component":"bundle"},
                   "annotations":{"pipelinesascode.tekton.dev/sha":"%s"}},
                 "spec":{"customRef":{"apiVersion":"siblings.bpfman.io/v1alpha1","kind":"WaitForSiblings","name":""},
                   "params":[{"name":"siblings","value":["agent"]},{"name":"grace","value":"1h"}],
                   "status":"","statusMessage":"","retries":1,"timeout":"1h",
                   "serviceAccountName":"default","workspaces":[]}}""".formatted(Tenant.REVISION));
    }

    private static JsonNode pipelineRun() throws IOException {
        return JSON.readTree("""
                {"apiVersion":"tekton.dev/v1","kind":"PipelineRun",
                 "metadata":{"generateName":"mutant-","labels":{"appstudio.openshift.io/component":"component-0",
                     "pipelines.appstudio.openshift.io/type":"build","pipelinesascode.tekton.dev/sha":"%s"},
                   "annotations":{"build.appstudio.redhat.com/target_branch":"main"}},
                 "spec":{"status":"","managedBy":"test.invalid/player","params":[{"name":"a","value":"b"}],
                   "pipelineSpec":{"tasks":[{"name":"build","taskSpec":{"steps":[{"image":"none.invalid/x"}]}}]},
                   "taskRunTemplate":{"serviceAccountName":"default"},"timeouts":{"pipeline":"1h"}},
                 "status":{}}""".formatted("f".repeat(40)));
    }

    private static JsonNode component() throws IOException {
        return JSON.readTree("""
                {"apiVersion":"appstudio.redhat.com/v1alpha1","kind":"Component",
                 "metadata":{"generateName":"mutant-","annotations":{"test.appstudio.openshift.io/lastbuilttime":"1"}},
                 "spec":{"application":"bpfman-ystream","containerImage":"quay.io/bpfman/agent",
                   "build-nudges-ref":["bundle"],"source":{"git":{"url":"https://github.com/openshift/bpfman"}}},
                 "status":{"lastPromotedImage":"quay.io/bpfman/agent@%s","lastBuiltCommit":"%s"}}""".formatted(Tenant.AGENT_DIGEST, Tenant.REVISION));
    }

    private static JsonNode snapshot() throws IOException {
        return JSON.readTree("""
                {"apiVersion":"appstudio.redhat.com/v1alpha1","kind":"Snapshot",
                 "metadata":{"generateName":"mutant-","labels":{"test.appstudio.openshift.io/type":"component",
                   "pac.test.appstudio.openshift.io/event-type":"push"}},
                 "spec":{"application":"bpfman-ystream",
                   "components":[{"name":"agent","containerImage":"quay.io/bpfman/agent@%s"}]}}""".formatted(Tenant.AGENT_DIGEST));
    }

    private static JsonNode mutantStatus(int number) {
        ObjectNode status = NODES.objectNode();
        List<JsonNode> shapes = shapes();
        JsonNode shape = shapes.get(number % shapes.size());
        switch (number % 4) {
            case 0 -> status.set("conditions", shape);
            case 1 ->
                status.putArray("conditions")
                        .addObject()
                        .put("type", "Succeeded")
                        .set("status", shape);
            case 2 -> status.set("results", shape);
            default -> {
                status.putArray("conditions")
                        .addObject()
                        .put("type", "Succeeded")
                        .put("status", "True");
                status.putArray("results").addObject().put("name", "IMAGE_URL").set("value", shape);
            }
        }
        return status;
    }

    private static List<JsonNode> shapes() {
        return List.of(
                NODES.nullNode(),
                NODES.numberNode(7),
                NODES.numberNode(-1.5e300),
                NODES.booleanNode(true),
                NODES.textNode(""),
                NODES.textNode("\\u0000\\u202e\\ud800 \n"),
                NODES.textNode("x".repeat(100_000)),
                NODES.arrayNode().add(1).add("two").addNull(),
                NODES.objectNode().put("an", "object"),
                NODES.objectNode().put("k".repeat(60_000), 1),
                NODES.textNode(DEEP));
    }

    /** Every object that differs from the given one in one place, as text. */
    private static List<String> mutants(JsonNode object) {
        List<String> mutants = new ArrayList<>();
        collect(object, object, mutants);
        return mutants;
    }

    private static void collect(JsonNode root, JsonNode node, List<String> mutants) {
        if (node instanceof ObjectNode parent) {
            List<String> names = new ArrayList<>();
            parent.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode original = parent.get(name);
                for (JsonNode shape : shapes()) {
                    parent.set(name, shape);
                    mutants.add(text(root));
                }
                parent.set(name, original);
                collect(root, original, mutants);
            }
        } else {
            node.forEach(element -> collect(root, element, mutants));
        }
    }

    /** Jackson itself writes nothing that deep. */
    private static String text(JsonNode object) {
        return object.toString().replace("\"" + DEEP + "\"", DEEP_TEXT);
    }

    /** The API server, asked with text that no client mends. */
    private record Api(KubernetesClient client, String namespace) {

        /** Creates what the API server takes of the mutants, and gives their names. */
        List<String> createMutants(String group, String resource, JsonNode object) throws IOException {
            List<String> created = new ArrayList<>();
            for (String mutant : mutants(object)) {
                String path = "/apis/%s/namespaces/%s/%s".formatted(group, namespace, resource);
                try {
                    created.add(JSON.readTree(client.raw(path, "POST", mutant))
                            .at("/metadata/name")
                            .asText());
                } catch (KubernetesClientException refused) {
                    assertThat(refused.getCode()).as("%s", refused.getMessage()).isBetween(400, 499);
                }
            }
            return created;
        }

        JsonNode customRun(String name) throws IOException {
            return JSON.readTree(
                    client.raw("/apis/tekton.dev/v1beta1/namespaces/%s/customruns/%s".formatted(namespace, name)));
        }

        void patchStatus(String build, JsonNode status) {
            try {
                client.genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                        .inNamespace(namespace)
                        .withName(build)
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                text(NODES.objectNode().set("status", status)));
            } catch (KubernetesClientException refusedOrUnreadable) {
                assertThat(refusedOrUnreadable.getCode())
                        .as("%s", refusedOrUnreadable.getMessage())
                        .isBetween(UNREADABLE_HERE, 499);
            }
        }
    }
}
