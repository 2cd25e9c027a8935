package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactKeysTest {

    @Test
    void theKeysAreThoseThatOtherProjectsChoseInTheirOrder() {
        assertThat(FactKeys.REVISION)
                .containsExactly(
                        "pipelinesascode.tekton.dev/sha",
                        "build.appstudio.redhat.com/commit_sha",
                        "build.konflux-ci.dev/commit_sha");
        assertThat(FactKeys.COMPONENT)
                .containsExactly("appstudio.openshift.io/component", "build.konflux-ci.dev/component");
        assertThat(FactKeys.APPLICATION).containsExactly("appstudio.openshift.io/application");
        assertThat(FactKeys.TARGET_BRANCH)
                .containsExactly(
                        "build.appstudio.redhat.com/target_branch",
                        "pipelinesascode.tekton.dev/branch",
                        "build.konflux-ci.dev/target_branch");
        assertThat(FactKeys.SOURCE_BRANCH).containsExactly("pipelinesascode.tekton.dev/source-branch");
        assertThat(FactKeys.REPO_URL).containsExactly("pipelinesascode.tekton.dev/repo-url");
        assertThat(FactKeys.SOURCE_REPO_URL).containsExactly("pipelinesascode.tekton.dev/source-repo-url");
        assertThat(FactKeys.REPOSITORY_LINKS)
                .containsExactly("build.appstudio.openshift.io/repo", "build.konflux-ci.dev/repo");
        assertThat(FactKeys.VERSION).containsExactly("appstudio.openshift.io/version", "build.konflux-ci.dev/version");
        assertThat(FactKeys.EVENT).containsExactly("pipelinesascode.tekton.dev/event-type");
        assertThat(FactKeys.PULL_REQUEST).containsExactly("pipelinesascode.tekton.dev/pull-request");
        assertThat(FactKeys.PIPELINE).containsExactly("pipelinesascode.tekton.dev/original-prname");
        assertThat(FactKeys.TYPE)
                .containsExactly("pipelines.appstudio.openshift.io/type", "pipelines.konflux-ci.dev/type");
    }

    @Test
    void nothingThatIsReadIsDroppedFromTheCache() {
        assertThat(FactKeys.OF_BUILDS)
                .containsAll(FactKeys.REVISION)
                .containsAll(FactKeys.COMPONENT)
                .containsAll(FactKeys.APPLICATION)
                .containsAll(FactKeys.TARGET_BRANCH)
                .containsAll(FactKeys.SOURCE_BRANCH)
                .containsAll(FactKeys.EVENT)
                .containsAll(FactKeys.PULL_REQUEST)
                .containsAll(FactKeys.PIPELINE)
                .containsAll(FactKeys.STATE)
                .containsAll(FactKeys.PAC_REPOSITORY)
                .containsAll(FactKeys.KUEUE_QUEUE)
                .containsAll(FactKeys.TYPE);
        assertThat(BuildResults.ALL).containsExactlyInAnyOrder("IMAGE_URL", "IMAGE_DIGEST");
    }
}
