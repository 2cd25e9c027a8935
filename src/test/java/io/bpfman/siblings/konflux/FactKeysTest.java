package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactKeysTest {

    @Test
    void theKeysAreThoseThatOtherProjectsChoseInTheirOrder() {
        assertThat(FactKeys.REVISION)
                .containsExactly("pipelinesascode.tekton.dev/sha", "build.appstudio.redhat.com/commit_sha");
        assertThat(FactKeys.COMPONENT).containsExactly("appstudio.openshift.io/component");
        assertThat(FactKeys.APPLICATION).containsExactly("appstudio.openshift.io/application");
        assertThat(FactKeys.TARGET_BRANCH)
                .containsExactly("build.appstudio.redhat.com/target_branch", "pipelinesascode.tekton.dev/branch");
        assertThat(FactKeys.SOURCE_BRANCH).containsExactly("pipelinesascode.tekton.dev/source-branch");
        assertThat(FactKeys.EVENT).containsExactly("pipelinesascode.tekton.dev/event-type");
        assertThat(FactKeys.PULL_REQUEST).containsExactly("pipelinesascode.tekton.dev/pull-request");
        assertThat(FactKeys.TYPE_LABEL).isEqualTo("pipelines.appstudio.openshift.io/type");
    }

    @Test
    void nothingThatIsReadIsDroppedFromTheCache() {
        assertThat(FactKeys.ALL)
                .containsAll(FactKeys.REVISION)
                .containsAll(FactKeys.COMPONENT)
                .containsAll(FactKeys.APPLICATION)
                .containsAll(FactKeys.TARGET_BRANCH)
                .containsAll(FactKeys.SOURCE_BRANCH)
                .containsAll(FactKeys.EVENT)
                .containsAll(FactKeys.PULL_REQUEST)
                .contains(FactKeys.TYPE_LABEL, FactKeys.REVISION_LABEL, FactKeys.COMPONENT_LABEL);
        assertThat(BuildResults.ALL).containsExactlyInAnyOrder("IMAGE_URL", "IMAGE_DIGEST");
    }
}
