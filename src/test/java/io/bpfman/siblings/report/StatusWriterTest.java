package io.bpfman.siblings.report;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.status.PersistedWaitWriter;
import io.bpfman.siblings.status.StatusWriter;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusWriterTest {

    private static final String REVISION = Requests.REVISION.value();
    private static final String SINCE = "2026-11-21T11:59:00Z";
    private static final Build RUNNING = aBuildOf("agent").running();
    private static final Build FAILED = aBuildOf("agent").failed();
    private static final Build BUILT = aBuildOf("agent").built('a');

    private static CustomRunStatus write(Wait asked, CustomRunStatus before, Instant now, Build... builds) {
        Siblings siblings = siblings(asked, now, builds);
        WaitProgress progress = new WaitProgress(asked, siblings);
        Verdict verdict = WaitPolicy.evaluate(progress, Clusters.noProspects(), new Witness.Unwanted(), now);
        return StatusWriter.write(new Judgement(progress, Clusters.noProspects(), verdict), before, now);
    }

    private static Siblings siblings(Wait asked, Instant now, Build... builds) {
        return Siblings.assess(asked.request(), asked.attempt(), Clusters.knowing(Arrays.asList(builds)), now);
    }

    private static JsonNode memory(Wait asked, Attempt attempt, Instant now, Build... builds) {
        return PersistedWaitWriter.write(asked.request(), attempt, siblings(asked, now, builds), Optional.empty());
    }

    private static CustomRunStatus waitingSince(@Nullable String lastTransitionTime) {
        return new CustomRunStatus(
                List.of(new Condition("Succeeded", "Unknown", "Started", "x", lastTransitionTime)),
                "2026-11-21T11:59:00Z",
                null,
                List.of(),
                List.of(),
                null,
                7L);
    }

    @Test
    void aWaitThatGoesOnHasNeitherResultsNorAnEnd() {
        Wait asked = aRequest().waitingFor("agent").asWait();
        Instant now = seconds(5).plusMillis(999);

        assertThat(write(asked, CustomRunStatus.empty(), now, RUNNING))
                .isEqualTo(new CustomRunStatus(
                        List.of(new Condition(
                                "Succeeded",
                                "Unknown",
                                "WaitingForSiblings",
                                "0 of 1 siblings ready; waiting for "
                                        + "agent (running, PipelineRun agent-on-push-x7k2p)",
                                "2026-11-21T12:00:05Z")),
                        "2026-11-21T12:00:00Z",
                        null,
                        List.of(),
                        List.of(),
                        memory(asked, asked.attempt(), now, RUNNING),
                        null));
    }

    @Test
    void aWaitThatIsSatisfiedHasEveryResultAndAnEnd() {
        Wait asked = aRequest().waitingFor("agent").asWait();
        String agent = image("agent", 'a').toString();

        assertThat(write(asked, waitingSince(SINCE), seconds(5), BUILT))
                .isEqualTo(new CustomRunStatus(
                        List.of(new Condition(
                                "Succeeded",
                                "True",
                                "SiblingsReady",
                                "1 of 1 siblings ready: agent (built, PipelineRun agent-on-push-x7k2p)",
                                "2026-11-21T12:00:05Z")),
                        "2026-11-21T12:00:00Z",
                        "2026-11-21T12:00:05Z",
                        List.of(
                                new NameValue("agent", agent),
                                new NameValue("agent-digest", digest('a')),
                                new NameValue("digests", "{\"agent\":\"%s\"}".formatted(digest('a'))),
                                new NameValue("proceed", "true"),
                                new NameValue("pullspecs", "{\"agent\":\"%s\"}".formatted(agent)),
                                new NameValue("revision", REVISION),
                                new NameValue("sources", "{\"agent\":\"built\"}")),
                        List.of(),
                        memory(asked, asked.attempt(), seconds(5), BUILT),
                        7L));
    }

    static Stream<Verdict> endings() {
        return Stream.of(
                new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT),
                new Verdict.TimedOut(Duration.ofHours(1)),
                new Verdict.Cancelled("not needed"));
    }

    @Test
    void resultsThatDoNotFitAreWrittenWithTheirNamesAlone() {
        Wait asked = aRequest().waitingFor("agent").asWait();

        CustomRunStatus status = StatusWriter.write(
                new Judgement(
                        new WaitProgress(asked, siblings(asked, seconds(5), BUILT)),
                        Clusters.noProspects(),
                        new Verdict.ResultTooLarge(70_000)),
                CustomRunStatus.empty(),
                seconds(5));

        assertThat(status.results())
                .containsExactly(
                        new NameValue("agent", ""),
                        new NameValue("agent-digest", ""),
                        new NameValue("digests", ""),
                        new NameValue("proceed", "false"),
                        new NameValue("pullspecs", ""),
                        new NameValue("revision", REVISION),
                        new NameValue("sources", ""));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aWaitThatIsNotSatisfiedStillHasEveryResult(Verdict verdict) {
        Wait asked = aRequest().waitingFor("agent", "operator").asWait();
        Siblings siblings = siblings(asked, seconds(5), BUILT);

        CustomRunStatus status = StatusWriter.write(
                new Judgement(new WaitProgress(asked, siblings), Clusters.noProspects(), verdict),
                CustomRunStatus.empty(),
                seconds(5));

        assertThat(status.succeeded().map(Condition::status)).contains("False");
        assertThat(status.completionTime()).isEqualTo("2026-11-21T12:00:05Z");
        assertThat(status.results())
                .containsExactly(
                        new NameValue("agent", image("agent", 'a').toString()),
                        new NameValue("agent-digest", digest('a')),
                        new NameValue("digests", "{\"agent\":\"%s\"}".formatted(digest('a'))),
                        new NameValue("operator", ""),
                        new NameValue("operator-digest", ""),
                        new NameValue("proceed", "false"),
                        new NameValue("pullspecs", "{\"agent\":\"%s\"}".formatted(image("agent", 'a'))),
                        new NameValue("revision", REVISION),
                        new NameValue("sources", "{\"agent\":\"built\"}"));
    }

    @Test
    void aRequestThatIsRejectedHasTheResultsThatCouldBeRead() {
        assertThat(StatusWriter.writeRejected(
                        new Verdict.Rejected(List.of("one", "two")),
                        Results.ofRejected(REVISION, components("agent")),
                        NOON.plusMillis(1),
                        new CustomRunStatus(List.of(), null, null, List.of(), List.of(), null, 7L),
                        seconds(1)))
                .isEqualTo(new CustomRunStatus(
                        List.of(new Condition(
                                "Succeeded", "False", "InvalidParameters", "one; two", "2026-11-21T12:00:01Z")),
                        "2026-11-21T12:00:00Z",
                        "2026-11-21T12:00:01Z",
                        List.of(
                                new NameValue("agent", ""),
                                new NameValue("agent-digest", ""),
                                new NameValue("digests", "{}"),
                                new NameValue("proceed", "false"),
                                new NameValue("pullspecs", "{}"),
                                new NameValue("revision", REVISION),
                                new NameValue("sources", "{}")),
                        List.of(),
                        null,
                        7L));
    }

    @Test
    void aRejectedRunKeepsItsEarlierAttempts() {
        AttemptStatus earlier = new AttemptStatus(List.of(), SINCE, SINCE);

        assertThat(StatusWriter.writeRejected(
                                new Verdict.Rejected(List.of("one")),
                                Results.ofRejected("", components()),
                                NOON,
                                new CustomRunStatus(List.of(), null, null, List.of(), List.of(earlier), null, null),
                                seconds(1))
                        .retriesStatus())
                .containsExactly(earlier);
    }

    @Test
    void theTransitionTimeIsKeptWhileTheStatusIsTheSame() {
        assertThat(transition(waitingSince(SINCE), RUNNING)).contains(SINCE);
    }

    @Test
    void theTransitionTimeIsNewWhenTheStatusIs() {
        assertThat(transition(waitingSince(SINCE), BUILT)).contains("2026-11-21T12:00:05Z");
    }

    @Test
    void aTransitionTimeThatIsMissingIsNow() {
        assertThat(transition(waitingSince(null), RUNNING)).contains("2026-11-21T12:00:05Z");
    }

    private static Optional<String> transition(CustomRunStatus before, Build build) {
        return write(aRequest().waitingFor("agent").asWait(), before, seconds(5), build)
                .succeeded()
                .map(Condition::lastTransitionTime);
    }

    @Test
    void anEndIsNeverBeforeTheStart() {
        CustomRunStatus status =
                write(aRequest().waitingFor("agent").asWait(), CustomRunStatus.empty(), seconds(-9), BUILT);

        assertThat(List.of(status.startTime(), status.completionTime()))
                .containsExactly("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z");
    }

    @Test
    void anotherAttemptKeepsTheOneThatEndedAndBeginsNow() {
        Wait asked = aRequest().waitingFor("agent").retries(2).asWait();
        String why = "0 of 1 siblings ready; agent (failed, reason Failed, PipelineRun agent-on-push-x7k2p)";
        Attempt next = new Attempt(1, seconds(90), uids("agent", "agent-uid"));

        assertThat(write(asked, waitingSince(SINCE), seconds(90), FAILED))
                .isEqualTo(new CustomRunStatus(
                        List.of(new Condition(
                                "Succeeded", "Unknown", "Retrying", "trying again after SiblingFailed: " + why, SINCE)),
                        "2026-11-21T12:01:30Z",
                        null,
                        List.of(),
                        List.of(new AttemptStatus(
                                List.of(new Condition(
                                        "Succeeded", "False", "SiblingFailed", why, "2026-11-21T12:01:30Z")),
                                "2026-11-21T12:00:00Z",
                                "2026-11-21T12:01:30Z")),
                        memory(asked, next, seconds(90), FAILED),
                        7L));
    }

    @Test
    void theEarlierAttemptsComeFirst() {
        AttemptStatus earlier = new AttemptStatus(List.of(), SINCE, SINCE);
        CustomRunStatus before = new CustomRunStatus(List.of(), null, null, List.of(), List.of(earlier), null, null);
        Wait asked = aRequest()
                .waitingFor("agent")
                .retries(2)
                .asWait(new Attempt(1, seconds(60), uids("agent", "older")), Optional.empty());

        CustomRunStatus status = write(asked, before, seconds(90), FAILED);

        assertThat(status.retriesStatus()).hasSize(2).startsWith(earlier);
        assertThat(status.retriesStatus().get(1).startTime()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(Wire.tree(status).at("/extraFields/siblings/0/passedOver").toString())
                .isEqualTo("[\"agent-uid\",\"older\"]");
    }

    @Test
    void anotherAttemptNeverBeginsBeforeTheOneThatEnded() {
        CustomRunStatus status =
                write(aRequest().waitingFor("agent").retries(1).asWait(), CustomRunStatus.empty(), seconds(-9), FAILED);

        assertThat(status.startTime()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(status.retriesStatus().get(0).completionTime()).isEqualTo("2026-11-21T12:00:00Z");
    }

    @Test
    void theLastAttemptEndsTheRunAndKeepsTheOthers() {
        AttemptStatus earlier = new AttemptStatus(List.of(), SINCE, SINCE);
        CustomRunStatus before = new CustomRunStatus(List.of(), null, null, List.of(), List.of(earlier), null, null);
        Wait asked = aRequest()
                .waitingFor("agent")
                .retries(1)
                .asWait(new Attempt(1, seconds(60), uids("agent", "older")), Optional.empty());

        CustomRunStatus status = write(asked, before, seconds(90), FAILED);

        assertThat(status.retriesStatus()).containsExactly(earlier);
        assertThat(status.succeeded().map(Condition::reason)).contains("SiblingFailed");
    }
}
