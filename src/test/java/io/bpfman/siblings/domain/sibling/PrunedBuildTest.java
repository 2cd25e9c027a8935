package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Section 6 of the contract: builds of the revision that are gone, and several that claim different images. */
class PrunedBuildTest {

    private static @Nullable SiblingState agent(Requests request, Attempt attempt, Clusters cluster) {
        return Siblings.assess(request.waitingFor("agent").build(), attempt, cluster.facts(), seconds(5))
                .states()
                .get(new ComponentName("agent"));
    }

    private static @Nullable SiblingState agent(Clusters cluster) {
        return agent(aRequest(), Attempt.first(NOON), cluster);
    }

    private static Clusters aClusterWhereTheRevisionIsPromoted() {
        return aCluster().with(aComponent("agent").promoted('c', REVISION).build());
    }

    private static SiblingState builtByComponent() {
        return new SiblingState.Built(new Origin.OfComponent(), image("agent", 'c'), new TreeSet<>());
    }

    private static Set<String> rivals(@Nullable SiblingState state) {
        return state instanceof SiblingState.Built built ? built.rivals() : Set.of("not built");
    }

    @Test
    void ofAPullRequestAComponentNeverTells() {
        Requests request = aRequest().of(waitingRun(new BuildEvent.PullRequest(Optional.of("1441"))));

        assertThat(agent(request, Attempt.first(NOON), aClusterWhereTheRevisionIsPromoted()))
                .isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void whatWasPromotedFromAnotherRevisionIsNoBuildOfThisOne() {
        assertThat(agent(aCluster()
                        .with(aComponent("agent").promoted('c', EARLIER).build())))
                .isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void aRevisionThatWasBuiltAndNotPromotedIsAwaited() {
        assertThat(agent(aCluster().with(aComponent("agent").lastBuilt(REVISION).build())))
                .isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void aBuildThatIsThereGoesBeforeWhatTheComponentTells() {
        Build failed = aBuildOf("agent").failed();

        assertThat(agent(aClusterWhereTheRevisionIsPromoted().with(failed)))
                .isEqualTo(new SiblingState.Failed(failed, "Failed"));
    }

    @Test
    void whereTheOnlyBuildIsPassedOverWhatTheComponentTellsCounts() {
        assertThat(agent(
                        aRequest(),
                        new Attempt(1, NOON, uids("agent", "agent-uid")),
                        aClusterWhereTheRevisionIsPromoted()
                                .with(aBuildOf("agent").failed())))
                .isEqualTo(builtByComponent());
    }

    @Test
    void whatWasBuiltInAnEarlierLookStaysBuilt() {
        assertThat(agent(aCluster()
                        .with(aComponent("agent").promoted('d', EARLIER).build())
                        .rememberedAsBuilt("agent", 'c')))
                .isEqualTo(builtByComponent());
    }

    @Test
    void whatIsRememberedOfAnotherSiblingIsNotItsBuild() {
        assertThat(agent(aCluster().rememberedAsBuilt("operator", 'c'))).isEqualTo(new SiblingState.Awaited());
    }

    @Test
    void aNewerBuildCountsThoughAnotherOneIsRemembered() {
        Build running = aBuildOf("agent").running();

        assertThat(agent(aCluster().rememberedAsBuilt("agent", 'c').with(running)))
                .isEqualTo(new SiblingState.Running(running));
    }

    @Test
    void whoClaimsAnotherImageForTheSameRevisionIsNamedWhereAgeDoesNotDecide() {
        SiblingState state = agent(aCluster()
                .with(
                        aBuildOf("agent").named("d").created(seconds(4)).built('d'),
                        aBuildOf("agent").named("c").created(seconds(4)).built('c'),
                        aBuildOf("agent").named("b").created(seconds(4)).built('b'),
                        aBuildOf("agent").named("a").created(seconds(3)).built('a')));

        assertThat(rivals(state)).containsExactly("b", "c");
    }

    @Test
    void aRunThatWasSimplyMadeAgainClaimsNothing() {
        SiblingState state = agent(aCluster()
                .with(
                        aBuildOf("agent")
                                .named("later")
                                .created(seconds(3))
                                .started(seconds(5))
                                .built('b'),
                        aBuildOf("agent")
                                .named("first")
                                .created(seconds(3))
                                .started(seconds(4))
                                .built('a')));

        assertThat(rivals(state)).isEmpty();
    }

    @Test
    void whoClaimsTheSameImageOrNoneOrIsOfAnotherRevisionIsNoRival() {
        SiblingState state = agent(aCluster()
                .with(
                        aBuildOf("agent").named("e").created(seconds(4)).built('e'),
                        aBuildOf("agent").named("d").created(seconds(3)).built('e'),
                        aBuildOf("agent").named("c").created(seconds(2)).failed(),
                        aBuildOf("agent").named("b").ofRevision(EARLIER).built('b'),
                        aBuildOf("agent")
                                .named("a")
                                .by(new BuildEvent.PullRequest(Optional.of("7")))
                                .built('a')));

        assertThat(rivals(state)).isEmpty();
    }
}
