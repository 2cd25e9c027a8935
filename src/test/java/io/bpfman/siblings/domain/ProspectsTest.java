package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Standings.aWaitIn;
import static io.bpfman.siblings.fixtures.SubjectRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Section 8 of the contract: where a newer run and a dead end stand among the verdicts. */
class ProspectsTest {

    private static final SubjectRun NEWER = aRunOf(PIPELINE).build();
    private static final DeadEnd.Cycle CYCLE = new DeadEnd.Cycle(List.of("bundle-wait", "agent-wait"), "bundle-wait");
    private static final DeadEnd.QueueDeadlock DEADLOCK = new DeadEnd.QueueDeadlock(
            "bpfman-operator", 1, components("agent"), new TreeSet<>(List.of("bundle-wait")), "bundle-wait");

    private static Verdict evaluate(Wait asked, Prospects prospects, Build... builds) {
        Siblings siblings = Siblings.assess(
                asked.request(), asked.attempt(), Clusters.knowing(Arrays.asList(builds)), seconds(3600));
        return WaitPolicy.evaluate(new Standing(asked, siblings), prospects, seconds(3600));
    }

    private static Wait aWait() {
        return aRequest().waitingFor("agent").retries(3).asWait();
    }

    private static Prospects superseded() {
        return new Prospects(new Succession(Optional.of(NEWER), Optional.of(NOON)), Optional.of(CYCLE));
    }

    private static Prospects stuck(DeadEnd deadEnd) {
        return new Prospects(Succession.none(), Optional.of(deadEnd));
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
                .isEqualTo(new Verdict.SiblingFailed());
    }

    @Test
    void aMissingBuildIsNamedBeforeADeadEnd() {
        assertThat(evaluate(aWait(), stuck(DEADLOCK))).isEqualTo(new Verdict.SiblingNotBuilt());
    }

    @Test
    void aDeadEndIsNamedBeforeTheDeadlineAndIsNotTriedAgain() {
        Build running = aBuildOf("agent").running();

        assertThat(List.of(evaluate(aWait(), stuck(CYCLE), running), evaluate(aWait(), stuck(DEADLOCK), running)))
                .containsExactly(new Verdict.DependencyCycle(CYCLE), new Verdict.QueueDeadlock(DEADLOCK));
    }

    @Test
    void aDeadEndThatAnotherWaitIsToEndIsWaitedOut() {
        Requests request = aRequest().waitingFor("agent").timeout(Optional.empty());
        DeadEnd others = new DeadEnd.Cycle(List.of("bundle-wait", "agent-wait"), "agent-wait");

        assertThat(evaluate(request.asWait(), stuck(others), aBuildOf("agent").running()))
                .isEqualTo(new Verdict.Waiting(Optional.empty()));
    }

    @Test
    void aJudgementTellsWhatItRestsOn() {
        Standing self = aWaitIn("bundle").awaiting("agent").build();
        Known known = aCluster()
                .with(aRunOf(PIPELINE).build())
                .with(aWaitIn("agent").awaiting("bundle").build())
                .build();

        Judgement judgement = WaitPolicy.judge(self, known, seconds(5));

        assertThat(judgement)
                .isEqualTo(new Judgement(
                        self,
                        new Prospects(
                                new Succession(Optional.of(NEWER), Optional.of(NOON)),
                                Optional.of(new DeadEnd.Cycle(List.of("bundle-wait", "agent-wait"), "bundle-wait"))),
                        new Verdict.Superseded(NEWER)));
    }

    @Test
    void nothingBearsOnAWaitOfWhichNothingElseIsKnown() {
        Standing self = aWaitIn("bundle").awaiting("agent").build();

        assertThat(Prospects.of(self, aCluster().build())).isEqualTo(Clusters.noProspects());
    }

    @Test
    void onlyAnAnsweredAndASupersededWaitEndWell() {
        assertThat(List.of(
                        new Verdict.Satisfied().succeeds(),
                        new Verdict.Superseded(NEWER).succeeds(),
                        new Verdict.DependencyCycle(CYCLE).succeeds(),
                        new Verdict.SiblingUntrusted().succeeds(),
                        new Verdict.Waiting(Optional.empty()).succeeds()))
                .containsExactly(true, true, false, false, false);
    }

    @Test
    void whatFollowsFromOtherRunsAndWaitsRestsOnTheCluster() {
        assertThat(List.<Verdict>of(
                        new Verdict.Superseded(NEWER),
                        new Verdict.DependencyCycle(CYCLE),
                        new Verdict.QueueDeadlock(DEADLOCK),
                        new Verdict.SiblingUntrusted()))
                .allMatch(verdict -> verdict.restsOnCluster() && verdict.ends());
    }

    @Test
    void whatAWaitRemembersOfSkippedRunsIsOfItsOwnPipelineAlone() {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing other = aWaitIn("bundle").awaitingTheRunOf("agent").build();
        Known known = aCluster()
                .rememberedAsLastNotSkipped(seconds(-100_000))
                .with(NEWER)
                .with(other)
                .build();

        assertThat(Prospects.of(one, known).deadEnd())
                .as("the other wait is about to be skipped")
                .isEmpty();
    }
}
