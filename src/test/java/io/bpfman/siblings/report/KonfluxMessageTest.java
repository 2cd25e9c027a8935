package io.bpfman.siblings.report;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Konflux's own objects, newer runs and other waits add to what a verdict says. */
class KonfluxMessageTest {

    private static final Verdict WAITING = new Verdict.Waiting(Optional.empty());
    private static final UnreadableKind NO_COMPONENTS =
            new UnreadableKind(UnreadableKind.Kind.COMPONENTS, UnreadableKind.Why.ABSENT);
    private static final UnreadableKind CLOSED_COMPONENTS =
            new UnreadableKind(UnreadableKind.Kind.COMPONENTS, UnreadableKind.Why.FORBIDDEN);
    private static final UnreadableKind NO_SNAPSHOTS =
            new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, UnreadableKind.Why.ABSENT);
    private static final UnreadableKind CLOSED_SNAPSHOTS =
            new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, UnreadableKind.Why.FORBIDDEN);
    private static final UnreadableKind CLOSED_REPOSITORIES =
            new UnreadableKind(UnreadableKind.Kind.REPOSITORIES, UnreadableKind.Why.FORBIDDEN);

    private static Siblings siblings(Requests request, Clusters cluster) {
        return Siblings.assess(request.build(), Attempt.first(NOON), cluster.facts(), seconds(60));
    }

    private static Verdict cycle(List<String> circle) {
        return new Verdict.Deadlocked(new Deadlock.Cycle(
                circle.stream()
                        .map(name -> new Deadlock.Link(name, Optional.of(new ComponentName(name.replace("-wait", "")))))
                        .toList(),
                circle.get(0)));
    }

    @Test
    void whoKeepsABuildFromStartingIsTold() {
        Siblings siblings = siblings(
                aRequest().waitingFor("agent", "daemon", "operator"),
                aCluster()
                        .with(
                                aBuildOf("agent")
                                        .is(new BuildOutcome.Queued(new Queue.Kueue()))
                                        .build(),
                                aBuildOf("daemon").queued(),
                                aBuildOf("operator")
                                        .is(new BuildOutcome.Queued(new Queue.PipelinesAsCode("bpfman-operator")))
                                        .build()));

        assertThat(Message.of(WAITING, siblings))
                .isEqualTo("0 of 3 siblings ready; waiting for "
                        + "agent (queued by Kueue, PipelineRun agent-on-push-x7k2p), "
                        + "daemon (queued, PipelineRun daemon-on-push-x7k2p), "
                        + "operator (queued by Pipelines-as-Code, PipelineRun operator-on-push-x7k2p)");
    }

    @Test
    void whatTellsOfAnAnswerIsNamed() {
        Siblings siblings = siblings(
                aRequest().waitingFor("agent", "daemon", "operator"),
                aCluster()
                        .with(
                                aComponent("agent")
                                        .promoted('a', Requests.REVISION)
                                        .build(),
                                aComponent("daemon")
                                        .promoted('d', Requests.EARLIER)
                                        .build())
                        .withSnapshot("snapshot-1", "operator", 'b'));

        assertThat(Message.of(new Verdict.Satisfied(), siblings))
                .isEqualTo("3 of 3 siblings ready: agent (built, Component), daemon (promoted, Component), "
                        + "operator (promoted, Snapshot snapshot-1)");
    }

    @Test
    void whoClaimsAnotherImageIsNamed() {
        Siblings siblings = siblings(
                aRequest().waitingFor("agent"),
                aCluster()
                        .with(
                                aBuildOf("agent").named("c").created(seconds(3)).built('c'),
                                aBuildOf("agent").named("b").created(seconds(3)).built('b'),
                                aBuildOf("agent").named("a").created(seconds(3)).built('a')));

        assertThat(Message.of(new Verdict.Satisfied(), siblings))
                .isEqualTo(
                        "1 of 1 siblings ready: agent (built, PipelineRun c; PipelineRuns a and b claim other images)");
    }

    @Test
    void anUntrustedImageIsNamedWithTheRepositoryThatItShouldBeIn() {
        Siblings siblings = siblings(
                aRequest().waitingFor("agent", "daemon"),
                aCluster()
                        .with(aBuildOf("agent").built('a'))
                        .with(
                                aComponent("agent")
                                        .pushedTo("quay.io/own/agent")
                                        .build(),
                                aComponent("daemon")
                                        .pushedTo("quay.io/own/daemon")
                                        .promoted('d', Requests.EARLIER)
                                        .build()));

        assertThat(Message.of(new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED), siblings))
                .isEqualTo("0 of 2 siblings ready; agent (untrusted, "
                        + "quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent is not in the component's repository "
                        + "quay.io/own/agent, PipelineRun agent-on-push-x7k2p), daemon (untrusted, "
                        + "quay.io/redhat-user-workloads/ocp-bpfman-tenant/daemon is not in the component's repository "
                        + "quay.io/own/daemon, Component)");
    }

    @Test
    void whoIsSupersededIsToldByWhatAndWhatCanBeDone() {
        assertThat(Message.of(new Verdict.Superseded(aRunOf(Requests.PIPELINE).build()), Siblings.none()))
                .isEqualTo("superseded by PipelineRun bundle-on-push-later of revision "
                        + "fedcba9876543210fedcba9876543210fedcba98, so the rest of this pipeline is skipped; "
                        + "a comment /test bundle-on-push builds this revision all the same, /retest does not");
    }

    @Test
    void aCircleIsNamedAllTheWayRound() {
        assertThat(Message.of(cycle(List.of("b-wait", "c-wait", "a-wait")), Siblings.none()))
                .isEqualTo("waits wait for each other: b-wait (holds up b), which waits for c-wait (holds up c), "
                        + "which waits for a-wait (holds up a), which waits for b-wait (holds up b); this one is the youngest and ends: take the component of one of them "
                        + "out of the siblings of the other, then start this pipeline again");
    }

    @Test
    void aDeadlockIsNamedWithWhatUndoesIt() {
        Verdict deadlock = new Verdict.Deadlocked(new Deadlock.QueueDeadlock(
                "bpfman-operator",
                2,
                components("operator", "agent"),
                new TreeSet<>(List.of("catalog-wait", "bundle-wait")),
                "bundle-wait"));

        assertThat(Message.of(deadlock, Siblings.none()))
                .isEqualTo("agent, operator cannot start: Repository bpfman-operator lets no more than 2 PipelineRuns "
                        + "run at once, and all that run wait for builds in its queue (bundle-wait, catalog-wait); this one is the "
                        + "youngest and ends: raise the concurrency_limit of the Repository, then start this pipeline "
                        + "again");
    }

    @Test
    void whatMayNotBeReadIsToldWhereItMayMatter() {
        Clusters cluster = aCluster().without(CLOSED_SNAPSHOTS, CLOSED_COMPONENTS, CLOSED_REPOSITORIES);
        Siblings waiting = siblings(
                aRequest().waitingFor("agent"), cluster.with(aBuildOf("agent").running()));
        String told = "; not allowed to read Components and Snapshots and Repositories";

        assertThat(Stream.of(
                                WAITING,
                                new Verdict.Satisfied(),
                                new Verdict.TimedOut(Duration.ofHours(1)),
                                new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT),
                                new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                                new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                                new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED))
                        .map(verdict -> Message.of(verdict, waiting)))
                .allMatch(message -> message.contains(told));
    }

    @Test
    void whatTheClusterDoesNotHaveIsToldOnlyWhereItCouldHaveAnswered() {
        Siblings missing = siblings(
                aRequest().waitingFor("agent").notBuilt(OnNotBuilt.PROMOTED),
                aCluster().without(NO_COMPONENTS, NO_SNAPSHOTS));

        assertThat(List.of(
                        Message.of(new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT), missing),
                        Message.of(new Verdict.SiblingBroken(Verdict.Cause.FAILED), missing),
                        Message.of(WAITING, missing)))
                .containsExactly(
                        "0 of 1 siblings ready; agent (not built); this cluster has no Components and Snapshots",
                        "0 of 1 siblings ready; agent (not built)",
                        "0 of 1 siblings ready; waiting for agent (not built)");
    }

    @Test
    void whatIsForbiddenIsToldBeforeWhatIsAbsent() {
        Siblings missing =
                siblings(aRequest().waitingFor("agent"), aCluster().without(NO_COMPONENTS, CLOSED_SNAPSHOTS));

        assertThat(Message.of(new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT), missing))
                .isEqualTo("0 of 1 siblings ready; agent (not built); "
                        + "not allowed to read Snapshots; this cluster has no Components");
    }

    @Test
    void whateverIsSaidIsShort() {
        List<String> many =
                IntStream.range(0, 500).mapToObj("wait-%03d"::formatted).toList();
        String name = "x".repeat(1024);

        assertThat(List.of(
                        Message.of(cycle(many), Siblings.none()),
                        Message.of(
                                new Verdict.Deadlocked(new Deadlock.QueueDeadlock(
                                        name, 500, components("agent"), new TreeSet<>(many), "wait-000")),
                                Siblings.none()),
                        Message.of(
                                new Verdict.Superseded(aRunOf(name).named(name).build()), Siblings.none())))
                .allSatisfy(message -> assertThat(message).hasSize(1024).endsWith("…"));
    }

    @Test
    void withoutSiblingsNothingIsSaidOfWhatCannotBeSeen() {
        Siblings none = Siblings.assess(
                aRequest().waitingFor(new TreeSet<>()).build(),
                Attempt.first(NOON),
                aCluster().without(CLOSED_COMPONENTS).facts(),
                NOON);

        assertThat(Message.of(new Verdict.Cancelled("not needed"), none)).isEqualTo("not needed");
    }
}
