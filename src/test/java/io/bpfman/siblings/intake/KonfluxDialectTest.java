package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 6 of the contract: the second family of keys, and who keeps a build from starting. */
class KonfluxDialectTest {

    private static final String FIRST_TYPE = "pipelines.appstudio.openshift.io/type";
    private static final String SECOND_TYPE = "pipelines.konflux-ci.dev/type";
    private static final String STATE = "pipelinesascode.tekton.dev/state";
    private static final String REPOSITORY = "pipelinesascode.tekton.dev/repository";
    private static final String KUEUE = "kueue.x-k8s.io/queue-name";

    private static BuildOutcome outcome(PipelineRun run) {
        return BuildReader.read(run).map(Build::outcome).orElseThrow();
    }

    private static BuildOutcome queued(Queue queue) {
        return new BuildOutcome.Queued(queue);
    }

    @Test
    void aBuildIsToldByTheSecondFamilyOfKeysAlone() {
        var metadata = new ObjectMetaBuilder()
                .withLabels(Map.of(
                        SECOND_TYPE,
                        "build",
                        "build.konflux-ci.dev/component",
                        "agent",
                        "build.konflux-ci.dev/commit_sha",
                        Requests.REVISION.value()))
                .withAnnotations(Map.of("build.konflux-ci.dev/target_branch", "refs/heads/main"))
                .build();

        assertThat(BuildReader.source(metadata))
                .contains(new BuildSource(
                        new ComponentName("agent"),
                        Requests.REVISION,
                        Optional.empty(),
                        Optional.of(new GitRef("main")),
                        Optional.empty(),
                        new BuildEvent.Push()));
    }

    @Test
    void theFirstFamilyGoesBeforeTheSecond() {
        PipelineRun run = aBuildOf("agent")
                .label("build.konflux-ci.dev/component", "operator")
                .label("build.konflux-ci.dev/commit_sha", Requests.EARLIER.value())
                .annotation("build.konflux-ci.dev/target_branch", "release-0.6")
                .withoutStatus();

        assertThat(BuildReader.source(run.getMetadata()))
                .contains(new BuildSource(
                        new ComponentName("agent"),
                        Requests.REVISION,
                        Optional.of(Requests.APPLICATION),
                        Optional.of(new GitRef("main")),
                        Optional.empty(),
                        new BuildEvent.Push()));
    }

    @ParameterizedTest
    @CsvSource({"build, test, true", "test, build, false", "'', build, true", "'', '', false"})
    void theTypeIsToldByTheFirstOfItsLabels(String first, String second, boolean ofBuild) {
        assertThat(new RunFacts(null, Map.of(FIRST_TYPE, first, SECOND_TYPE, second)).ofBuild())
                .isEqualTo(ofBuild);
    }

    static List<Arguments> queues() {
        return List.of(
                Arguments.of(Map.of(), new Queue.Unknown()),
                Arguments.of(
                        Map.of(STATE, "queued", REPOSITORY, "bpfman-operator"),
                        new Queue.PipelinesAsCode("bpfman-operator")),
                Arguments.of(Map.of(STATE, "queued"), new Queue.PipelinesAsCode("")),
                Arguments.of(
                        Map.of(STATE, "queued", REPOSITORY, "bpfman-operator", KUEUE, "builds"),
                        new Queue.PipelinesAsCode("bpfman-operator")),
                Arguments.of(
                        Map.of(STATE, "started", REPOSITORY, "bpfman-operator", KUEUE, "builds"), new Queue.Kueue()),
                Arguments.of(Map.of(STATE, "started", REPOSITORY, "bpfman-operator"), new Queue.Unknown()),
                Arguments.of(Map.of(KUEUE, "builds"), new Queue.Kueue()));
    }

    @ParameterizedTest
    @MethodSource("queues")
    void whoKeepsAPendingBuildFromStartingIsTold(Map<String, String> labels, Queue queue) {
        PipelineRuns run = aBuildOf("agent");
        labels.forEach(run::label);

        assertThat(outcome(run.pending().withoutStatus())).isEqualTo(queued(queue));
        assertThat(outcome(run.pending().progress("Unknown", "PipelineRunPending")))
                .isEqualTo(queued(queue));
    }

    @Test
    void aBuildThatIsNotPendingIsKeptByNobody() {
        PipelineRuns run = aBuildOf("agent").label(STATE, "queued").label(REPOSITORY, "bpfman-operator");

        assertThat(outcome(run.withoutStatus())).isEqualTo(queued(new Queue.Unknown()));
    }

    @Test
    void aBuildThatSaysThatItIsPendingIsQueuedThoughItIsNoMoreToBe() {
        assertThat(outcome(aBuildOf("agent").label(KUEUE, "builds").progress("Unknown", "PipelineRunPending")))
                .isEqualTo(queued(new Queue.Kueue()));
    }

    static List<Arguments> repositories() {
        return List.of(
                Arguments.of(
                        Map.of(
                                "build.appstudio.openshift.io/repo", "https://github.com/a/one?rev=main",
                                "pipelinesascode.tekton.dev/repo-url", "https://github.com/a/two",
                                "build.konflux-ci.dev/repo", "https://github.com/a/three"),
                        List.of("github.com/a/one", "github.com/a/three", "github.com/a/two")),
                Arguments.of(
                        Map.of(
                                "pipelinesascode.tekton.dev/repo-url", "https://github.com/a/two",
                                "build.konflux-ci.dev/repo", "https://github.com/a/three"),
                        List.of("github.com/a/three", "github.com/a/two")),
                Arguments.of(
                        Map.of("build.konflux-ci.dev/repo", "https://github.com/a/three"),
                        List.of("github.com/a/three")),
                Arguments.of(Map.of("build.konflux-ci.dev/repo", "https://"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("repositories")
    void theRepositoryIsToldByAllOfItsKeys(Map<String, String> annotations, List<String> places) {
        assertThat(new RunFacts(annotations, null).repositories())
                .extracting(RepositoryUrl::value)
                .containsExactlyElementsOf(places);
    }

    @ParameterizedTest
    @CsvSource({"1023, 1023", "1024, 1024", "1025, 1024", "900000, 1024"})
    void aFactThatIsLongerThanAnyIsCut(int length, int known) {
        assertThat(new RunFacts(Map.of("key", "x".repeat(length)), null).first(List.of("key")))
                .contains("x".repeat(known));
    }
}
