package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.konflux.FactKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the policy that an administrator may apply to what the code takes for a build. */
class AdmissionManifestTest {

    private static final String FOLDER = "k8s/admission";
    private static final List<ProjectFile> MANIFESTS = ProjectFile.of(FOLDER).stream()
            .filter(file -> !file.path().endsWith("/kustomization.yaml"))
            .toList();
    private static final JsonNode POLICY = AdmissionPolicy.FILE.yaml();
    private static final JsonNode BINDING = AdmissionPolicy.BINDING.yaml();

    @Test
    void everyFileIsApplied() {
        assertThat(MANIFESTS).isNotEmpty();
        assertThat(ProjectFile.texts(
                        new ProjectFile(FOLDER + "/kustomization.yaml").yaml().path("resources")))
                .as("%s/kustomization.yaml names every file beside it", FOLDER)
                .containsExactlyInAnyOrderElementsOf(MANIFESTS.stream()
                        .map(file -> file.path().substring(FOLDER.length() + 1))
                        .toList());
    }

    @Test
    void everyObjectHasTheNameAndTheLabels() {
        assertThat(MANIFESTS).allSatisfy(file -> {
            JsonNode object = file.yaml();
            assertThat(file.path())
                    .as("a file is named after its kind")
                    .isEqualToIgnoringCase(
                            "%s/%s.yaml".formatted(FOLDER, object.path("kind").asText()));
            assertThat(object.at("/metadata/name").asText()).isEqualTo(AdmissionPolicy.NAME);
            assertThat(object.at("/metadata/labels")).isEqualTo(ProjectFile.yaml("""
                    app.kubernetes.io/name: wait-for-siblings
                    app.kubernetes.io/part-of: wait-for-siblings
                    app.kubernetes.io/component: admission
                    """));
        });
    }

    @Test
    void everyKeyThatAFactMayStandUnderIsReserved() {
        Set<String> facts = new HashSet<>(FactKeys.OF_BUILDS);
        // They say who keeps a build from starting, and Kueue sets its own.
        List.of(FactKeys.STATE, FactKeys.PAC_REPOSITORY, FactKeys.KUEUE_QUEUE).forEach(facts::removeAll);
        assertThat(facts).isNotEmpty();
        assertThat(AdmissionPolicy.facts())
                .as("whoever may change a key that is missing here decides what counts as a build; "
                        + "a key that only messages use may be taken out of this comparison")
                .doesNotHaveDuplicates()
                .containsAll(facts);
    }

    @Test
    void whatTheCodeTakesForABuildIsOneForThePolicy() {
        assertThat(AdmissionPolicy.buildCondition())
                .containsExactly(FactKeys.TYPE.get(0), FactKeys.TYPE.get(1), "", FactKeys.BUILD_TYPE);
        assertThat(AdmissionPolicy.facts()).containsAll(FactKeys.TYPE);
    }

    @Test
    void theAccountsAreThoseOfPipelinesAsCodeAndTheBuildServiceAndStandFirst() {
        assertThat(POLICY.at("/spec/variables/0/name").asText())
                .as("the comment says that a patch finds them there")
                .isEqualTo("accounts");
        assertThat(AdmissionPolicy.accounts())
                .containsExactly(
                        "system:serviceaccount:pipelines-as-code:pipelines-as-code-controller",
                        "system:serviceaccount:pipelines-as-code:pipelines-as-code-watcher",
                        "system:serviceaccount:openshift-pipelines:pipelines-as-code-controller",
                        "system:serviceaccount:openshift-pipelines:pipelines-as-code-watcher",
                        "system:serviceaccount:tekton-pipelines:pipelines-as-code-controller",
                        "system:serviceaccount:tekton-pipelines:pipelines-as-code-watcher",
                        "system:serviceaccount:build-service:build-service-controller-manager");
    }

    @Test
    void thePolicyJudgesEveryPipelineRunThatIsMadeOrChangedAndRefusesWhatItCannotJudge() {
        assertThat(POLICY.at("/spec/matchConstraints")).isEqualTo(ProjectFile.yaml("""
                resourceRules:
                  - apiGroups: [tekton.dev]
                    apiVersions: [v1, v1beta1]
                    operations: [CREATE, UPDATE]
                    resources: [pipelineruns]
                """));
        assertThat(POLICY.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
    }

    @Test
    void theBindingDeniesInEveryNamespace() {
        assertThat(BINDING.path("spec")).isEqualTo(ProjectFile.yaml("""
                policyName: %s
                validationActions: [Deny]
                """.formatted(AdmissionPolicy.NAME)));
    }
}
