package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Components;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Requests;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 6 of the contract: an image counts from the component's own repository only. */
class TrustTest {

    private static final ImageRepository OWN = new ImageRepository("quay.io/redhat-user-workloads/elsewhere/agent");

    private static @Nullable SiblingState agent(Clusters cluster) {
        return Siblings.assess(
                        aRequest().waitingFor("agent").build(), Attempt.first(NOON), cluster.facts(), seconds(60))
                .states()
                .get(new ComponentName("agent"));
    }

    private static Components pushingElsewhere() {
        return aComponent("agent").pushedTo(OWN.value());
    }

    private static SiblingState untrusted(Origin origin, char digit) {
        return new SiblingState.Untrusted(origin, image("agent", digit), OWN);
    }

    static List<Arguments> answers() {
        Build built = aBuildOf("agent").built('a');
        Build push = aBuildOf("agent").ofRevision(EARLIER).built('b');
        Origin snapshot = new Origin.OfSnapshot("snapshot-1");
        Origin component = new Origin.OfComponent();
        return List.of(
                Arguments.of(
                        aCluster().with(built).with(pushingElsewhere().build()),
                        untrusted(new Origin.OfBuild(built), 'a')),
                Arguments.of(
                        aCluster().with(push).with(pushingElsewhere().build()),
                        untrusted(new Origin.OfBuild(push), 'b')),
                Arguments.of(
                        aCluster()
                                .with(pushingElsewhere().promoted('c', REVISION).build()),
                        untrusted(component, 'c')),
                Arguments.of(
                        aCluster()
                                .with(pushingElsewhere().promoted('c', EARLIER).build()),
                        untrusted(component, 'c')),
                Arguments.of(
                        aCluster().with(pushingElsewhere().build()).withSnapshot("snapshot-1", "agent", 'd'),
                        untrusted(snapshot, 'd')),
                Arguments.of(
                        aCluster().with(pushingElsewhere().build()).rememberedAsBuilt("agent", 'e'),
                        untrusted(component, 'e')),
                Arguments.of(
                        aCluster().with(pushingElsewhere().build()).rememberedAsPromoted("agent", snapshot, 'f'),
                        untrusted(snapshot, 'f')));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anImageOfAnotherRepositoryAnswersNothing(Clusters cluster, SiblingState untrusted) {
        assertThat(agent(cluster)).isEqualTo(untrusted);
    }

    @Test
    void anImageOfTheComponentsOwnRepositoryIsTrusted() {
        Build built = aBuildOf("agent").built('a');

        assertThat(agent(aCluster()
                        .with(built)
                        .with(aComponent("agent")
                                .pushedTo(Images.repository("agent"))
                                .build())))
                .isEqualTo(new SiblingState.Built(new Origin.OfBuild(built), image("agent", 'a'), new TreeSet<>()));
    }

    @Test
    void anotherComponentsRepositoryIsOfNoMatter() {
        Build built = aBuildOf("agent").built('a');

        assertThat(agent(aCluster()
                        .with(built)
                        .with(aComponent("operator").pushedTo(OWN.value()).build())))
                .isEqualTo(new SiblingState.Built(new Origin.OfBuild(built), image("agent", 'a'), new TreeSet<>()));
    }

    @Test
    void anOlderImageThatIsTrustedDoesNotStandInForOneThatIsNot() {
        Build newest = aBuildOf("agent").named("newest").created(seconds(2)).built('a');
        Build older = aBuildOf("agent")
                .named("older")
                .created(seconds(1))
                .is(new BuildOutcome.Built(image("agent", 'b').under(OWN)))
                .build();

        assertThat(agent(aCluster().with(newest, older).with(pushingElsewhere().build())))
                .isEqualTo(untrusted(new Origin.OfBuild(newest), 'a'));
    }

    @Test
    void whatIsUntrustedIsNoAnswer() {
        SiblingState state = untrusted(new Origin.OfComponent(), 'a');

        assertThat(List.of(state.answered(), state.answer().isPresent())).containsExactly(false, false);
    }

    @Test
    void theBuildOfAnUntrustedImageIsKnown() {
        Build built = aBuildOf("agent").built('a');

        assertThat(untrusted(new Origin.OfBuild(built), 'a').decidingBuild()).contains(built);
        assertThat(untrusted(new Origin.OfComponent(), 'a').decidingBuild()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void anUntrustedImageEndsTheWaitAndIsNotTriedAgain(OnFailure onFailure) {
        assertThat(verdict(aRequest().onFailure(onFailure).retries(3).waitingFor("agent", "operator")))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED));
    }

    @Test
    void anUntrustedImageIsNamedBeforeAMissingBuild() {
        assertThat(verdict(aRequest().notBuilt(OnNotBuilt.FAIL).waitingFor("agent", "website")))
                .isEqualTo(new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED));
    }

    @Test
    void aFailureAndAMissingDigestAreNamedBeforeAnUntrustedImage() {
        assertThat(List.of(
                        verdict(
                                aRequest().waitingFor("agent", "daemon"),
                                aBuildOf("daemon").failed()),
                        verdict(
                                aRequest().waitingFor("agent", "daemon"),
                                aBuildOf("daemon").withoutDigest())))
                .containsExactly(
                        new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                        new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST));
    }

    private static Verdict verdict(Requests request, Build... more) {
        Wait asked = request.asWait();
        ClusterFacts facts = aCluster()
                .with(aBuildOf("agent").built('a'))
                .with(more)
                .with(
                        pushingElsewhere().build(),
                        aComponent("operator").build(),
                        aComponent("website").build())
                .facts();
        Siblings siblings = Siblings.assess(asked.request(), asked.attempt(), facts, seconds(60));
        return WaitPolicy.evaluate(
                new WaitProgress(asked, siblings), Clusters.noProspects(), new Witness.Unwanted(), seconds(60));
    }
}
