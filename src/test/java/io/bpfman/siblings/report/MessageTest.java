package io.bpfman.siblings.report;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageTest {

    private static final Verdict WAITING = new Verdict.Waiting(Optional.empty());
    private static final AttestedResults TESTIMONY = new AttestedResults("r", "{\"agent\":\"d\"}");
    private static final Verdict NOBODY = new Verdict.Rejected(List.of());

    private static Siblings siblings(Requests request, Build... builds) {
        return Siblings.assess(
                request.build(), Attempt.first(NOON), Clusters.knowing(Arrays.asList(builds)), seconds(60));
    }

    @Test
    void whoIsAwaitedIsNamedWithItsPipelineRun() {
        Siblings siblings = siblings(
                aRequest().waitingFor("bpfman-agent-ystream", "bpfman-operator-ystream", "bpfman-ystream"),
                aBuildOf("bpfman-agent-ystream").running(),
                aBuildOf("bpfman-operator-ystream").built('a'),
                aBuildOf("bpfman-ystream").built('b'));

        assertThat(Message.of(WAITING, siblings))
                .isEqualTo("2 of 3 siblings ready; waiting for "
                        + "bpfman-agent-ystream (running, PipelineRun bpfman-agent-ystream-on-push-x7k2p)");
    }

    @Test
    void allWhoAreAwaitedAreNamedInTheirOrder() {
        Siblings siblings = Siblings.assess(
                aRequest().waitingFor("operator", "agent", "daemon").build(),
                Attempt.first(NOON),
                Clusters.knowing(List.of(
                        aBuildOf("operator").queued(),
                        aBuildOf("daemon").is(new BuildOutcome.Failed("")).build())),
                seconds(5));

        assertThat(Message.of(WAITING, siblings))
                .isEqualTo("0 of 3 siblings ready; waiting for agent (awaited), "
                        + "daemon (failed, PipelineRun daemon-on-push-x7k2p), "
                        + "operator (queued, PipelineRun operator-on-push-x7k2p)");
    }

    @Test
    void whatAnsweredEachSiblingIsTold() {
        Siblings siblings = siblings(
                aRequest().waitingFor("agent", "operator"),
                aBuildOf("agent").built('a'),
                aBuildOf("operator").ofRevision(Requests.EARLIER).built('b'));

        assertThat(Message.of(new Verdict.Satisfied(), siblings))
                .isEqualTo("2 of 2 siblings ready: agent (built, PipelineRun agent-on-push-x7k2p), "
                        + "operator (promoted, PipelineRun operator-on-push-x7k2p)");
    }

    @Test
    void anOmittedSiblingIsReady() {
        assertThat(Message.of(
                        new Verdict.Satisfied(),
                        siblings(aRequest().waitingFor("agent").notBuilt(OnNotBuilt.OMIT))))
                .isEqualTo("1 of 1 siblings ready: agent (omitted)");
    }

    @Test
    void everySiblingThatEndsTheWaitIsNamedWithItsReason() {
        Siblings siblings = siblings(
                aRequest()
                        .waitingFor("agent", "bpfd", "catalog", "daemon", "examples")
                        .notBuilt(OnNotBuilt.FAIL),
                aBuildOf("agent").failed(),
                aBuildOf("bpfd").withoutDigest(),
                aBuildOf("catalog").cancelled(),
                aBuildOf("daemon").running());
        String message = "0 of 5 siblings ready; agent (failed, reason Failed, PipelineRun agent-on-push-x7k2p), "
                + "bpfd (without digest, IMAGE_DIGEST is missing, PipelineRun bpfd-on-push-x7k2p), "
                + "catalog (failed, reason Cancelled, PipelineRun catalog-on-push-x7k2p), examples (not built)";

        assertThat(Stream.of(
                                new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                                new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                                new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT))
                        .map(verdict -> Message.of(verdict, siblings)))
                .containsExactly(message, message, message);
    }

    @Test
    void whoWasStillMissingAtTheDeadlineIsNamed() {
        Siblings siblings = siblings(
                aRequest(), aBuildOf("agent").running(), aBuildOf("operator").built('b'));

        assertThat(Message.of(new Verdict.TimedOut(Duration.ofMinutes(90)), siblings))
                .isEqualTo("timed out after 1h30m0s; 1 of 2 siblings ready; still waiting for "
                        + "agent (running, PipelineRun agent-on-push-x7k2p)");
    }

    @Test
    void anotherAttemptTellsHowTheLastOneEnded() {
        Siblings siblings =
                siblings(aRequest().waitingFor("agent"), aBuildOf("agent").failed());

        assertThat(Message.of(new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)), siblings))
                .isEqualTo("trying again after SiblingFailed: 0 of 1 siblings ready; "
                        + "agent (failed, reason Failed, PipelineRun agent-on-push-x7k2p)");
    }

    @Test
    void resultsThatAreTooLargeTellTheirSize() {
        assertThat(Message.of(new Verdict.ResultTooLarge(70_000), Siblings.none()))
                .isEqualTo("the results have 70000 bytes and may have 65536: wait for fewer siblings in one task");
    }

    @Test
    void aCancelledRunTellsWhy() {
        assertThat(Message.of(new Verdict.Cancelled("not needed"), Siblings.none()))
                .isEqualTo("not needed");
    }

    @Test
    void everyProblemIsToldInOneMessage() {
        assertThat(Message.of(new Verdict.Rejected(List.of("one", "two")), Siblings.none()))
                .isEqualTo("one; two");
        assertThat(Message.of(NOBODY, Siblings.none())).isEmpty();
    }

    @Test
    void aMessageOfTheLongestSizeIsWhole() {
        assertThat(Message.of(new Verdict.Cancelled("x".repeat(1024)), Siblings.none()))
                .isEqualTo("x".repeat(1024));
    }

    @Test
    void aLongerMessageIsCut() {
        assertThat(Message.of(new Verdict.Cancelled("x".repeat(1025)), Siblings.none()))
                .isEqualTo("x".repeat(1023) + "…");
    }

    @Test
    void noCharacterIsCutInTwo() {
        assertThat(Message.of(new Verdict.Cancelled("x".repeat(1022) + "🚫🚫"), Siblings.none()))
                .isEqualTo("x".repeat(1022) + "…");
    }

    @Test
    void aCharacterThatStillFitsIsKept() {
        assertThat(Message.of(new Verdict.Cancelled("x".repeat(1021) + "🚫🚫"), Siblings.none()))
                .isEqualTo("x".repeat(1021) + "🚫…");
    }

    @Test
    void theMessageOfManySiblingsIsCut() {
        String[] names =
                IntStream.range(0, 64).mapToObj("component-%02d"::formatted).toArray(String[]::new);
        Build[] builds =
                Arrays.stream(names).map(name -> aBuildOf(name).failed()).toArray(Build[]::new);

        assertThat(Message.of(
                        new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                        siblings(aRequest().waitingFor(names), builds)))
                .hasSize(1024)
                .startsWith("0 of 64 siblings ready; component-00 (failed, reason Failed, ")
                .endsWith("…");
    }

    @Test
    void howFarTheWitnessHasComeIsTold() {
        AttestedResults other = new AttestedResults("r", "{}");
        Siblings siblings =
                siblings(aRequest().waitingFor("agent"), aBuildOf("agent").built('a'));

        assertThat(Stream.of(
                                awaiting(new Witness.Missing(), WitnessStep.CREATE),
                                awaiting(new Witness.Underway(TESTIMONY, NOON, false), WitnessStep.NONE),
                                awaiting(new Witness.Underway(TESTIMONY, NOON, true), WitnessStep.NONE),
                                awaiting(new Witness.Underway(other, NOON, true), WitnessStep.DELETE),
                                awaiting(new Witness.Succeeded(other), WitnessStep.DELETE),
                                awaiting(new Witness.Leaving(NOON), WitnessStep.NONE),
                                awaiting(new Witness.Failed(TESTIMONY, "Failed, why", NOON), WitnessStep.NONE),
                                awaiting(new Witness.Failed(other, "Failed, why", NOON), WitnessStep.DELETE),
                                awaiting(
                                        new Witness.Refused("forbidden", NOON, new Witness.Missing()),
                                        WitnessStep.NONE),
                                awaiting(new Witness.Foreign(), WitnessStep.NONE))
                        .map(verdict -> Message.of(verdict, siblings)))
                .allSatisfy(message -> assertThat(message)
                        .startsWith("1 of 1 siblings ready; "
                                + "TaskRun bundle-wait, which is to state their digests to Tekton Chains, "))
                .extracting(message -> message.substring(message.indexOf("Chains, ") + 8))
                .containsExactly(
                        "is being made",
                        "is pending",
                        "is running",
                        "is being deleted, to be made again",
                        "is being deleted, to be made again",
                        "is being deleted, to be made again",
                        "failed (Failed, why): it is made again",
                        "is being deleted, to be made again",
                        "cannot be made (forbidden): it is tried again",
                        "cannot be made, as there is one of that name that is not this wait's: delete it");
    }

    @Test
    void aWitnessThatWasMissingAtTheDeadlineIsNamed() {
        Siblings siblings =
                siblings(aRequest().waitingFor("agent"), aBuildOf("agent").built('a'));

        assertThat(Message.of(
                        new Verdict.TimedOut(
                                Duration.ofMinutes(90),
                                Optional.of(awaited(new Witness.Underway(TESTIMONY, NOON, false), WitnessStep.NONE)),
                                Optional.empty()),
                        siblings))
                .isEqualTo("timed out after 1h30m0s; 1 of 1 siblings ready; "
                        + "TaskRun bundle-wait, which is to state their digests to Tekton Chains, is pending");
    }

    private static Verdict.AwaitingWitness awaiting(Witness witness, WitnessStep step) {
        return new Verdict.AwaitingWitness(awaited(witness, step));
    }

    private static AwaitedWitness awaited(Witness witness, WitnessStep step) {
        return new AwaitedWitness("bundle-wait", TESTIMONY, witness, step, false, Optional.empty());
    }
}
