package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.WAITING_RUN_UID;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.fixtures.Clusters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaitProgressTest {

    private static final BuildEvent PULL_REQUEST = new BuildEvent.PullRequest(Optional.of("1441"));

    /** Nothing of the agent's own revision is there, so an image of any may answer it. */
    private static WaitProgress progress() {
        Wait asked = aRequest()
                .of(waitingRun(PULL_REQUEST))
                .waitingFor("agent")
                .grace(Duration.ZERO)
                .asWait();
        return new WaitProgress(
                asked, Siblings.assess(asked.request(), asked.attempt(), Clusters.knowing(List.of()), NOON));
    }

    static List<Build> concerning() {
        return List.of(
                aBuildOf("agent").by(PULL_REQUEST).running(),
                aBuildOf("agent").running(),
                aBuildOf("agent").ofRevision(EARLIER).failed(),
                aBuildOf("agent")
                        .ofRevision(EARLIER)
                        .onBranch(Optional.of("release-0.6"))
                        .built('a'));
    }

    static List<Build> concerningSomebodyElse() {
        return List.of(
                aBuildOf("agent").by(PULL_REQUEST).ofRevision(EARLIER).running(),
                aBuildOf("agent")
                        .by(PULL_REQUEST)
                        .onBranch(Optional.of("release-0.6"))
                        .running(),
                aBuildOf("agent")
                        .by(new BuildEvent.PullRequest(Optional.of("7")))
                        .running(),
                aBuildOf("agent").withUid(WAITING_RUN_UID).running());
    }

    @ParameterizedTest
    @MethodSource("concerning")
    void aBuildOfTheRevisionAndAnyPushMayTellAnImage(Build build) {
        assertThat(progress().isConcernedBy(build)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("concerningSomebodyElse")
    void anyOtherBuildTellsNone(Build build) {
        assertThat(progress().isConcernedBy(build)).isFalse();
    }

    @Test
    void aSiblingThatHasABuildOfItsRevisionIsConcernedByNoOther() {
        Wait asked = aRequest().waitingFor("agent").asWait();
        ClusterFacts facts = Clusters.knowing(List.of(aBuildOf("agent").running()));
        WaitProgress progress = new WaitProgress(asked, Siblings.assess(asked.request(), asked.attempt(), facts, NOON));

        assertThat(progress.isConcernedBy(
                        aBuildOf("agent").named("other").ofRevision(EARLIER).running()))
                .isFalse();
    }
}
