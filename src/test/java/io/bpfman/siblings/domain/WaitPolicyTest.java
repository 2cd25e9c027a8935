package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitPolicyTest {

    private static final Instant DEADLINE = seconds(3600);

    private static Verdict evaluate(Wait asked, Instant now, Build... builds) {
        Siblings siblings =
                Siblings.assess(asked.request(), asked.attempt(), Clusters.knowing(Arrays.asList(builds)), now);
        return WaitPolicy.evaluate(
                new WaitProgress(asked, siblings), Clusters.noProspects(), new Witness.Unwanted(), now);
    }

    private static Wait attempt(Requests request, int used, Instant started) {
        return request.asWait(new Attempt(used, started, uids("agent", "agent-uid")), Optional.empty());
    }

    @Test
    void whenAllAreAnsweredADeadlineThatHasPassedDoesNotMatter() {
        assertThat(evaluate(
                        aRequest().asWait(),
                        DEADLINE.plusSeconds(60),
                        aBuildOf("agent").built('a'),
                        aBuildOf("operator").built('b')))
                .isEqualTo(new Verdict.Satisfied());
    }

    @Test
    void aCancelledRunIsNotTriedAgain() {
        Wait cancelled = aRequest().retries(3).asWait(Attempt.first(NOON), Optional.of("not needed"));

        assertThat(evaluate(cancelled, DEADLINE, aBuildOf("agent").failed()))
                .isEqualTo(new Verdict.Cancelled("not needed"));
    }

    @Test
    void aFailureIsNamedBeforeAMissingDigestAndThatBeforeAMissingBuild() {
        Requests request = aRequest().waitingFor("agent", "daemon", "operator").notBuilt(OnNotBuilt.FAIL);
        Build without = aBuildOf("agent").withoutDigest();
        Build failed = aBuildOf("daemon").failed();

        assertThat(List.of(
                        evaluate(request.asWait(), seconds(60), without, failed),
                        evaluate(request.asWait(), seconds(60), without),
                        evaluate(request.asWait(), seconds(60))))
                .containsExactly(
                        new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                        new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                        new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT));
    }

    @Test
    void aSiblingThatFailedMayBeBuiltAgain() {
        assertThat(evaluate(
                        aRequest().onFailure(OnFailure.WAIT).asWait(),
                        seconds(100),
                        aBuildOf("agent").failed(),
                        aBuildOf("operator").withoutDigest()))
                .isEqualTo(new Verdict.Waiting(Optional.of(DEADLINE)));
    }

    @Test
    void aSiblingThatWasNotBuiltEndsEvenAWaitThatBearsFailures() {
        assertThat(evaluate(
                        aRequest()
                                .onFailure(OnFailure.WAIT)
                                .notBuilt(OnNotBuilt.FAIL)
                                .retries(3)
                                .asWait(),
                        seconds(100),
                        aBuildOf("agent").failed()))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT));
    }

    @Test
    void atTheDeadlineAndNotBeforeTheWaitTimesOut() {
        Wait asked = aRequest().asWait();
        Build[] running = {aBuildOf("agent").running(), aBuildOf("operator").queued()};

        assertThat(List.of(
                        evaluate(asked, DEADLINE.minusNanos(1), running),
                        evaluate(asked, DEADLINE, running),
                        evaluate(asked, DEADLINE.plusSeconds(9), running)))
                .containsExactly(
                        new Verdict.Waiting(Optional.of(DEADLINE)),
                        new Verdict.TimedOut(Duration.ofHours(1)),
                        new Verdict.TimedOut(Duration.ofHours(1)));
    }

    @Test
    void aFailureIsNamedThoughTheDeadlineHasPassed() {
        assertThat(evaluate(aRequest().asWait(), DEADLINE, aBuildOf("agent").failed()))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.FAILED));
    }

    @Test
    void withoutATimeoutABuildIsAwaitedWithoutEnd() {
        assertThat(evaluate(
                        aRequest().timeout(Optional.empty()).asWait(),
                        seconds(1_000_000),
                        aBuildOf("agent").running(),
                        aBuildOf("operator").running()))
                .isEqualTo(new Verdict.Waiting(Optional.empty()));
    }

    @Test
    void whileASiblingMayStillAppearTheNextLookIsWhenTheGraceEnds() {
        assertThat(evaluate(aRequest().asWait(), seconds(5), aBuildOf("agent").running()))
                .isEqualTo(new Verdict.Waiting(Optional.of(seconds(60))));
    }

    @Test
    void aDeadlineWithinTheGraceIsTheNextLook() {
        Wait asked = aRequest().timeout(Optional.of(Duration.ofSeconds(30))).asWait();

        assertThat(evaluate(asked, seconds(5))).isEqualTo(new Verdict.Waiting(Optional.of(seconds(30))));
    }

    @Test
    void forANewerBuildOfABrokenSiblingTheGraceDoesNotMatter() {
        Wait second = attempt(aRequest().waitingFor("agent").retries(1), 1, seconds(10));

        assertThat(evaluate(second, seconds(11), aBuildOf("agent").failed()))
                .isEqualTo(new Verdict.Waiting(Optional.of(seconds(3610))));
    }

    @Test
    void theTimeoutCountsFromTheAttemptsStart() {
        Wait second = attempt(aRequest().retries(1), 1, seconds(100));

        assertThat(second.deadline()).contains(seconds(3700));
    }

    @Test
    void anAttemptWithoutADigestIsFollowedByAnother() {
        assertThat(evaluate(
                        aRequest().retries(1).asWait(),
                        seconds(5),
                        aBuildOf("agent").withoutDigest()))
                .isEqualTo(new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST)));
    }

    @Test
    void anAttemptThatTimedOutIsFollowedByAnother() {
        assertThat(evaluate(
                        aRequest().retries(1).asWait(),
                        DEADLINE,
                        aBuildOf("agent").running(),
                        aBuildOf("operator").running()))
                .isEqualTo(new Verdict.Retrying(new Verdict.TimedOut(Duration.ofHours(1))));
    }

    @Test
    void theLastAttemptIsFollowedByNone() {
        Wait last = attempt(aRequest().retries(2), 2, seconds(10));

        assertThat(evaluate(last, seconds(11), aBuildOf("operator").failed()))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.FAILED));
    }

    @Test
    void theAttemptBeforeTheLastIsFollowedByIt() {
        Wait beforeTheLast = attempt(aRequest().retries(2), 1, seconds(10));

        assertThat(evaluate(beforeTheLast, seconds(11), aBuildOf("operator").failed()))
                .isEqualTo(new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)));
    }

    @Test
    void resultsOfTheLargestSizeAreHandedOn() {
        assertThat(evaluateResultsOf(65_536)).isEqualTo(new Verdict.Satisfied());
    }

    @Test
    void resultsOneByteLargerAreRefused() {
        assertThat(evaluateResultsOf(65_537)).isEqualTo(new Verdict.ResultTooLarge(65_537));
    }

    @Test
    void resultsThatAreTooLargeAreRefusedThoughThereAreRetriesAndTheDeadlineHasPassed() {
        WideWait wide = WideWait.of(65_537);
        Wait asked = wide.request()
                .retries(3)
                .timeout(Optional.of(Duration.ofSeconds(1)))
                .asWait();

        assertThat(evaluate(asked, seconds(9), wide.builds())).isEqualTo(new Verdict.ResultTooLarge(65_537));
    }

    @Test
    void onlyAVerdictThatEndsIsTheLast() {
        assertThat(verdicts().filter(verdict -> !verdict.ends()))
                .containsExactlyInAnyOrder(
                        new Verdict.Waiting(Optional.empty()),
                        new Verdict.Unread("the API server did not answer in time"),
                        awaitingWitness(WitnessStep.NONE),
                        awaitingWitness(WitnessStep.CREATE),
                        awaitingWitness(WitnessStep.DELETE),
                        new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)));
    }

    @Test
    void whatTheSiblingsDoNotDecideNeedsNoFreshLook() {
        assertThat(verdicts().filter(verdict -> !verdict.restsOnCluster()))
                .containsExactlyInAnyOrder(
                        new Verdict.Waiting(Optional.empty()),
                        new Verdict.Unread("the API server did not answer in time"),
                        awaitingWitness(WitnessStep.NONE),
                        new Verdict.Cancelled("not needed"),
                        new Verdict.Rejected(List.of("no siblings")));
    }

    /** The examples of each verdict that there is. */
    private static Stream<Verdict> verdicts() {
        return Stream.of(Verdict.class.getPermittedSubclasses()).flatMap(kind -> {
            List<Verdict> some = examples().filter(kind::isInstance).toList();
            assertThat(some).as("examples of %s", kind).isNotEmpty();
            return some.stream();
        });
    }

    private static Stream<Verdict> examples() {
        return Stream.of(
                new Verdict.Waiting(Optional.empty()),
                awaitingWitness(WitnessStep.NONE),
                awaitingWitness(WitnessStep.CREATE),
                awaitingWitness(WitnessStep.DELETE),
                new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)),
                new Verdict.Satisfied(),
                new Verdict.Superseded(aRunOf(Requests.PIPELINE).build()),
                new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED),
                new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT),
                new Verdict.Deadlocked(new Deadlock.Cycle(
                        List.of(
                                new Deadlock.Link("one", Optional.empty()),
                                new Deadlock.Link("other", Optional.empty())),
                        "one")),
                new Verdict.ResultTooLarge(70_000),
                new Verdict.TimedOut(Duration.ofHours(1)),
                new Verdict.Cancelled("not needed"),
                new Verdict.Rejected(List.of("no siblings")),
                new Verdict.Unread("the API server did not answer in time"),
                new Verdict.UnknownSiblings(
                        new TreeMap<>(Map.of(new ComponentName("agnet"), Optional.of(new ComponentName("agent"))))));
    }

    private static Verdict awaitingWitness(WitnessStep step) {
        return new Verdict.AwaitingWitness(new AwaitedWitness(
                "bundle-wait", new AttestedResults("r", "{}"), new Witness.Missing(), step, true, Optional.empty()));
    }

    private static Verdict evaluateResultsOf(int bytes) {
        WideWait wide = WideWait.of(bytes);
        return evaluate(wide.request().asWait(), seconds(5), wide.builds());
    }

    /** 64 siblings with names and repositories so long that their results have a certain size. */
    private record WideWait(int shorter, int repositoryCharacters) {

        private static final int COUNT = 64;

        static WideWait of(int bytes) {
            return IntStream.of(0, 1)
                    .mapToObj(shorter -> new WideWait(shorter, COUNT))
                    .filter(least -> (bytes - least.bytes()) % 2 == 0)
                    .map(least -> new WideWait(least.shorter(), COUNT + (bytes - least.bytes()) / 2))
                    .filter(wide -> wide.bytes() == bytes)
                    .findFirst()
                    .orElseThrow();
        }

        Requests request() {
            TreeSet<ComponentName> names = new TreeSet<>();
            IntStream.range(0, COUNT).forEach(i -> names.add(new ComponentName(name(i))));
            return aRequest()
                    .waitingFor(Collections.unmodifiableSortedSet(names))
                    .images(new TreeMap<>());
        }

        Build[] builds() {
            ImageDigest digest = new ImageDigest("sha256:" + "0".repeat(64));
            return IntStream.range(0, COUNT)
                    .mapToObj(i -> aBuildOf(name(i))
                            .is(new BuildOutcome.Built(new ImageReference(new ImageRepository(repository(i)), digest)))
                            .build())
                    .toArray(Build[]::new);
        }

        private int bytes() {
            Wait asked = request().asWait();
            Siblings siblings =
                    Siblings.assess(asked.request(), asked.attempt(), Clusters.knowing(List.of(builds())), seconds(5));
            return Results.of(asked.request(), siblings, true).values().entrySet().stream()
                    .mapToInt(result -> (result.getKey() + result.getValue()).getBytes(StandardCharsets.UTF_8).length)
                    .sum();
        }

        private String name(int index) {
            return "c%02d".formatted(index) + "x".repeat(index == 0 ? 60 - shorter : 60);
        }

        private String repository(int index) {
            int share = repositoryCharacters / COUNT + (index < repositoryCharacters % COUNT ? 1 : 0);
            return "r".repeat(share);
        }
    }
}
