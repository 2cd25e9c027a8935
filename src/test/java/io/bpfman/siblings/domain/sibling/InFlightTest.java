package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.fixtures.Builds;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 7 of the contract: builds under way that are about to give a newer image than the one that is known. */
class InFlightTest {

    private static final Instant AFTER_GRACE = seconds(600);
    private static final Origin COMPONENT = new Origin.OfComponent();

    private static @Nullable SiblingState agent(Requests request, Instant now, Clusters cluster) {
        return Siblings.assess(request.waitingFor("agent").build(), Attempt.first(NOON), cluster.facts(), now)
                .states()
                .get(new ComponentName("agent"));
    }

    private static @Nullable SiblingState agent(Clusters cluster) {
        return agent(aRequest(), AFTER_GRACE, cluster);
    }

    private static Builds aPush(String name) {
        return aBuildOf("agent").named(name).ofRevision(EARLIER).created(seconds(-300));
    }

    private static Clusters aClusterWithAPromotion() {
        return aCluster().with(aComponent("agent").promoted('c', EARLIER).build());
    }

    private static SiblingState promoted() {
        return new SiblingState.Promoted(COMPONENT, image("agent", 'c'));
    }

    @Test
    void aBuildThatIsQueuedIsAwaitedAndItsQueueIsTold() {
        Queue queue = new Queue.PipelinesAsCode("bpfman-operator");
        Build queued = aPush("a").is(new BuildOutcome.Queued(queue)).build();

        assertThat(agent(aClusterWithAPromotion().with(queued))).isEqualTo(new SiblingState.Queued(queued, queue));
    }

    @ParameterizedTest
    @ValueSource(longs = {-90_000, 0, 60, 599, 600})
    void aBuildThatIsThereWhenItIsFirstAskedForIsAwaited(long created) {
        Build running = aPush("a").created(seconds(created)).running();

        assertThat(agent(aClusterWithAPromotion().with(running))).isEqualTo(new SiblingState.Running(running));
    }

    @Test
    void aBuildThatWasThereWhenItWasFirstAskedForIsAwaited() {
        Build running = aPush("a").created(seconds(70)).running();

        assertThat(agent(aClusterWithAPromotion().with(running).rememberedAsAnswerable("agent", seconds(70))))
                .isEqualTo(new SiblingState.Running(running));
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 599})
    void aBuildThatCameAfterItWasFirstAskedForIsNotAwaited(long created) {
        Build late = aPush("a").created(seconds(created)).running();

        assertThat(agent(aClusterWithAPromotion().with(late).rememberedAsAnswerable("agent", seconds(70))))
                .isEqualTo(promoted());
    }

    @Test
    void aBuildThatCameLaterStillAnswersOnceItSucceeded() {
        Build late = aPush("a").created(seconds(61)).built('b');

        assertThat(agent(aClusterWithAPromotion().with(late).rememberedAsAnswerable("agent", seconds(60))))
                .isEqualTo(new SiblingState.Promoted(new Origin.OfBuild(late), image("agent", 'b')));
    }

    @Test
    void ofSeveralBuildsUnderWayTheNewestIsAwaited() {
        Build newest = aPush("b").created(seconds(-100)).running();

        assertThat(agent(aClusterWithAPromotion()
                        .with(
                                aPush("c").created(seconds(-200)).running(),
                                newest,
                                aPush("a").created(seconds(-300)).queued())))
                .isEqualTo(new SiblingState.Running(newest));
    }

    @Test
    void whereTheNewestFailedTheOneBeforeItIsAwaited() {
        Build before = aPush("c").created(seconds(-200)).running();

        assertThat(agent(aClusterWithAPromotion()
                        .with(aPush("b").created(seconds(-100)).failed(), before)))
                .isEqualTo(new SiblingState.Running(before));
    }

    @Test
    void aBuildUnderWayIsNotAwaitedWhereANewerOneSucceeded() {
        Build newer = aPush("a").created(seconds(-100)).built('b');

        assertThat(agent(aClusterWithAPromotion()
                        .with(newer, aPush("b").created(seconds(-101)).running())))
                .isEqualTo(new SiblingState.Promoted(new Origin.OfBuild(newer), image("agent", 'b')));
    }

    @Test
    void aBuildUnderWayIsAwaitedThoughAnOlderOneSucceeded() {
        Build running = aPush("b").created(seconds(-100)).running();

        assertThat(agent(aCluster().with(aPush("a").created(seconds(-101)).built('b'), running)))
                .isEqualTo(new SiblingState.Running(running));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1001, -1000})
    void aBuildUnderWayThatStartedNoLaterThanThePromotedOneIsNotAwaited(long started) {
        assertThat(agent(aCluster()
                        .with(aPush("a").started(seconds(started)).running())
                        .with(aComponent("agent")
                                .promoted('c', EARLIER, seconds(-1000))
                                .build())))
                .isEqualTo(promoted());
    }

    @Test
    void aBuildThatHasNotStartedWillBeNewerThanThePromotedOne() {
        Build queued = aPush("a").created(seconds(-2000)).queued();

        assertThat(agent(aCluster()
                        .with(queued)
                        .with(aComponent("agent")
                                .promoted('c', EARLIER, seconds(-1000))
                                .build())))
                .isEqualTo(new SiblingState.Queued(queued, new Queue.Unknown()));
    }

    static List<Build> underWayForSomethingElse() {
        return List.of(
                aPush("a").onBranch(Optional.of("release-0.6")).running(),
                aPush("a").by(new BuildEvent.PullRequest(Optional.of("7"))).running(),
                aPush("a").withUid(Requests.WAITING_RUN_UID).running(),
                aBuildOf("operator").ofRevision(EARLIER).running());
    }

    @ParameterizedTest
    @MethodSource("underWayForSomethingElse")
    void aBuildUnderWayForSomethingElseIsNotAwaited(Build build) {
        assertThat(agent(aClusterWithAPromotion().with(build))).isEqualTo(promoted());
    }
}
