package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BuildSelectorsTest {

    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @Test
    void buildsAreAskedForByEachFamilyOfKeys() {
        assertThat(BuildSelectors.ALL)
                .containsExactly(
                        "pipelines.appstudio.openshift.io/type=build",
                        "pipelines.konflux-ci.dev/type=build,!pipelines.appstudio.openshift.io/type");
    }

    @Test
    void buildsOfARevisionAreAskedForByItsLabelAndElseByWhatTheyAreNot() {
        assertThat(BuildSelectors.ofRevisions(List.of(REVISION)))
                .containsExactly(
                        "pipelinesascode.tekton.dev/sha in (" + REVISION + ")",
                        "!pipelinesascode.tekton.dev/sha,"
                                + "pipelines.appstudio.openshift.io/type notin (final,managed,tenant,test)");
    }

    @Test
    void buildsOfSeveralRevisionsAreAskedForAtOnceAndEachOnlyOnce() {
        assertThat(BuildSelectors.ofRevisions(List.of("b", "a", "b")).get(0))
                .isEqualTo("pipelinesascode.tekton.dev/sha in (a,b)");
    }

    @Test
    void aRevisionThatIsTooLongForALabelIsAskedForAsTheLabelShowsIt() {
        assertThat(BuildSelectors.ofRevisions(List.of(SHA256)).get(0))
                .isEqualTo(
                        "pipelinesascode.tekton.dev/sha in (" + SHA256.substring(1) + "," + SHA256.substring(2) + ")");
    }

    @Test
    void buildsOfComponentsAreAskedForByEachFamilyOfKeys() {
        assertThat(BuildSelectors.ofComponents(List.of("agent", "operator")))
                .containsExactly(
                        "pipelines.appstudio.openshift.io/type=build,"
                                + "appstudio.openshift.io/component in (agent,operator)",
                        "pipelines.konflux-ci.dev/type=build,!pipelines.appstudio.openshift.io/type,"
                                + "build.konflux-ci.dev/component in (agent,operator)");
    }

    @Test
    void soManyComponentsThatTheAddressWouldBeTooLongAreAskedForInTurns() {
        List<String> names = IntStream.range(0, 256)
                .mapToObj(index -> "%063d".formatted(index))
                .toList();

        assertThat(BuildSelectors.ofComponents(names)).hasSize(6).allSatisfy(selector -> assertThat(selector)
                .hasSizeLessThan(7_000));
    }

    @Test
    void theRunsOfAPipelineAreAskedForByItsName() {
        assertThat(List.of(
                        BuildSelectors.ofPipeline("bundle-on-push"),
                        BuildSelectors.ofPipeline("bundle-on-push-"),
                        BuildSelectors.ofPipeline("x" + "y".repeat(62)),
                        BuildSelectors.ofPipeline("--")))
                .containsExactly(
                        "pipelinesascode.tekton.dev/original-prname in (bundle-on-push)",
                        "pipelinesascode.tekton.dev/original-prname in (bundle-on-push)",
                        "pipelinesascode.tekton.dev/original-prname in (x%1$s,%1$s)".formatted("y".repeat(62)),
                        "pipelinesascode.tekton.dev/original-prname in ()");
    }

    @Test
    void theHoldersOfARepositorysSlotsAreAskedForByTheirState() {
        assertThat(BuildSelectors.startedIn("bpfman-operator"))
                .isEqualTo("pipelinesascode.tekton.dev/repository in (bpfman-operator),"
                        + "pipelinesascode.tekton.dev/state=started");
    }
}
