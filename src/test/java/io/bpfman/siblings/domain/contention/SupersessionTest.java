package io.bpfman.siblings.domain.contention;

import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Components.konflux;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.CompetingRuns;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 8 of the contract: which newer run makes a waiting run superfluous, and when it is not heeded. */
class SupersessionTest {

    private static final long WINDOW = 7_200;
    private static final CompetingRun NEWER = aRunOf(PIPELINE).build();

    private static Optional<CompetingRun> newer(Requests request, KonfluxFacts konflux, CompetingRun... runs) {
        return Supersession.of(request.build(), Arrays.asList(runs), konflux, Optional.empty())
                .newer();
    }

    private static Optional<CompetingRun> newer(CompetingRun... runs) {
        return newer(aRequest(), KonfluxFacts.empty(), runs);
    }

    private static CompetingRuns before(String name, long seconds) {
        return aRunOf(PIPELINE).named(name).ofRevision(EARLIER).created(seconds(-seconds));
    }

    private static KonfluxFacts bundlePromotedFromABuildOf(Instant started) {
        return konflux(aComponent("bundle").promoted('c', EARLIER, started).build());
    }

    @Test
    void withoutAnotherRunNothingSupersedes() {
        assertThat(newer()).isEmpty();
    }

    @Test
    void ofSeveralTheNewestSupersedes() {
        CompetingRun newest = aRunOf(PIPELINE)
                .named("a")
                .created(seconds(900))
                .ofRevision(EARLIER)
                .build();

        assertThat(newer(NEWER, newest, aRunOf(PIPELINE).named("z").build())).contains(newest);
    }

    @Test
    void ofSeveralOfOneAgeTheLastByNameSupersedes() {
        CompetingRun last = aRunOf(PIPELINE).named("z").build();

        assertThat(newer(
                        aRunOf(PIPELINE).named("y").build(),
                        last,
                        aRunOf(PIPELINE).named("x").build()))
                .contains(last);
    }

    static List<CompetingRun> harmless() {
        return List.of(
                aRunOf(PIPELINE).cancelled().build(),
                aRunOf(PIPELINE).ofRevision(REVISION).build(),
                aRunOf(PIPELINE).onBranch(Optional.of("release-0.6")).build(),
                aRunOf(PIPELINE).of(Optional.of(new ComponentName("catalog"))).build(),
                aRunOf("bundle-on-pull-request").build(),
                aRunOf(PIPELINE)
                        .by(new BuildEvent.PullRequest(Optional.of("1442")))
                        .build(),
                aRunOf(PIPELINE)
                        .by(new BuildEvent.PullRequest(Optional.empty()))
                        .build(),
                aRunOf(PIPELINE).created(NOON).build(),
                aRunOf(PIPELINE).created(seconds(-1)).build());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void aRunThatIsCancelledOrNotNewerOrOfSomethingElseDoesNotSupersede(CompetingRun run) {
        assertThat(newer(run)).isEmpty();
    }

    @Test
    void aRunCreatedOneSecondLaterSupersedes() {
        CompetingRun next = aRunOf(PIPELINE).created(seconds(1)).build();

        assertThat(newer(next)).contains(next);
    }

    @Test
    void theWaitingRunDoesNotSupersedeItself() {
        CompetingRun itself = new CompetingRun(
                "bundle-on-push-q9w8e",
                Requests.WAITING_RUN_UID,
                PIPELINE,
                Optional.empty(),
                Optional.empty(),
                CompetingRuns.LATER,
                new BuildEvent.Push(),
                seconds(300),
                false,
                Optional.empty());

        assertThat(newer(itself)).isEmpty();
    }

    @Test
    void aRunThatDoesNotTellItsComponentOrBranchSupersedes() {
        CompetingRun untold =
                aRunOf(PIPELINE).of(Optional.empty()).onBranch(Optional.empty()).build();

        assertThat(newer(untold)).contains(untold);
    }

    @Test
    void aNewerRunBehindACancelledOneStillSupersedes() {
        assertThat(newer(
                        NEWER,
                        aRunOf(PIPELINE)
                                .named("newest")
                                .created(seconds(900))
                                .cancelled()
                                .build()))
                .contains(NEWER);
    }

    @Test
    void aRunOfTheSameRevisionAgainDoesNotHideTheOneThatSupersedes() {
        assertThat(newer(
                        NEWER,
                        aRunOf(PIPELINE)
                                .named("retest")
                                .created(seconds(900))
                                .ofRevision(REVISION)
                                .build()))
                .contains(NEWER);
    }

    @Test
    void aPullRequestIsNeverSuperseded() {
        BuildEvent pullRequest = new BuildEvent.PullRequest(Optional.of("1441"));

        assertThat(newer(
                        aRequest().of(waitingRun(pullRequest)),
                        KonfluxFacts.empty(),
                        NEWER,
                        aRunOf(PIPELINE).by(pullRequest).build()))
                .isEmpty();
    }

    @Test
    void aWaitingRunWithoutAPipelinesNameIsNeverSuperseded() {
        WaitingRun plain = waitingRun(new BuildEvent.Push());
        WaitingRun byHand = new WaitingRun(
                plain.uid(),
                plain.revision(),
                plain.application(),
                plain.component(),
                plain.branch(),
                Optional.empty(),
                plain.event(),
                plain.created(),
                Optional.empty(),
                plain.repositories());

        assertThat(newer(aRequest().of(byHand), KonfluxFacts.empty(), NEWER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "7199, true", "7200, true", "7201, false", "90000, false"})
    void whereTheLastRunThatWasNotSkippedIsOlderThanTheWindowNothingIsSkipped(long ago, boolean superseded) {
        assertThat(newer(before("last", ago).build(), NEWER).isPresent()).isEqualTo(superseded);
    }

    @Test
    void ofRunsThatWereNotSkippedTheLastCounts() {
        assertThat(newer(
                        before("first", WINDOW + 500).build(),
                        before("last", WINDOW - 500).build(),
                        NEWER))
                .contains(NEWER);
    }

    @Test
    void runsThatWereSkippedDoNotKeepTheBranchFed() {
        assertThat(newer(
                        before("last", WINDOW + 500).build(),
                        before("skipped", 600)
                                .skippedSince(seconds(-WINDOW - 500))
                                .build(),
                        before("skipped-too", 300)
                                .skippedSince(seconds(-WINDOW - 500))
                                .build(),
                        NEWER))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"7200, true", "7201, false"})
    void whereOnlySkippedRunsAreLeftTheyTellOfTheLastOtherOne(long ago, boolean superseded) {
        assertThat(newer(
                                before("skipped", 600)
                                        .skippedSince(seconds(-ago))
                                        .build(),
                                before("skipped-too", 300)
                                        .skippedSince(seconds(-ago))
                                        .build(),
                                NEWER)
                        .isPresent())
                .isEqualTo(superseded);
    }

    @ParameterizedTest
    @CsvSource({"7200, true", "7201, false"})
    void aBuildThatWasPromotedWasNotSkipped(long ago, boolean superseded) {
        assertThat(newer(
                                aRequest(),
                                bundlePromotedFromABuildOf(seconds(-ago)),
                                before("skipped", 9_000)
                                        .skippedSince(seconds(-10_000))
                                        .build(),
                                before("skipped-too", 300)
                                        .skippedSince(seconds(-ago))
                                        .build(),
                                NEWER)
                        .isPresent())
                .isEqualTo(superseded);
    }

    @Test
    void aLaterRunThatWasNotSkippedGoesBeforeThePromotedOne() {
        assertThat(newer(
                        aRequest(),
                        bundlePromotedFromABuildOf(seconds(-9_000)),
                        before("last", 300).build(),
                        NEWER))
                .contains(NEWER);
    }

    @Test
    void aBuildThatWasPromotedAfterTheWaitingRunCameSaysNothingOfThoseBeforeIt() {
        assertThat(newer(
                        aRequest(),
                        bundlePromotedFromABuildOf(seconds(100)),
                        before("last", WINDOW + 500).build(),
                        NEWER))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,60,true", "2,60,true", "3,60,false", "1,7200,true", "1,7201,false"})
    void aFewRunsThatWereSkippedAndTellNoMoreDoNotStarveTheBranch(int count, long oldest, boolean superseded) {
        CompetingRun[] runs = Stream.concat(
                        IntStream.range(0, count).mapToObj(number -> before("skipped-" + number, oldest - number)
                                .skippedSince(CompetingRun.UNTOLD)
                                .build()),
                        Stream.of(NEWER))
                .toArray(CompetingRun[]::new);

        assertThat(newer(runs).isPresent()).isEqualTo(superseded);
    }

    @Test
    void whereNoRunBeforeIsKnownTheWaitingRunIsSuperseded() {
        assertThat(newer(aRequest(), bundlePromotedFromABuildOf(seconds(-90_000)), NEWER))
                .contains(NEWER);
    }

    @Test
    void theLastRunOfAnotherBranchDoesNotKeepThisOneFed() {
        assertThat(newer(
                        before("last", WINDOW + 500).build(),
                        before("other-branch", 300)
                                .onBranch(Optional.of("release-0.6"))
                                .build(),
                        before("other-pipeline", 300)
                                .by(new BuildEvent.PullRequest(Optional.of("7")))
                                .build(),
                        NEWER))
                .isEmpty();
    }

    @Test
    void runsAfterTheWaitingRunDoNotKeepItFed() {
        assertThat(newer(
                        before("last", WINDOW + 500).build(),
                        NEWER,
                        aRunOf(PIPELINE).named("same-second").created(NOON).build()))
                .isEmpty();
    }
}
