package io.bpfman.siblings.domain.witness;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.contention.Contention;
import io.bpfman.siblings.domain.contention.SupersessionResult;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.result.StepResults;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WitnessPolicyTest {

    private static final Instant DEADLINE = seconds(3600);
    private static final AttestedResults TESTIMONY = attested('a');
    private static final AttestedResults ANOTHER = attested('b');

    @Test
    void aWaitThatNeedsNoWitnessIsSatisfied() {
        assertThat(evaluate(new Witness.Unwanted(), seconds(5))).isEqualTo(new Verdict.Satisfied());
    }

    @Test
    void aWitnessThatStatesTheDigestsSatisfiesTheWaitEvenAfterTheDeadline() {
        assertThat(evaluate(new Witness.Succeeded(TESTIMONY), DEADLINE)).isEqualTo(new Verdict.Satisfied());
    }

    @Test
    void oneThatIsMissingIsMade() {
        assertThat(evaluate(new Witness.Missing(), seconds(5)))
                .isEqualTo(awaiting(new Witness.Missing(), WitnessStep.CREATE, true, DEADLINE));
    }

    @Test
    void oneThatStatesSomethingElseIsReplacedAtOnce() {
        List<Witness> others = List.of(
                new Witness.Succeeded(ANOTHER),
                new Witness.Failed(ANOTHER, "Failed", seconds(4)),
                new Witness.Underway(ANOTHER, seconds(4), true));

        assertThat(others).allSatisfy(other -> assertThat(evaluate(other, seconds(5)))
                .isEqualTo(awaiting(other, WitnessStep.DELETE, true, DEADLINE)));
    }

    @Test
    void oneThatIsUnderwayIsToldOfAfterTenSeconds() {
        Witness underway = new Witness.Underway(TESTIMONY, seconds(5), false);

        assertThat(List.of(evaluate(underway, seconds(14)), evaluate(underway, seconds(15))))
                .containsExactly(
                        awaiting(underway, WitnessStep.NONE, true, seconds(15)),
                        awaiting(underway, WitnessStep.NONE, false, DEADLINE));
    }

    @Test
    void oneThatFailedIsToldOfAndReplacedAfterThirtySeconds() {
        Witness failed = new Witness.Failed(TESTIMONY, "Failed", seconds(5));

        assertThat(List.of(evaluate(failed, seconds(34)), evaluate(failed, seconds(35))))
                .containsExactly(
                        awaiting(failed, WitnessStep.NONE, false, seconds(35)),
                        awaiting(failed, WitnessStep.DELETE, false, DEADLINE));
    }

    @Test
    void oneThatIsBeingDeletedIsWaitedForAndToldOfAfterTenSeconds() {
        Witness leaving = new Witness.Leaving(seconds(5));

        assertThat(List.of(evaluate(leaving, seconds(14)), evaluate(leaving, seconds(15))))
                .containsExactly(
                        awaiting(leaving, WitnessStep.NONE, true, seconds(15)),
                        awaiting(leaving, WitnessStep.NONE, false, DEADLINE));
    }

    @Test
    void oneOfSomebodyElseIsToldOfAndLeftAlone() {
        assertThat(evaluate(new Witness.Foreign(), seconds(5)))
                .isEqualTo(awaiting(new Witness.Foreign(), WitnessStep.NONE, false, DEADLINE));
    }

    @Test
    void aRefusedStepIsTriedAgainAfterThirtySeconds() {
        Witness missing = new Witness.Refused("forbidden", seconds(5), new Witness.Missing());
        Witness failed = new Witness.Refused(
                "forbidden", seconds(5), new Witness.Failed(TESTIMONY, "Failed", NOON.minusSeconds(60)));

        assertThat(List.of(
                        evaluate(missing, seconds(34)),
                        evaluate(missing, seconds(35)),
                        evaluate(failed, seconds(34)),
                        evaluate(failed, seconds(35))))
                .containsExactly(
                        awaiting(missing, WitnessStep.NONE, false, seconds(35)),
                        awaiting(missing, WitnessStep.CREATE, false, DEADLINE),
                        awaiting(failed, WitnessStep.NONE, false, seconds(35)),
                        awaiting(failed, WitnessStep.DELETE, false, DEADLINE));
    }

    @Test
    void aRefusalIsOfNoMatterWhereThereIsNothingToDo() {
        Witness underway = new Witness.Underway(TESTIMONY, seconds(5), false);

        assertThat(List.of(
                        evaluate(new Witness.Refused("forbidden", seconds(5), underway), seconds(6)),
                        evaluate(
                                new Witness.Refused("forbidden", seconds(5), new Witness.Succeeded(TESTIMONY)),
                                seconds(6))))
                .containsExactly(awaiting(underway, WitnessStep.NONE, true, seconds(15)), new Verdict.Satisfied());
    }

    @Test
    void theDeadlineBoundsTheWitness() {
        Witness underway = new Witness.Underway(TESTIMONY, seconds(5), false);

        assertThat(evaluate(underway, DEADLINE))
                .isEqualTo(new Verdict.TimedOut(
                        Duration.ofHours(1),
                        Optional.of(awaited(underway, WitnessStep.NONE, false, DEADLINE)),
                        Optional.empty()));
    }

    @Test
    void anotherAttemptFollowsADeadlineThatTheWitnessMissed() {
        Wait wait = aRequest().retries(1).asWait();

        assertThat(evaluate(wait, new Witness.Missing(), DEADLINE, both()))
                .isInstanceOfSatisfying(Verdict.Retrying.class, retrying -> assertThat(retrying.attemptEnd())
                        .isInstanceOf(Verdict.TimedOut.class));
    }

    @Test
    void moreThanTektonTakesFromAWitnessEndsTheWait() {
        TreeSet<ComponentName> names = new TreeSet<>();
        List<Build> builds = new ArrayList<>();
        IntStream.range(0, 50).forEach(number -> {
            names.add(new ComponentName("component-" + number));
            builds.add(aBuildOf("component-" + number).built('a'));
        });

        Verdict verdict = evaluate(
                aRequest().waitingFor(names).asWait(), new Witness.Missing(), seconds(5), builds.toArray(Build[]::new));

        assertThat(verdict)
                .isInstanceOfSatisfying(Verdict.ResultTooLarge.class, tooLarge -> assertThat(tooLarge.largest())
                        .isEqualTo(StepResults.LARGEST_BYTES));
    }

    @Test
    void aTestimonyIsAsLargeAsTektonsMessageOfIt() {
        assertThat(new AttestedResults("r", "{\"a\":\"d\"}").bytes())
                .isEqualTo(128
                        + ("[{\"key\":\"revision\",\"value\":\"r\",\"type\":1},"
                                        + "{\"key\":\"digests\",\"value\":\"{\\\"a\\\":\\\"d\\\"}\",\"type\":1}]")
                                .length());
    }

    @Test
    void whatIsToBeDoneRestsOnAFreshLook() {
        assertThat(List.of(
                                evaluate(new Witness.Missing(), seconds(5)),
                                evaluate(new Witness.Succeeded(ANOTHER), seconds(5)),
                                evaluate(new Witness.Foreign(), seconds(5)))
                        .stream()
                        .map(Verdict::restsOnCluster))
                .containsExactly(true, true, false);
    }

    private static Verdict evaluate(Witness witness, Instant now) {
        return evaluate(aRequest().asWait(), witness, now, both());
    }

    private static Verdict evaluate(Wait wait, Witness witness, Instant now, Build... builds) {
        Siblings siblings =
                Siblings.assess(wait.request(), wait.attempt(), Clusters.knowing(Arrays.asList(builds)), now);
        return WaitPolicy.evaluate(
                new WaitProgress(wait, siblings),
                new Contention(SupersessionResult.none(), Optional.empty()),
                witness,
                now);
    }

    private static Build[] both() {
        return new Build[] {aBuildOf("agent").built('a'), aBuildOf("operator").built('a')};
    }

    private static Verdict.AwaitingWitness awaiting(
            Witness witness, WitnessStep step, boolean quiet, Instant nextLook) {
        return new Verdict.AwaitingWitness(awaited(witness, step, quiet, nextLook));
    }

    private static AwaitedWitness awaited(Witness witness, WitnessStep step, boolean quiet, Instant nextLook) {
        return new AwaitedWitness("bundle-wait", TESTIMONY, witness, step, quiet, Optional.of(nextLook));
    }

    private static AttestedResults attested(char digit) {
        return new AttestedResults(
                Requests.REVISION.value(),
                "{\"agent\":\"%s\",\"operator\":\"%s\"}".formatted(digest(digit), digest(digit)));
    }
}
