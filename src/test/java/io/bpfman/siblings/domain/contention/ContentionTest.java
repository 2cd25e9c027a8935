package io.bpfman.siblings.domain.contention;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static io.bpfman.siblings.fixtures.WaitProgresses.aWaitIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Section 8 of the contract: where a newer run and a deadlock stand among the verdicts. */
class ContentionTest {

    private static final CompetingRun NEWER = aRunOf(PIPELINE).build();
    private static final Deadlock.Cycle CYCLE =
            new Deadlock.Cycle(List.of(link("bundle"), link("agent")), "bundle-wait");
    private static final Deadlock.QueueDeadlock DEADLOCK = new Deadlock.QueueDeadlock(
            "bpfman-operator", 1, components("agent"), new TreeSet<>(List.of("bundle-wait")), "bundle-wait");

    private static Verdict evaluate(Wait asked, Contention contention, Build... builds) {
        Siblings siblings = Siblings.assess(
                asked.request(), asked.attempt(), Clusters.knowing(Arrays.asList(builds)), seconds(3600));
        return WaitPolicy.evaluate(
                new WaitProgress(asked, siblings), contention, new Witness.Unwanted(), seconds(3600));
    }

    private static Wait aWait() {
        return aRequest().waitingFor("agent").retries(3).asWait();
    }

    private static Contention superseded() {
        return new Contention(new SupersessionResult(Optional.of(NEWER), Optional.of(NOON)), Optional.of(CYCLE));
    }

    private static Contention stuck(Deadlock deadlock) {
        return new Contention(SupersessionResult.none(), Optional.of(deadlock));
    }

    @Test
    void aCancelledWaitIsCancelledThoughItIsSuperseded() {
        Wait cancelled = aRequest().asWait(Attempt.first(NOON), Optional.of("not needed"));

        assertThat(evaluate(cancelled, superseded())).isEqualTo(new Verdict.Cancelled("not needed"));
    }

    @Test
    void aSupersededWaitIsSupersededWhereverItsSiblingsStand() {
        assertThat(List.of(
                        evaluate(aWait(), superseded(), aBuildOf("agent").built('a')),
                        evaluate(aWait(), superseded(), aBuildOf("agent").failed()),
                        evaluate(aWait(), superseded(), aBuildOf("agent").running()),
                        evaluate(aWait(), superseded())))
                .containsOnly(new Verdict.Superseded(NEWER));
    }

    @Test
    void whenAllAreAnsweredADeadEndIsOfNoMatter() {
        assertThat(evaluate(aWait(), stuck(CYCLE), aBuildOf("agent").built('a')))
                .isEqualTo(new Verdict.Satisfied());
    }

    @Test
    void aFailureIsNamedBeforeADeadEnd() {
        assertThat(evaluate(
                        aRequest().waitingFor("agent").asWait(),
                        stuck(CYCLE),
                        aBuildOf("agent").failed()))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.FAILED));
    }

    @Test
    void aMissingBuildIsNamedBeforeADeadEnd() {
        assertThat(evaluate(aWait(), stuck(DEADLOCK))).isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT));
    }

    @Test
    void aDeadEndIsNamedBeforeTheDeadlineAndIsNotTriedAgain() {
        Build running = aBuildOf("agent").running();

        assertThat(List.of(evaluate(aWait(), stuck(CYCLE), running), evaluate(aWait(), stuck(DEADLOCK), running)))
                .containsExactly(new Verdict.Deadlocked(CYCLE), new Verdict.Deadlocked(DEADLOCK));
    }

    @Test
    void aDeadEndThatAnotherWaitIsToEndIsWaitedOut() {
        Requests request = aRequest().waitingFor("agent").timeout(Optional.empty());
        Deadlock others = new Deadlock.Cycle(List.of(link("bundle"), link("agent")), "agent-wait");

        assertThat(evaluate(request.asWait(), stuck(others), aBuildOf("agent").running()))
                .isEqualTo(new Verdict.Waiting(Optional.empty()));
    }

    @Test
    void aJudgementTellsWhatItRestsOn() {
        WaitProgress self = aWaitIn("bundle").awaiting("agent").build();
        Clusters cluster = aCluster()
                .with(aRunOf(PIPELINE).build())
                .with(aWaitIn("agent").awaiting("bundle").build());

        Judgement judgement = WaitPolicy.judge(self, cluster.facts(), cluster.surroundings(), seconds(5));

        assertThat(judgement)
                .isEqualTo(new Judgement(
                        self,
                        new Contention(
                                new SupersessionResult(Optional.of(NEWER), Optional.of(NOON)),
                                Optional.of(new Deadlock.Cycle(List.of(link("bundle"), link("agent")), "bundle-wait"))),
                        new Verdict.Superseded(NEWER)));
    }

    @Test
    void nothingBearsOnAWaitOfWhichNothingElseIsKnown() {
        WaitProgress self = aWaitIn("bundle").awaiting("agent").build();

        assertThat(Contention.of(self, aCluster().facts(), aCluster().surroundings()))
                .isEqualTo(Clusters.noProspects());
    }

    @Test
    void onlyAnAnsweredAndASupersededWaitEndWell() {
        assertThat(List.of(
                        new Verdict.Satisfied().succeeds(),
                        new Verdict.Superseded(NEWER).succeeds(),
                        new Verdict.Deadlocked(CYCLE).succeeds(),
                        new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED).succeeds(),
                        new Verdict.Waiting(Optional.empty()).succeeds()))
                .containsExactly(true, true, false, false, false);
    }

    @Test
    void whatFollowsFromOtherRunsAndWaitsRestsOnTheCluster() {
        assertThat(List.<Verdict>of(
                        new Verdict.Superseded(NEWER),
                        new Verdict.Deadlocked(CYCLE),
                        new Verdict.Deadlocked(DEADLOCK),
                        new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED)))
                .allMatch(verdict -> verdict.restsOnCluster() && verdict.ends());
    }

    @Test
    void whatAWaitRemembersOfSkippedRunsIsOfItsOwnPipelineAlone() {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress other = aWaitIn("bundle").awaitingTheRunOf("agent").build();
        Clusters cluster = aCluster()
                .rememberedAsLastNotSkipped(seconds(-100_000))
                .with(NEWER)
                .with(other);

        assertThat(Contention.of(one, cluster.facts(), cluster.surroundings()).deadlock())
                .as("the other wait is about to be skipped")
                .isEmpty();
    }

    private static Deadlock.Link link(String component) {
        return new Deadlock.Link(component + "-wait", Optional.of(new ComponentName(component)));
    }
}
