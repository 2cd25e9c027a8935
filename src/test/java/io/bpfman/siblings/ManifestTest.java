package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what an administrator applies to what the code does. */
class ManifestTest {

    private static final String NAME = "wait-for-siblings";

    /** Every call that the service makes in all namespaces, with the class that makes it. */
    private static final List<String> CLUSTER_RIGHTS = List.of(
            // WaitForSiblingsReconciler: the informer's list and watch, and reread.
            "tekton.dev customruns: get, list, watch",
            // StatusPatch.
            "tekton.dev customruns/status: patch",
            // WaitForSiblingsReconciler: the informer's list and watch; ClusterApi: get, list.
            "tekton.dev pipelineruns: get, list, watch",
            // KonfluxReader.
            "appstudio.redhat.com components,snapshots: list",
            "konflux-ci.dev components: list",
            "appstudio.redhat.com,konflux-ci.dev componentgroups,nudgeconfigs: list",
            // LiveReader.
            "pipelinesascode.tekton.dev repositories: get",
            // EventRecorder.
            " events: create");

    /** Every call that the service makes in its own namespace: fabric8's LeaseLock, and Leadership, which updates. */
    private static final List<String> OWN_RIGHTS = List.of(
            "coordination.k8s.io leases: create", "coordination.k8s.io leases wait-for-siblings: get, patch, update");

    private static final List<ProjectFile> MANIFESTS = ProjectFile.of("k8s").stream()
            .filter(file -> !file.path().endsWith("/kustomization.yaml"))
            .toList();
    private static final JsonNode KUSTOMIZATION = new ProjectFile("k8s/kustomization.yaml").yaml();
    private static final JsonNode DEPLOYMENT = new ProjectFile("k8s/deployment.yaml").yaml();
    private static final JsonNode POD = DEPLOYMENT.at("/spec/template/spec");
    private static final JsonNode CONTAINER = POD.at("/containers/0");
    private static final Properties PROPERTIES =
            new ProjectFile("src/main/resources/application.properties").properties();

    @Test
    void theClusterRoleGrantsWhatTheCodeUsesAndNoMore() {
        assertThat(rights("k8s/clusterrole.yaml"))
                .as("a right that is missing stops the service, one too many is a risk: see CLUSTER_RIGHTS")
                .containsExactlyInAnyOrderElementsOf(CLUSTER_RIGHTS);
    }

    @Test
    void theRoleGrantsTheLeaseAndNoMore() {
        assertThat(rights("k8s/role.yaml"))
                .as("without these no replica becomes the leader: see OWN_RIGHTS")
                .containsExactlyInAnyOrderElementsOf(OWN_RIGHTS);
    }

    @Test
    void everyRuleHasItsReasonAboveIt() {
        for (String role : List.of("k8s/clusterrole.yaml", "k8s/role.yaml", "k8s/chains/clusterrole.yaml")) {
            List<String> lines = new ProjectFile(role).lines();
            List<Integer> rules = new ArrayList<>();
            for (int line = 1; line < lines.size(); line++) {
                if (lines.get(line).startsWith("  - apiGroups:")) {
                    rules.add(line);
                }
            }
            assertThat(rules)
                    .as("rules in %s", role)
                    .hasSize(new ProjectFile(role).yaml().path("rules").size());
            assertThat(rules).allSatisfy(rule -> assertThat(lines.get(rule - 1))
                    .as("%s, line %d: say in a comment why the service needs this", role, rule)
                    .startsWith("  # "));
        }
    }

    @Test
    void theRolesAreBoundToTheServiceAccountOnly() {
        for (String kind : List.of("ClusterRole", "Role")) {
            JsonNode binding = manifest(kind + "Binding");

            assertThat(binding.at("/roleRef/kind").asText()).isEqualTo(kind);
            assertThat(binding.at("/roleRef/name").asText()).isEqualTo(NAME);
            assertThat(binding.path("subjects")).hasSize(1);
            assertThat(binding.at("/subjects/0/kind").asText()).isEqualTo("ServiceAccount");
            assertThat(binding.at("/subjects/0/name").asText()).isEqualTo(NAME);
            assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo(NAME);
        }
        assertThat(POD.path("serviceAccountName").asText()).isEqualTo(NAME);
        assertThat(manifest("ServiceAccount")
                        .path("automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
        assertThat(POD.path("automountServiceAccountToken").asBoolean(false)).isTrue();
    }

    @Test
    void everyFileIsApplied() {
        assertThat(MANIFESTS).isNotEmpty();
        assertThat(ProjectFile.texts(KUSTOMIZATION.path("resources")))
                .as("k8s/kustomization.yaml names every file beside it")
                .containsExactlyInAnyOrderElementsOf(MANIFESTS.stream()
                        .map(file -> file.path().substring("k8s/".length()))
                        .toList());
    }

    @Test
    void everyObjectHasTheNameTheNamespaceAndTheLabels() {
        Set<String> clusterWide = Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");
        assertThat(MANIFESTS).allSatisfy(file -> {
            JsonNode object = file.yaml();
            String kind = object.path("kind").asText();
            assertThat(file.path()).as("a file is named after its kind").isEqualToIgnoringCase("k8s/" + kind + ".yaml");
            assertThat(object.at("/metadata/name").asText()).isEqualTo(NAME);
            assertThat(object.at("/metadata/namespace").asText()).isEqualTo(clusterWide.contains(kind) ? "" : NAME);
            assertLabelled(object);
        });
        assertLabelled(DEPLOYMENT.at("/spec/template"));
    }

    @Test
    void everySelectorFindsThePods() {
        JsonNode labels = DEPLOYMENT.at("/spec/template/metadata/labels");
        List<JsonNode> selectors = List.of(
                DEPLOYMENT.at("/spec/selector/matchLabels"),
                POD.at("/topologySpreadConstraints/0/labelSelector/matchLabels"),
                manifest("Service").at("/spec/selector"),
                manifest("NetworkPolicy").at("/spec/podSelector/matchLabels"));
        assertThat(selectors).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(selector.properties()).as("%s", selector).isSubsetOf(labels.properties());
        });
    }

    @Test
    void thePodHasNoPrivilegeAndNoFixedUser() {
        assertThat(POD.path("securityContext")).isEqualTo(ProjectFile.yaml("""
                runAsNonRoot: true
                seccompProfile:
                  type: RuntimeDefault
                """));
        assertThat(POD.path("containers")).hasSize(1);
        assertThat(CONTAINER.path("securityContext")).isEqualTo(ProjectFile.yaml("""
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
                """));
        assertThat(CONTAINER.at("/volumeMounts/0/mountPath").asText())
                .as("the JVM needs a /tmp that can be written")
                .isEqualTo("/tmp");
        assertThat(property("quarkus.jib.user", ""))
                .as("runAsNonRoot needs an image whose user is a number, and not root's")
                .matches("[1-9][0-9]*");
    }

    @Test
    void theDeploymentRunsTheImageThatTheBuildMakes() {
        String image = "%s/%s/%s"
                .formatted(
                        property("quarkus.container-image.registry", ""),
                        property("quarkus.container-image.group", ""),
                        property("quarkus.container-image.name", ""));
        String version = Pattern.compile("<artifactId>wait-for-siblings</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(new ProjectFile("pom.xml").text())
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElse("");

        assertThat(image).isEqualTo("quay.io/bpfman/wait-for-siblings");
        assertThat(CONTAINER.path("image").asText()).isEqualTo(image);
        assertThat(KUSTOMIZATION.at("/images/0/name").asText()).isEqualTo(image);
        assertThat(KUSTOMIZATION.at("/images/0/newTag").asText())
                .as("k8s/kustomization.yaml installs the version of the pom")
                .isEqualTo(version);
    }

    @Test
    void theProbesAskWhereTheServiceAnswers() {
        assertThat(property("quarkus.management.enabled", "false")).isEqualTo("true");
        String health = "%s/%s/"
                .formatted(
                        property("quarkus.management.root-path", "/q"),
                        property("quarkus.smallrye-health.root-path", "health"));
        int port = Integer.parseInt(property("quarkus.management.port", "9000"));

        assertThat(CONTAINER.path("ports")).hasSize(1);
        assertThat(CONTAINER.at("/ports/0/name").asText()).isEqualTo("management");
        assertThat(CONTAINER.at("/ports/0/containerPort").asInt()).isEqualTo(port);
        for (List<String> probe : List.of(
                List.of("startupProbe", "started"),
                List.of("livenessProbe", "live"),
                List.of("readinessProbe", "ready"))) {
            JsonNode get = CONTAINER.path(probe.get(0)).path("httpGet");
            assertThat(get.path("path").asText()).as(probe.get(0)).isEqualTo(health + probe.get(1));
            assertThat(get.path("port").asText()).as(probe.get(0)).isEqualTo("management");
        }
        assertThat(manifest("Service").at("/spec/ports/0/name").asText()).isEqualTo("management");
        assertThat(manifest("Service").at("/spec/ports/0/port").asInt()).isEqualTo(port);
        assertThat(manifest("Service").at("/spec/ports/0/targetPort").asText()).isEqualTo("management");
        assertThat(property("quarkus.jib.ports", "")).isEqualTo(String.valueOf(port));
    }

    @Test
    void theNetworkPolicyLetsInProbesAndOutOnlyDnsAndTheApiServer() {
        JsonNode policy = manifest("NetworkPolicy").path("spec");

        assertThat(ProjectFile.texts(policy.path("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(ports(policy.path("ingress"))).containsExactly("TCP management");
        assertThat(ports(policy.path("egress")))
                .containsExactlyInAnyOrder("UDP 53", "TCP 53", "UDP 5353", "TCP 5353", "TCP 443", "TCP 6443");
    }

    @Test
    void twoReplicasRunAndElectALeader() {
        assertThat(DEPLOYMENT.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(property("quarkus.operator-sdk.activate-leader-election-for-profiles", ""))
                .isEqualTo("prod");
    }

    private static Set<String> rights(String file) {
        return ProjectFile.elements(new ProjectFile(file).yaml().path("rules"))
                .map(ManifestTest::right)
                .collect(Collectors.toSet());
    }

    private static String right(JsonNode rule) {
        String where = String.join(
                " ",
                String.join(",", ProjectFile.texts(rule.path("apiGroups"))),
                String.join(",", ProjectFile.texts(rule.path("resources"))));
        String names = String.join(",", ProjectFile.texts(rule.path("resourceNames")));
        return where
                + (names.isEmpty() ? "" : " " + names)
                + ": "
                + ProjectFile.texts(rule.path("verbs")).stream().sorted().collect(Collectors.joining(", "));
    }

    private static List<String> ports(JsonNode directions) {
        return ProjectFile.elements(directions)
                .flatMap(rule -> ProjectFile.elements(rule.path("ports")))
                .map(port ->
                        port.path("protocol").asText() + " " + port.path("port").asText())
                .toList();
    }

    private static JsonNode manifest(String kind) {
        return new ProjectFile("k8s/" + kind.toLowerCase(Locale.ROOT) + ".yaml").yaml();
    }

    private static void assertLabelled(JsonNode object) {
        JsonNode labels = object.at("/metadata/labels");
        assertThat(labels.path("app.kubernetes.io/name").asText()).isEqualTo(NAME);
        assertThat(labels.path("app.kubernetes.io/part-of").asText()).isEqualTo(NAME);
        assertThat(labels.path("app.kubernetes.io/component").asText()).isEqualTo("controller");
    }

    private static String property(String key, String byDefault) {
        return PROPERTIES.getProperty(key, byDefault);
    }
}
