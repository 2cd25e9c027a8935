package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static io.bpfman.siblings.fixtures.PipelineRuns.result;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildReaderTest {

    private static final String SHA = "pipelinesascode.tekton.dev/sha";
    private static final String COMMIT_SHA = "build.appstudio.redhat.com/commit_sha";
    private static final String COMPONENT = "appstudio.openshift.io/component";
    private static final String APPLICATION = "appstudio.openshift.io/application";
    private static final String TYPE = "pipelines.appstudio.openshift.io/type";
    private static final String TARGET_BRANCH = "build.appstudio.redhat.com/target_branch";
    private static final String BRANCH = "pipelinesascode.tekton.dev/branch";

    private static final NameValue URL = result("IMAGE_URL", "quay.io:443/tenant/agent:v1");
    private static final NameValue DIGEST = result("IMAGE_DIGEST", digest('a'));

    static Stream<PipelineRun> nobodys() {
        return Stream.of(
                aBuildOf("agent").without(TYPE).withoutStatus(),
                aBuildOf("agent").label(TYPE, "test").withoutStatus(),
                aBuildOf("agent").without(TYPE).annotation(TYPE, "build").withoutStatus(),
                aBuildOf("agent").without(COMPONENT).withoutStatus(),
                aBuildOf("agent").label(COMPONENT, "No Component").withoutStatus(),
                aBuildOf("agent").annotation(COMPONENT, "No Component").withoutStatus(),
                aBuildOf("agent").without(SHA).withoutStatus(),
                aBuildOf("agent").label(SHA, "0123456").withoutStatus(),
                aBuildOf("agent").ownedBy("PipelineRun").withoutStatus(),
                aBuildOf("agent").ownedBy("Repository").ownedBy("PipelineRun").withoutStatus(),
                new PipelineRun());
    }

    static Stream<Arguments> outcomes() {
        BuildOutcome queued = new BuildOutcome.Queued(new Queue.Unknown());
        BuildOutcome running = new BuildOutcome.Running();
        PipelineRuns agent = aBuildOf("agent");
        return Stream.of(
                Arguments.of(agent.withoutStatus(), queued),
                Arguments.of(agent.build(new RunStatus(List.of(), null, null, List.of())), queued),
                Arguments.of(agent.build(only(new Condition("Ready", "True", "Completed", null, null))), queued),
                Arguments.of(agent.progress("Unknown", "PipelineRunPending"), queued),
                Arguments.of(aBuildOf("agent").pending().progress("Unknown", "Running"), queued),
                Arguments.of(aBuildOf("agent").pending().withoutStatus(), queued),
                Arguments.of(agent.progress("Unknown", "Started"), running),
                Arguments.of(agent.progress("Unknown", "Running", URL, DIGEST), running),
                Arguments.of(agent.progress("Unknown", null), running),
                Arguments.of(agent.progress("unheard of", "Running"), running),
                Arguments.of(agent.progress(null, null), running),
                Arguments.of(agent.progress("False", "Failed", URL, DIGEST), new BuildOutcome.Failed("Failed")),
                Arguments.of(
                        agent.progress("False", "PipelineRunTimeout"), new BuildOutcome.Failed("PipelineRunTimeout")),
                Arguments.of(agent.progress("False", "CouldntGetTask"), new BuildOutcome.Failed("CouldntGetTask")),
                Arguments.of(agent.progress("False", null), new BuildOutcome.Failed("")),
                Arguments.of(agent.progress("False", "Cancelled"), new BuildOutcome.Cancelled("Cancelled")),
                Arguments.of(
                        agent.progress("False", "CancelledRunFinally"),
                        new BuildOutcome.Cancelled("CancelledRunFinally")),
                Arguments.of(
                        agent.progress("False", "CancelledRunningFinally"),
                        new BuildOutcome.Cancelled("CancelledRunningFinally")),
                Arguments.of(
                        agent.progress("False", "PipelineRunCancelled"),
                        new BuildOutcome.Cancelled("PipelineRunCancelled")),
                Arguments.of(agent.succeeded(URL, DIGEST), built("quay.io:443/tenant/agent@" + digest('a'))),
                Arguments.of(
                        agent.succeeded(
                                result("IMAGE_URL", " quay.io/t/a:v1\n"), result("IMAGE_DIGEST", digest('a') + "\r\n")),
                        built("quay.io/t/a@" + digest('a'))),
                Arguments.of(agent.succeeded(), new BuildOutcome.Skipped()),
                Arguments.of(agent.succeeded(result("IMAGE_REF", "x")), new BuildOutcome.Skipped()),
                Arguments.of(
                        agent.progress("True", "Succeeded", result("IMAGE_REF", "x"), DIGEST, URL),
                        built("quay.io:443/tenant/agent@" + digest('a'))),
                Arguments.of(
                        agent.progress("True", "PipelineRunPending", URL, DIGEST),
                        built("quay.io:443/tenant/agent@" + digest('a'))),
                Arguments.of(
                        agent.succeeded(result("IMAGE_URL", "quay.io/t/a:v1@" + digest('c')), DIGEST),
                        built("quay.io/t/a@" + digest('a'))));
    }

    static Stream<Arguments> withoutDigest() {
        String malformedDigest = "IMAGE_DIGEST is not sha256: and 64 lower-case hex digits";
        return Stream.of(
                Arguments.of(List.of(URL), "IMAGE_DIGEST is missing"),
                Arguments.of(List.of(URL, result("IMAGE_DIGEST", null)), "IMAGE_DIGEST is missing"),
                Arguments.of(List.of(DIGEST), "IMAGE_URL is missing"),
                Arguments.of(List.of(DIGEST, result("IMAGE_URL", null)), "IMAGE_URL is missing"),
                Arguments.of(List.of(URL, result("IMAGE_DIGEST", "")), malformedDigest),
                Arguments.of(List.of(URL, result("IMAGE_DIGEST", digest('A'))), malformedDigest),
                Arguments.of(List.of(URL, result("IMAGE_DIGEST", "sha512:" + "a".repeat(128))), malformedDigest),
                Arguments.of(List.of(DIGEST, result("IMAGE_URL", "")), "IMAGE_URL is malformed"),
                Arguments.of(List.of(DIGEST, result("IMAGE_URL", "quay.io/t/a: v1")), "IMAGE_URL is malformed"),
                Arguments.of(List.of(DIGEST, result("IMAGE_URL", "https://quay.io/t/a")), "IMAGE_URL is malformed"));
    }

    @Test
    void everyFactOfABuildIsRead() {
        assertThat(BuildReader.read(aBuildOf("agent").progress("Unknown", "Running")))
                .contains(new Build(
                        new BuildSource(
                                new ComponentName("agent"),
                                Requests.REVISION,
                                Optional.of("bpfman-ystream"),
                                Optional.of(new GitRef("main")),
                                Optional.empty(),
                                new BuildEvent.Push()),
                        "agent-on-push-x7k2p",
                        "agent-on-push-x7k2p-uid",
                        seconds(2),
                        Optional.of(seconds(7)),
                        new BuildOutcome.Running()));
    }

    @Test
    void whatABuildDoesNotTellIsEmpty() {
        PipelineRun run =
                aBuildOf("agent").without(APPLICATION).without(TARGET_BRANCH).withoutStatus();
        run.getMetadata().setName(null);
        run.getMetadata().setUid(null);
        run.getMetadata().setCreationTimestamp(null);
        run.getMetadata().setOwnerReferences(null);

        assertThat(BuildReader.read(run))
                .contains(new Build(
                        new BuildSource(
                                new ComponentName("agent"),
                                Requests.REVISION,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new BuildEvent.Push()),
                        "",
                        "",
                        Instant.EPOCH,
                        Optional.empty(),
                        new BuildOutcome.Queued(new Queue.Unknown())));
    }

    @ParameterizedTest
    @MethodSource("nobodys")
    void whatIsNoComponentsBuildIsNobodys(PipelineRun run) {
        assertThat(BuildReader.read(run)).isEmpty();
    }

    @Test
    void aBuildThatSomethingElseOwnsCounts() {
        assertThat(BuildReader.read(aBuildOf("agent").ownedBy("Repository").withoutStatus()))
                .isPresent();
    }

    @Test
    void theRevisionIsThatOfPipelinesAsCodeFirst() {
        assertThat(source(aBuildOf("agent").annotation(COMMIT_SHA, Requests.EARLIER.value()))
                        .revision())
                .isEqualTo(Requests.REVISION);
    }

    @Test
    void theRevisionIsThatOfTheTemplateElse() {
        assertThat(source(aBuildOf("agent").without(SHA).annotation(COMMIT_SHA, Requests.EARLIER.value()))
                        .revision())
                .isEqualTo(Requests.EARLIER);
    }

    @Test
    void aRevisionThatALabelCutsIsReadFromTheAnnotation() {
        Revision sha256 = new Revision("0123456789abcdef".repeat(4));

        assertThat(source(aBuildOf("agent")
                                .label(SHA, sha256.value().substring(2))
                                .annotation(SHA, sha256.value()))
                        .revision())
                .isEqualTo(sha256);
    }

    @Test
    void aRevisionThatALabelCutsIsReadFromTheTemplate() {
        Revision sha256 = new Revision("0123456789abcdef".repeat(4));

        assertThat(source(aBuildOf("agent")
                                .label(SHA, sha256.value().substring(2))
                                .annotation(COMMIT_SHA, sha256.value()))
                        .revision())
                .isEqualTo(sha256);
    }

    @Test
    void theBranchIsThatOfTheTemplateFirst() {
        assertThat(source(aBuildOf("agent").annotation(BRANCH, "release-0.6")).branch())
                .contains(new GitRef("main"));
    }

    @Test
    void theBranchIsThatOfPipelinesAsCodeElse() {
        assertThat(source(aBuildOf("agent").without(TARGET_BRANCH).annotation(BRANCH, "refs/heads/release-0.6"))
                        .branch())
                .contains(new GitRef("release-0.6"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aBuildHasComeAsFarAsItsConditionSays(PipelineRun run, BuildOutcome outcome) {
        assertThat(BuildReader.read(run).map(Build::outcome)).contains(outcome);
    }

    @ParameterizedTest
    @MethodSource("withoutDigest")
    void aBuildThatDoesNotTellItsImageHasNone(List<NameValue> results, String problem) {
        PipelineRun run = aBuildOf("agent").succeeded(results.toArray(NameValue[]::new));

        assertThat(BuildReader.read(run).map(Build::outcome)).contains(new BuildOutcome.WithoutDigest(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-21", "2026-11-21T12:00:00", "2026-13-21T12:00:00Z"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(Instants.parse(text)).isEmpty();
    }

    @Test
    void aTimeIsReadInAnyZone() {
        assertThat(Stream.of("2026-11-21T12:00:07Z", "2026-11-21T13:00:07+01:00", "2026-11-21T12:00:07.000Z")
                        .map(Instants::parse))
                .containsOnly(Optional.of(seconds(7)));
    }

    private static RunStatus only(Condition condition) {
        return new RunStatus(List.of(condition), null, null, List.of());
    }

    private static BuildOutcome built(String image) {
        return new BuildOutcome.Built(ImageReference.parse(image).orElseThrow());
    }

    private static BuildSource source(PipelineRuns run) {
        return BuildReader.source(run.withoutStatus().getMetadata()).orElseThrow();
    }
}
