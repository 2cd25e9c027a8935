package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.Builds;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 7 of the contract: siblings that are built from another repository than the waiting run. */
class AnotherRepositoryTest {

    private static @Nullable SiblingState daemon(Requests request, Clusters cluster) {
        return Siblings.assess(request.waitingFor("daemon").build(), Attempt.first(NOON), cluster.facts(), seconds(1))
                .states()
                .get(new ComponentName("daemon"));
    }

    private static Clusters aClusterWithAPromotion() {
        return aCluster()
                .with(aComponent("daemon")
                        .ofAnotherRepository()
                        .promoted('c', EARLIER)
                        .build());
    }

    private static Clusters aClusterWithTheComponent() {
        return aCluster().with(aComponent("daemon").ofAnotherRepository().build());
    }

    private static Builds aPush() {
        return aBuildOf("daemon").ofRevision(EARLIER).created(seconds(-300));
    }

    private static SiblingState promoted() {
        return new SiblingState.Promoted(new Origin.OfComponent(), image("daemon", 'c'));
    }

    @ParameterizedTest
    @EnumSource(OnNotBuilt.class)
    void whereNothingIsKnownOfItItIsNotBuiltWithoutAGrace(OnNotBuilt notBuilt) {
        assertThat(daemon(aRequest().notBuilt(notBuilt), aClusterWithTheComponent()))
                .isEqualTo(new SiblingState.NotBuilt(Collections.emptySortedSet()));
    }

    @Test
    void aSnapshotAnswersIt() {
        assertThat(daemon(aRequest(), aClusterWithTheComponent().withSnapshot("snapshot-1", "daemon", 'd')))
                .isEqualTo(new SiblingState.Promoted(new Origin.OfSnapshot("snapshot-1"), image("daemon", 'd')));
    }

    static List<Build> neverCounting() {
        return List.of(
                aPush().by(new BuildEvent.PullRequest(Optional.of("7"))).built('b'),
                aPush().by(new BuildEvent.PullRequest(Optional.of("7"))).running(),
                aPush().failed());
    }

    @ParameterizedTest
    @MethodSource("neverCounting")
    void aBuildThatIsNoPushOrFailedChangesNothing(Build build) {
        assertThat(daemon(aRequest(), aClusterWithAPromotion().with(build))).isEqualTo(promoted());
    }

    @ParameterizedTest
    @ValueSource(longs = {-90_000, -1, 0})
    void aBuildUnderWayThatWasThereBeforeTheWaitingRunIsAwaited(long created) {
        Build running = aPush().onBranch(Optional.of("develop"))
                .created(seconds(created))
                .running();

        assertThat(daemon(
                        aRequest().notBuilt(OnNotBuilt.OMIT),
                        aClusterWithAPromotion().with(running)))
                .isEqualTo(new SiblingState.Running(running));
    }

    @Test
    void aBuildUnderWayThatCameAfterTheWaitingRunIsNotAwaited() {
        assertThat(daemon(
                        aRequest(),
                        aClusterWithAPromotion()
                                .with(aPush().created(seconds(1)).running())))
                .isEqualTo(promoted());
    }

    @Test
    void aBuildOfTheRevisionGoesBeforeAllThatUrlsSay() {
        BuildEvent pullRequest = new BuildEvent.PullRequest(Optional.of("1441"));
        Build sameNumber = aBuildOf("daemon").by(pullRequest).running();

        assertThat(daemon(
                        aRequest().of(waitingRun(pullRequest)),
                        aClusterWithAPromotion().with(sameNumber)))
                .isEqualTo(new SiblingState.Running(sameNumber));
    }

    @Test
    void aSiblingWhoseRepositoryIsUnknownIsTakenForOneOfTheWaitingRuns() {
        assertThat(daemon(
                        aRequest(),
                        aCluster()
                                .with(aComponent("daemon")
                                        .builtFrom(Optional.empty())
                                        .promoted('c', EARLIER)
                                        .build())))
                .isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void toAWaitingRunWhoseRepositoryIsUnknownNoneIsAnother() {
        WaitingRun plain = waitingRun(new BuildEvent.Push());
        WaitingRun unknown = new WaitingRun(
                plain.uid(),
                plain.revision(),
                plain.application(),
                plain.component(),
                plain.branch(),
                Optional.empty(),
                plain.event(),
                plain.created(),
                plain.pipeline(),
                Collections.emptySortedSet());

        assertThat(daemon(aRequest().of(unknown), aClusterWithAPromotion())).isEqualTo(new SiblingState.Awaited());
    }
}
