package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SiblingsTest {

    private static final BuildEvent PUSH = new BuildEvent.Push();
    private static final Instant IN_GRACE = seconds(59);
    private static final Instant GRACE_END = seconds(60);

    private static @Nullable SiblingState agent(Requests request, Instant now, Build... builds) {
        return agent(request, Attempt.first(NOON), now, builds);
    }

    private static @Nullable SiblingState agent(Requests request, Attempt attempt, Instant now, Build... builds) {
        return Siblings.assess(request.waitingFor("agent").build(), attempt, Clusters.knowing(List.of(builds)), now)
                .states()
                .get(new ComponentName("agent"));
    }

    @Test
    void aBuildPutsItsSiblingWhereItStands() {
        Build queued = aBuildOf("agent").queued();
        Build running = aBuildOf("bundle-a").running();
        Build built = aBuildOf("console").built('c');
        Build without = aBuildOf("daemon").withoutDigest();
        Build failed = aBuildOf("operator").failed();
        Build cancelled = aBuildOf("tests").cancelled();
        WaitRequest request = aRequest()
                .waitingFor("agent", "bundle-a", "console", "daemon", "operator", "tests", "website")
                .build();

        Siblings siblings = Siblings.assess(
                request,
                Attempt.first(NOON),
                Clusters.knowing(List.of(cancelled, failed, without, built, running, queued)),
                IN_GRACE);

        assertThat(siblings.states())
                .isEqualTo(Map.of(
                        new ComponentName("agent"), new SiblingState.Queued(queued, new Queue.Unknown()),
                        new ComponentName("bundle-a"), new SiblingState.Running(running),
                        new ComponentName("console"),
                                new SiblingState.Built(
                                        new Origin.OfBuild(built), image("console", 'c'), new TreeSet<>()),
                        new ComponentName("daemon"), new SiblingState.WithoutDigest(without, "IMAGE_DIGEST is missing"),
                        new ComponentName("operator"), new SiblingState.Failed(failed, "Failed"),
                        new ComponentName("tests"), new SiblingState.Failed(cancelled, "Cancelled"),
                        new ComponentName("website"), new SiblingState.Awaited()));
    }

    @Test
    void theBuildsThatBrokeAreListedByComponent() {
        WaitRequest request =
                aRequest().waitingFor("agent", "daemon", "operator").build();
        Attempt attempt = new Attempt(1, NOON, uids("daemon", "long-gone"));

        Siblings siblings = Siblings.assess(
                request,
                attempt,
                Clusters.knowing(List.of(
                        aBuildOf("agent").named("one").failed(),
                        aBuildOf("agent").named("two").cancelled(),
                        aBuildOf("agent").named("three").running(),
                        aBuildOf("agent")
                                .named("four")
                                .ofRevision(Requests.EARLIER)
                                .failed(),
                        aBuildOf("daemon").named("five").withoutDigest(),
                        aBuildOf("operator").named("six").built('6'))),
                IN_GRACE);

        assertThat(siblings.broken())
                .isEqualTo(Map.of(
                        new ComponentName("agent"), Set.of("one-uid", "two-uid"),
                        new ComponentName("daemon"), Set.of("five-uid", "long-gone")));
    }

    @Test
    void ofBuildsCreatedAtOnceTheOneThatStartedLastCounts() {
        Build first = aBuildOf("agent").named("b").started(seconds(1)).failed();
        Build second = aBuildOf("agent").named("a").started(seconds(2)).running();

        assertThat(agent(aRequest(), IN_GRACE, first, second)).isEqualTo(new SiblingState.Running(second));
    }

    @Test
    void aBuildThatHasNotStartedIsNewerThanOneThatHas() {
        Build started = aBuildOf("agent").named("b").started(seconds(1)).failed();
        Build queued = aBuildOf("agent").named("a").queued();

        assertThat(agent(aRequest(), IN_GRACE, started, queued))
                .isEqualTo(new SiblingState.Queued(queued, new Queue.Unknown()));
    }

    @Test
    void ofBuildsOfTheSameAgeTheLastByNameCounts() {
        Build one = aBuildOf("agent").named("a").failed();
        Build other = aBuildOf("agent").named("b").running();

        assertThat(agent(aRequest(), IN_GRACE, other, one)).isEqualTo(new SiblingState.Running(other));
    }

    @Test
    void ofCancelledBuildsTheNewestCounts() {
        Build older = aBuildOf("agent").named("older").created(seconds(1)).cancelled();
        Build newer = aBuildOf("agent").named("newer").created(seconds(2)).cancelled();

        assertThat(agent(aRequest(), IN_GRACE, newer, older)).isEqualTo(new SiblingState.Failed(newer, "Cancelled"));
    }

    static List<Build> builtForSomethingElse() {
        return List.of(
                aBuildOf("operator").running(),
                aBuildOf("agent").ofRevision(Requests.EARLIER).running(),
                aBuildOf("agent").onBranch(Optional.of("release-0.6")).running(),
                aBuildOf("agent")
                        .by(new BuildEvent.PullRequest(Optional.of("1441")))
                        .running(),
                aBuildOf("agent")
                        .by(new BuildEvent.PullRequest(Optional.empty()))
                        .running(),
                aBuildOf("agent").withUid(Requests.WAITING_RUN_UID).running());
    }

    @ParameterizedTest
    @MethodSource("builtForSomethingElse")
    void aBuildForSomethingElseDoesNotCount(Build build) {
        assertThat(agent(aRequest(), IN_GRACE, build)).isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void aBuildThatDoesNotTellItsApplicationOrBranchCounts() {
        Build build = aBuildOf("agent")
                .inApplication(Optional.empty())
                .onBranch(Optional.empty())
                .running();

        assertThat(agent(aRequest(), IN_GRACE, build)).isEqualTo(new SiblingState.Running(build));
    }

    @Test
    void aWaitingRunThatDoesNotTellItsApplicationOrBranchTakesAny() {
        WaitingRun waitingRun = new WaitingRun(
                Optional.empty(),
                Requests.REVISION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PUSH,
                NOON,
                Optional.empty(),
                Collections.emptySortedSet());
        Build build = aBuildOf("agent").running();

        assertThat(agent(aRequest().of(waitingRun), IN_GRACE, build)).isEqualTo(new SiblingState.Running(build));
    }

    @Test
    void withoutABuildASiblingIsAwaitedUntilTheGraceEnds() {
        assertThat(agent(aRequest(), seconds(60).minusNanos(1))).isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void whenTheGraceEndsASiblingWithoutABuildIsNotBuilt() {
        assertThat(agent(aRequest().notBuilt(OnNotBuilt.FAIL), GRACE_END))
                .isEqualTo(new SiblingState.NotBuilt(Collections.emptySortedSet()));
    }

    static List<Build> noGoodPush() {
        return List.of(
                aBuildOf("agent").ofRevision(Requests.EARLIER).failed(),
                aBuildOf("agent").ofRevision(Requests.EARLIER).withoutDigest(),
                aBuildOf("agent").ofRevision(Requests.EARLIER).cancelled(),
                aBuildOf("operator").ofRevision(Requests.EARLIER).built('1'),
                aBuildOf("agent")
                        .ofRevision(Requests.EARLIER)
                        .by(new BuildEvent.PullRequest(Optional.of("7")))
                        .built('1'),
                aBuildOf("agent")
                        .ofRevision(Requests.EARLIER)
                        .onBranch(Optional.of("release-0.6"))
                        .built('1'));
    }

    @ParameterizedTest
    @MethodSource("noGoodPush")
    void withoutAGoodPushOnTheBranchTheSiblingIsNotBuilt(Build build) {
        assertThat(agent(aRequest(), GRACE_END, build))
                .isEqualTo(new SiblingState.NotBuilt(Collections.emptySortedSet()));
    }

    @Test
    void afterABrokenBuildANewerOneIsAwaitedWhateverTheGrace() {
        Attempt second = new Attempt(1, seconds(90), uids("agent", "agent-uid"));

        assertThat(agent(
                        aRequest().notBuilt(OnNotBuilt.OMIT),
                        second,
                        seconds(91),
                        aBuildOf("agent").failed()))
                .isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void aBuildOfAnotherSiblingIsNotPassedOver() {
        Attempt second = new Attempt(1, seconds(90), uids("operator", "agent-uid"));
        Build failed = aBuildOf("agent").failed();

        assertThat(agent(aRequest(), second, seconds(91), failed)).isEqualTo(new SiblingState.Failed(failed, "Failed"));
    }

    @Test
    void withNoSiblingsThereIsNothingToWaitFor() {
        assertThat(Siblings.none().allAnswered()).isTrue();
    }

    @Test
    void whatIsAnsweredHasAnImageOrIsOmitted() {
        Build build = aBuildOf("agent").built('1');
        List<SiblingState> all = List.of(
                new SiblingState.Awaited(),
                new SiblingState.Queued(build, new Queue.Unknown()),
                new SiblingState.Running(build),
                new SiblingState.Built(new Origin.OfBuild(build), image("agent", '1'), new TreeSet<>()),
                new SiblingState.WithoutDigest(build, "IMAGE_URL is missing"),
                new SiblingState.Failed(build, "Failed"),
                new SiblingState.NotBuilt(Collections.emptySortedSet()),
                new SiblingState.Promoted(new Origin.OfBuild(build), image("agent", '2')),
                new SiblingState.Omitted());

        assertThat(all.stream().filter(SiblingState::answered))
                .containsExactly(
                        new SiblingState.Built(new Origin.OfBuild(build), image("agent", '1'), new TreeSet<>()),
                        new SiblingState.Promoted(new Origin.OfBuild(build), image("agent", '2')),
                        new SiblingState.Omitted());
        assertThat(all.stream().flatMap(state -> state.answer().stream()))
                .containsExactly(image("agent", '1'), image("agent", '2'));
        assertThat(all.stream().filter(state -> state.decidingBuild().equals(Optional.of(build))))
                .hasSize(6);
        assertThat(all.stream().filter(state -> state.decidingBuild().isEmpty()))
                .containsExactly(
                        new SiblingState.Awaited(),
                        new SiblingState.NotBuilt(Collections.emptySortedSet()),
                        new SiblingState.Omitted());
    }
}
