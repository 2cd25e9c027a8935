package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompetingRunReaderTest {

    private static final String PIPELINE = "pipelinesascode.tekton.dev/original-prname";

    private static PipelineRuns aRun() {
        return aBuildOf("bundle").label(PIPELINE, "bundle-on-push");
    }

    private static Optional<CompetingRun> read(PipelineRun run) {
        return CompetingRunReader.read(run, Optional.empty());
    }

    private static boolean cancelled(PipelineRun run) {
        return read(run).orElseThrow().cancelled();
    }

    @Test
    void everyFactOfARunIsRead() {
        assertThat(read(aRun().withoutStatus()))
                .contains(new CompetingRun(
                        "bundle-on-push-x7k2p",
                        "bundle-on-push-x7k2p-uid",
                        "bundle-on-push",
                        Optional.of(new ComponentName("bundle")),
                        Optional.of(new GitRef("main")),
                        Requests.REVISION,
                        new BuildEvent.Push(),
                        Times.seconds(2),
                        false,
                        Optional.empty()));
    }

    @Test
    void whetherItWasSkippedIsToldByItsWait() {
        assertThat(CompetingRunReader.read(aRun().withoutStatus(), Optional.of(Times.NOON))
                        .flatMap(CompetingRun::skippedSince))
                .contains(Times.NOON);
    }

    @Test
    void aBuildThatEndedWellWithoutAnImageWasSkipped() {
        assertThat(Stream.of(
                                aRun().succeeded(),
                                aRun().succeeded('a'),
                                aRun().progress("False", "Failed"),
                                aRun().progress("Unknown", "Running"),
                                aRun().withoutStatus(),
                                aRun().without("pipelines.appstudio.openshift.io/type")
                                        .succeeded())
                        .map(CompetingRunReader::endedWithoutImage)
                        .map(Optional::isPresent))
                .containsExactly(true, false, false, false, false, false);
    }

    @Test
    void aRunNeedNotBeABuild() {
        assertThat(read(aRun().without("pipelines.appstudio.openshift.io/type")
                        .without("appstudio.openshift.io/component")
                        .withoutStatus()))
                .map(CompetingRun::component)
                .contains(Optional.empty());
    }

    @Test
    void aComponentThatIsNoneIsUnknown() {
        assertThat(read(aRun().label("appstudio.openshift.io/component", "No_Component")
                        .withoutStatus()))
                .map(CompetingRun::component)
                .contains(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {PIPELINE, "pipelinesascode.tekton.dev/sha"})
    void aRunWithoutAPipelinesNameOrARevisionIsNone(String key) {
        assertThat(read(aRun().without(key).withoutStatus())).isEmpty();
    }

    @Test
    void aRunOfTheMergeQueueIsNone() {
        assertThat(read(aRun().annotation("pipelinesascode.tekton.dev/source-branch", "gh-readonly-queue/main/pr-7")
                        .withoutStatus()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Cancelled, true",
        "CancelledRunFinally, true",
        "StoppedRunFinally, true",
        "PipelineRunPending, false",
        "'', false"
    })
    void aRunThatIsToEndIsCancelled(String status, boolean cancelled) {
        PipelineRun run = aRun().withoutStatus();

        assertThat(cancelled(new PipelineRun().with(run.getMetadata(), new PipelineRunSpec(status), run.status())))
                .isEqualTo(cancelled);
    }

    @ParameterizedTest
    @CsvSource({
        "False, Cancelled, true",
        "False, CancelledRunningFinally, true",
        "False, CancelledRunFinally, true",
        "False, PipelineRunCancelled, true",
        "False, Failed, false",
        "False, PipelineRunTimeout, false",
        "Unknown, Cancelled, false",
        "True, Completed, false"
    })
    void aRunThatEndedIsCancelledByItsReason(String status, String reason, boolean cancelled) {
        assertThat(cancelled(aRun().progress(status, reason))).isEqualTo(cancelled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle\non-push", "Bundle", "/test", " ", "\u001b[31m"})
    void whatNoPipelineCanBeCalledIsNoPipeline(String name) {
        assertThat(read(aRun().annotation(PIPELINE, name).withoutStatus())).isEmpty();
    }
}
