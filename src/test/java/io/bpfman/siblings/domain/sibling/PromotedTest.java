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
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.fixtures.Builds;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 7 of the contract: by what a sibling is answered that was not built for the revision. */
class PromotedTest {

    private static final Instant GRACE_END = seconds(60);
    private static final Instant PROMOTED_AT = seconds(-1000);
    private static final Origin COMPONENT = new Origin.OfComponent();

    private static @Nullable SiblingState agent(Requests request, Clusters cluster) {
        return Siblings.assess(request.waitingFor("agent").build(), Attempt.first(NOON), cluster.facts(), GRACE_END)
                .states()
                .get(new ComponentName("agent"));
    }

    private static @Nullable SiblingState agent(Clusters cluster) {
        return agent(aRequest(), cluster);
    }

    private static Builds aPush() {
        return aBuildOf("agent").ofRevision(EARLIER).created(seconds(-1100));
    }

    private static SiblingState promotedFrom(Build build, char digit) {
        return new SiblingState.Promoted(new Origin.OfBuild(build), image("agent", digit));
    }

    @ParameterizedTest
    @CsvSource({"-1001, c", "-1000, c", "-999, b"})
    void aLiveBuildAnswersOnlyIfItStartedLaterThanThePromotedOne(long started, char digit) {
        Build live = aPush().started(seconds(started)).built('b');

        SiblingState state = agent(aCluster()
                .with(live)
                .with(aComponent("agent").promoted('c', EARLIER, PROMOTED_AT).build()));

        assertThat(state).isEqualTo(digit == 'b' ? promotedFrom(live, 'b') : promoted('c'));
    }

    @Test
    void whereNobodyKnowsWhenThePromotedBuildStartedEveryLiveOneIsNewer() {
        Build live = aPush().started(seconds(-900_000)).built('b');

        assertThat(agent(aCluster()
                        .with(live)
                        .with(aComponent("agent").promoted('c', EARLIER).build())))
                .isEqualTo(promotedFrom(live, 'b'));
    }

    @Test
    void ofLiveBuildsTheNewestThatSucceededAnswers() {
        Build newest = aPush().named("c").created(seconds(-100)).built('2');

        assertThat(agent(aCluster()
                        .with(
                                aPush().named("d").created(seconds(-50)).failed(),
                                newest,
                                aPush().named("b").created(seconds(-200)).built('1'))
                        .with(aComponent("agent").promoted('c', EARLIER).build())))
                .isEqualTo(promotedFrom(newest, '2'));
    }

    @Test
    void aPromotedImageGoesBeforeASnapshot() {
        assertThat(agent(aCluster()
                        .with(aComponent("agent").promoted('c', EARLIER).build())
                        .withSnapshot("snapshot-1", "agent", 'd')))
                .isEqualTo(promoted('c'));
    }

    @Test
    void aSnapshotAnswersWhereNothingWasPromoted() {
        assertThat(agent(aCluster()
                        .with(aComponent("agent").lastBuilt(EARLIER).build())
                        .withSnapshot("snapshot-1", "agent", 'd')
                        .rememberedAsPromoted("agent", COMPONENT, 'e')))
                .isEqualTo(new SiblingState.Promoted(new Origin.OfSnapshot("snapshot-1"), image("agent", 'd')));
    }

    @Test
    void aSnapshotAnswersWhereThereIsNoComponent() {
        assertThat(agent(aCluster().withSnapshot("snapshot-1", "agent", 'd')))
                .isEqualTo(new SiblingState.Promoted(new Origin.OfSnapshot("snapshot-1"), image("agent", 'd')));
    }

    @Test
    void whatAnsweredBeforeStillDoesWhenNothingTellsOfItAnyMore() {
        Origin snapshot = new Origin.OfSnapshot("snapshot-0");

        assertThat(agent(aCluster().rememberedAsPromoted("agent", snapshot, 'e')))
                .isEqualTo(new SiblingState.Promoted(snapshot, image("agent", 'e')));
    }

    @Test
    void whatIsPromotedNowGoesBeforeWhatAnsweredBefore() {
        assertThat(agent(aCluster()
                        .with(aComponent("agent").promoted('c', EARLIER).build())
                        .rememberedAsPromoted("agent", COMPONENT, 'e')))
                .isEqualTo(promoted('c'));
    }

    @Test
    void whatIsKnownOfAnotherComponentAnswersNothing() {
        assertThat(agent(aCluster()
                        .with(aComponent("operator").promoted('c', EARLIER).build())
                        .withSnapshot("snapshot-1", "operator", 'd')
                        .rememberedAsPromoted("operator", COMPONENT, 'e')))
                .isEqualTo(new SiblingState.NotBuilt(Collections.emptySortedSet()));
    }

    @Test
    void whoWantsTheBuildOrNothingIsNotAnsweredByAnother() {
        Clusters cluster = aCluster()
                .with(aPush().built('b'))
                .with(aComponent("agent").promoted('c', EARLIER).build())
                .withSnapshot("snapshot-1", "agent", 'd')
                .rememberedAsPromoted("agent", COMPONENT, 'e');

        assertThat(agent(aRequest().notBuilt(OnNotBuilt.FAIL), cluster))
                .isEqualTo(new SiblingState.NotBuilt(Collections.emptySortedSet()));
        assertThat(agent(aRequest().notBuilt(OnNotBuilt.OMIT), cluster)).isEqualTo(new SiblingState.Omitted());
    }

    private static SiblingState promoted(char digit) {
        return new SiblingState.Promoted(COMPONENT, image("agent", digit));
    }
}
