package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.result.StepResults;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.TaskRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the overlay that turns witnesses on to what the code makes. */
class ChainsManifestTest {

    private static final String FOLDER = "k8s/chains";
    private static final List<ProjectFile> MANIFESTS = ProjectFile.of(FOLDER).stream()
            .filter(file -> !file.path().endsWith("/kustomization.yaml"))
            .toList();
    private static final JsonNode KUSTOMIZATION = new ProjectFile(FOLDER + "/kustomization.yaml").yaml();
    private static final JsonNode CONFIG = new ProjectFile(FOLDER + "/configmap.yaml").yaml();
    private static final JsonNode ROLE = new ProjectFile(FOLDER + "/clusterrole.yaml").yaml();
    private static final JsonNode POLICY = new ProjectFile(FOLDER + "/validatingadmissionpolicy.yaml").yaml();
    private static final String IMAGE =
            CONFIG.at("/data/WAIT_FOR_SIBLINGS_WITNESS_IMAGE").asText();

    @Test
    void everyFileIsApplied() {
        assertThat(MANIFESTS).isNotEmpty();
        assertThat(ProjectFile.texts(KUSTOMIZATION.path("resources")))
                .as("%s/kustomization.yaml names every file beside it", FOLDER)
                .containsExactlyInAnyOrderElementsOf(MANIFESTS.stream()
                        .map(file -> file.path().substring(FOLDER.length() + 1))
                        .toList());
    }

    @Test
    void everyObjectIsNamedAfterWhatItIsForAndLabelled() {
        assertThat(MANIFESTS).allSatisfy(file -> {
            JsonNode object = file.yaml();
            String kind = object.path("kind").asText();
            assertThat(file.path())
                    .as("a file is named after its kind")
                    .isEqualToIgnoringCase("%s/%s.yaml".formatted(FOLDER, kind));
            assertThat(object.at("/metadata/name").asText())
                    .isEqualTo(
                            kind.startsWith("ClusterRole") ? "wait-for-siblings-chains" : "wait-for-siblings-witness");
            assertThat(object.at("/metadata/labels")).isEqualTo(ProjectFile.yaml("""
                    app.kubernetes.io/name: wait-for-siblings
                    app.kubernetes.io/part-of: wait-for-siblings
                    app.kubernetes.io/component: chains
                    """));
        });
    }

    @Test
    void theWitnessRunsTheImageOfTheController() {
        JsonNode image = new ProjectFile("k8s/kustomization.yaml").yaml().at("/images/0");

        assertThat(IMAGE)
                .isEqualTo(
                        image.path("name").asText() + ":" + image.path("newTag").asText());
    }

    @Test
    void theControllerReadsTheImageWhereTheOverlayPutsIt() {
        JsonNode container = new ProjectFile("k8s/deployment.yaml").yaml().at("/spec/template/spec/containers/0");

        assertThat(container.path("envFrom")).isEqualTo(ProjectFile.yaml("""
                list:
                  - configMapRef:
                      name: wait-for-siblings-witness
                      optional: true
                """).path("list"));
        assertThat(CONFIG.at("/metadata/namespace").asText()).isEqualTo("wait-for-siblings");
        assertThat(CONFIG.path("data")).hasSize(1);
    }

    @Test
    void theClusterRoleGrantsWhatTheCodeUsesAndNoMore() {
        assertThat(ROLE.path("rules"))
                .as("WaitForSiblingsReconciler: the informer's list and watch; Witnesses: create, delete, get")
                .isEqualTo(ProjectFile.yaml("""
                        list:
                          - apiGroups: [tekton.dev]
                            resources: [taskruns]
                            verbs: [create, delete, get, list, watch]
                        """).path("list"));
    }

    @Test
    void theRoleIsBoundToTheServiceAccountOnly() {
        JsonNode binding = new ProjectFile(FOLDER + "/clusterrolebinding.yaml").yaml();

        assertThat(binding.at("/roleRef/kind").asText()).isEqualTo("ClusterRole");
        assertThat(binding.at("/roleRef/name").asText()).isEqualTo("wait-for-siblings-chains");
        assertThat(binding.path("subjects")).isEqualTo(ProjectFile.yaml("""
                list:
                  - kind: ServiceAccount
                    name: wait-for-siblings
                    namespace: wait-for-siblings
                """).path("list"));
    }

    @Test
    void thePolicyJudgesEveryTaskRunOfTheServiceAndRefusesWhatItCannotJudge() {
        assertThat(POLICY.at("/spec/matchConstraints")).isEqualTo(ProjectFile.yaml("""
                resourceRules:
                  - apiGroups: [tekton.dev]
                    apiVersions: ['*']
                    operations: [CREATE, UPDATE, DELETE]
                    resources: [taskruns]
                """));
        assertThat(POLICY.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
        assertThat(POLICY.at("/spec/matchConditions")).hasSize(1);
        assertThat(POLICY.at("/spec/matchConditions/0/expression").asText())
                .isEqualTo("request.userInfo.username == 'system:serviceaccount:wait-for-siblings:wait-for-siblings'");
        assertThat(POLICY.at("/spec").has("paramKind"))
                .as("a parameter that is not there would refuse everybody's TaskRuns")
                .isFalse();
        assertThat(new ProjectFile(FOLDER + "/validatingadmissionpolicybinding.yaml")
                        .yaml()
                        .path("spec"))
                .isEqualTo(ProjectFile.yaml("""
                        policyName: wait-for-siblings-witness
                        validationActions: [Deny]
                        """));
    }

    @Test
    void thePolicyAllowsTheImageOfTheConfigMapWhereTheKustomizationPutsIt() {
        assertThat(POLICY.at("/spec/variables/0/name").asText()).isEqualTo("image");
        assertThat(POLICY.at("/spec/variables/0/expression").asText()).isEqualTo("'" + IMAGE + "'");
        assertThat(KUSTOMIZATION.path("replacements"))
                .isEqualTo(ProjectFile.yaml("""
                list:
                  - source:
                      kind: ConfigMap
                      name: wait-for-siblings-witness
                      fieldPath: data.WAIT_FOR_SIBLINGS_WITNESS_IMAGE
                    targets:
                      - select:
                          kind: ValidatingAdmissionPolicy
                          name: wait-for-siblings-witness
                        fieldPaths:
                          - spec.variables.0.expression
                        options:
                          delimiter: "'"
                          index: 1
                """).path("list"));
    }

    @Test
    void thePolicyKnowsEveryTextOfAWitness() {
        JsonNode witness =
                WitnessWriter.write(CustomRuns.aWait().build(), new AttestedResults("revision", "digests"), "image");
        JsonNode step = witness.at("/spec/taskSpec/steps/0");
        String rules = POLICY.at("/spec/validations").toString();

        assertThat(ProjectFile.texts(step.path("args"))).isNotEmpty().allSatisfy(arg -> assertThat(rules)
                .contains("'" + arg + "'"));
        assertThat(rules)
                .contains("'" + witness.at("/spec/timeout").asText() + "'")
                .contains("'" + step.at("/computeResources/limits/memory").asText() + "'")
                .contains("'" + TaskRun.WAIT_LABEL + "'", "'" + TaskRun.PIPELINE_TASK_LABEL + "'")
                .contains("size() <= " + StepResults.LARGEST_BYTES);
    }
}
