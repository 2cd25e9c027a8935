package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequiredReadsTest {

    private static final ComponentName AGENT = new ComponentName("agent");
    private static final Build OWN = aBuildOf("agent").built('a');
    private static final Build EARLIER_PUSH =
            aBuildOf("agent").ofRevision(EARLIER).built('b');

    private static final Verdict WAITING = new Verdict.Waiting(Optional.empty());
    private static final Verdict SATISFIED = new Verdict.Satisfied();
    private static final Verdict SUPERSEDED =
            new Verdict.Superseded(aRunOf(PIPELINE).build());

    private static final SiblingState BUILT =
            new SiblingState.Built(new Origin.OfBuild(OWN), image("agent", 'a'), new TreeSet<>());
    private static final SiblingState BUILT_AND_PRUNED =
            new SiblingState.Built(new Origin.OfComponent(), image("agent", 'a'), new TreeSet<>());
    private static final SiblingState RUNNING =
            new SiblingState.Running(aBuildOf("agent").running());
    private static final SiblingState PROMOTED_BY_BUILD =
            new SiblingState.Promoted(new Origin.OfBuild(EARLIER_PUSH), image("agent", 'b'));
    private static final SiblingState PROMOTED_BY_COMPONENT =
            new SiblingState.Promoted(new Origin.OfComponent(), image("agent", 'b'));
    private static final SiblingState PROMOTED_BY_SNAPSHOT =
            new SiblingState.Promoted(new Origin.OfSnapshot("snapshot-1"), image("agent", 'b'));
    private static final SiblingState FAILED =
            new SiblingState.Failed(aBuildOf("agent").failed(), "Failed");
    private static final SiblingState WITHOUT_DIGEST =
            new SiblingState.WithoutDigest(aBuildOf("agent").withoutDigest(), "IMAGE_DIGEST is missing");
    private static final SiblingState NOT_BUILT = new SiblingState.NotBuilt(Collections.emptySortedSet());
    private static final SiblingState OMITTED = new SiblingState.Omitted();
    private static final SiblingState AWAITED = new SiblingState.Awaited();
    private static final SiblingState UNTRUSTED_BUILD = new SiblingState.Untrusted(
            new Origin.OfBuild(OWN), image("agent", 'a'), new ImageRepository("quay.io/own/agent"));

    private static final RequiredReads NONE = RequiredReads.none();
    private static final RequiredReads BUILDS = new RequiredReads(true, Set.of(), false, false, false, Set.of(), false);
    private static final RequiredReads AGENT_OF_ANY_REVISION =
            new RequiredReads(false, Set.of(AGENT), false, false, false, Set.of(), false);
    private static final RequiredReads COMPONENTS =
            new RequiredReads(false, Set.of(), true, false, false, Set.of(), false);
    private static final RequiredReads SNAPSHOTS =
            new RequiredReads(false, Set.of(), false, true, false, Set.of(), false);
    private static final RequiredReads RUNS = new RequiredReads(false, Set.of(), false, false, true, Set.of(), false);
    private static final RequiredReads WITNESS =
            new RequiredReads(false, Set.of(), false, false, false, Set.of(), true);

    static Stream<Arguments> whatEveryStateRestsOn() {
        return Stream.of(
                arguments(SATISFIED, BUILT, reads(BUILDS, WITNESS)),
                arguments(SATISFIED, BUILT_AND_PRUNED, reads(BUILDS, COMPONENTS, WITNESS)),
                arguments(SATISFIED, PROMOTED_BY_BUILD, reads(BUILDS, AGENT_OF_ANY_REVISION, COMPONENTS, WITNESS)),
                arguments(SATISFIED, PROMOTED_BY_COMPONENT, reads(BUILDS, AGENT_OF_ANY_REVISION, COMPONENTS, WITNESS)),
                arguments(
                        SATISFIED,
                        PROMOTED_BY_SNAPSHOT,
                        reads(BUILDS, AGENT_OF_ANY_REVISION, COMPONENTS, SNAPSHOTS, WITNESS)),
                arguments(SATISFIED, OMITTED, reads(BUILDS, COMPONENTS, WITNESS)),
                arguments(broken(Verdict.Cause.FAILED), FAILED, BUILDS),
                arguments(broken(Verdict.Cause.WITHOUT_DIGEST), WITHOUT_DIGEST, BUILDS),
                arguments(broken(Verdict.Cause.UNTRUSTED), UNTRUSTED_BUILD, reads(BUILDS, COMPONENTS)),
                arguments(
                        broken(Verdict.Cause.NOT_BUILT),
                        NOT_BUILT,
                        reads(BUILDS, AGENT_OF_ANY_REVISION, COMPONENTS, SNAPSHOTS)),
                arguments(new Verdict.TimedOut(Duration.ofHours(1)), RUNNING, BUILDS),
                arguments(new Verdict.TimedOut(Duration.ofHours(1)), AWAITED, BUILDS),
                arguments(
                        new Verdict.TimedOut(Duration.ofHours(1)),
                        new SiblingState.Running(
                                aBuildOf("agent").ofRevision(EARLIER).running()),
                        reads(BUILDS, AGENT_OF_ANY_REVISION)),
                arguments(
                        new Verdict.TimedOut(Duration.ofHours(1)),
                        queued(new Queue.PipelinesAsCode("bpfman-operator")),
                        reads(BUILDS, queue("bpfman-operator"))));
    }

    @ParameterizedTest
    @MethodSource
    void whatEveryStateRestsOn(Verdict verdict, SiblingState state, RequiredReads expected) {
        assertThat(RequiredReads.of(judgement(verdict, state), true)).isEqualTo(expected);
    }

    @Test
    void everyStateIsAmongThese() {
        assertThat(whatEveryStateRestsOn().map(row -> row.get()[1]).map(Object::getClass))
                .containsOnly(SiblingState.class.getPermittedSubclasses());
    }

    static Stream<Verdict> restingOnTheCluster() {
        return Stream.of(
                SATISFIED,
                SUPERSEDED,
                broken(Verdict.Cause.FAILED),
                new Verdict.Deadlocked(new Deadlock.Cycle(
                        List.of(new Deadlock.Link("a", Optional.empty()), new Deadlock.Link("b", Optional.empty())),
                        "a")),
                new Verdict.ResultTooLarge(70_000),
                new Verdict.TimedOut(Duration.ofHours(1)),
                new Verdict.Retrying(broken(Verdict.Cause.FAILED)),
                awaitingWitness(WitnessStep.CREATE),
                awaitingWitness(WitnessStep.DELETE));
    }

    static Stream<Verdict> restingOnNothing() {
        return Stream.of(
                WAITING,
                awaitingWitness(WitnessStep.NONE),
                new Verdict.Cancelled("not needed"),
                new Verdict.Rejected(List.of("no siblings")));
    }

    @ParameterizedTest
    @MethodSource("restingOnTheCluster")
    void whatIsActedOnRestsOnTheBuildsOfTheRevision(Verdict verdict) {
        assertThat(RequiredReads.of(judgement(verdict, RUNNING), true).builds()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("restingOnNothing")
    void whatIsNotActedOnRestsOnWhatTheWatchesTell(Verdict verdict) {
        for (boolean runsAreWatched : new boolean[] {true, false}) {
            assertThat(RequiredReads.of(judgement(verdict, NOT_BUILT), runsAreWatched))
                    .isEqualTo(NONE);
            assertThat(RequiredReads.of(judgement(verdict, BUILT), runsAreWatched))
                    .isEqualTo(NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("restingOnNothing")
    void nobodyWatchesAQueueSoItIsReadEvenThen(Verdict verdict) {
        assertThat(RequiredReads.of(judgement(verdict, queued(new Queue.PipelinesAsCode("bpfman-operator"))), true))
                .isEqualTo(queue("bpfman-operator"));
    }

    static Stream<Queue> ofNobodyThatCanBeAsked() {
        return Stream.of(new Queue.Unknown(), new Queue.Kueue(), new Queue.PipelinesAsCode(""));
    }

    @ParameterizedTest
    @MethodSource("ofNobodyThatCanBeAsked")
    void aQueueOfNoRepositoryIsNotRead(Queue queue) {
        assertThat(RequiredReads.of(judgement(WAITING, queued(queue)), true)).isEqualTo(NONE);
    }

    @Test
    void everyQueueIsReadOnce() {
        WaitProgress progress = progress(
                aRequest().waitingFor("agent", "daemon", "operator"),
                queued(new Queue.PipelinesAsCode("one")),
                queued(new Queue.PipelinesAsCode("other")),
                queued(new Queue.PipelinesAsCode("one")));

        assertThat(RequiredReads.raisedBy(progress).queues()).isEqualTo(Set.of("one", "other"));
    }

    @Test
    void aSupersededWaitRestsOnTheRunsThatCompeteAndOnWhatWasPromoted() {
        for (boolean runsAreWatched : new boolean[] {true, false}) {
            assertThat(RequiredReads.of(judgement(SUPERSEDED, RUNNING), runsAreWatched))
                    .isEqualTo(reads(BUILDS, COMPONENTS, RUNS));
        }
    }

    @Test
    void whereRunsAreNotWatchedTheirAbsenceIsReadIfThereMayBeAny() {
        Requests proceeding = aRequest().waitingFor("agent").onSuperseded(OnSuperseded.PROCEED);
        Requests ofNoPipeline = aRequest().waitingFor("agent").of(withoutPipeline());

        assertThat(List.of(
                        competing(aRequest().waitingFor("agent"), SATISFIED, true),
                        competing(aRequest().waitingFor("agent"), SATISFIED, false),
                        competing(aRequest().waitingFor("agent"), WAITING, false),
                        competing(proceeding, SATISFIED, false),
                        competing(ofNoPipeline, SATISFIED, false)))
                .containsExactly(false, true, false, false, false);
    }

    @ParameterizedTest
    @EnumSource(OnNotBuilt.class)
    void aSnapshotIsLookedForWhereOneMayAnswer(OnNotBuilt notBuilt) {
        WaitProgress progress = progress(aRequest().waitingFor("agent").notBuilt(notBuilt), NOT_BUILT);

        assertThat(RequiredReads.raisedBy(progress).snapshots()).isEqualTo(notBuilt != OnNotBuilt.FAIL);
    }

    @ParameterizedTest
    @EnumSource(OnNotBuilt.class)
    void aSnapshotThatAnsweredIsReadAgainWhateverIsAsked(OnNotBuilt notBuilt) {
        WaitProgress progress = progress(aRequest().waitingFor("agent").notBuilt(notBuilt), PROMOTED_BY_SNAPSHOT);

        assertThat(RequiredReads.raisedBy(progress).snapshots()).isTrue();
    }

    @Test
    void theWitnessIsReadOnlyWhereAllAreAnswered() {
        Requests two = aRequest().waitingFor("agent", "operator");

        assertThat(List.of(
                        RequiredReads.of(judgement(SATISFIED, two, BUILT, BUILT), true)
                                .witness(),
                        RequiredReads.of(judgement(SUPERSEDED, two, BUILT, RUNNING), true)
                                .witness()))
                .containsExactly(true, false);
    }

    @Test
    void whatIsRaisedIsNeitherTheBuildsNorWhatAVerdictAsksFor() {
        WaitProgress progress = progress(
                aRequest().waitingFor("agent", "daemon", "operator"),
                NOT_BUILT,
                queued(new Queue.PipelinesAsCode("bpfman-operator")),
                RUNNING);

        assertThat(RequiredReads.raisedBy(progress))
                .isEqualTo(
                        new RequiredReads(false, Set.of(AGENT), false, true, false, Set.of("bpfman-operator"), false));
    }

    @Test
    void aFirstReadIsOfTheBuildsAndOfTheRunsThatMayCompete() {
        assertThat(List.of(
                        RequiredReads.ofBuilds(aRequest().build()),
                        RequiredReads.ofBuilds(
                                aRequest().onSuperseded(OnSuperseded.PROCEED).build()),
                        RequiredReads.ofBuilds(aRequest().of(withoutPipeline()).build())))
                .containsExactly(reads(BUILDS, RUNS), BUILDS, BUILDS);
    }

    static Stream<RequiredReads> each() {
        return Stream.of(
                BUILDS, AGENT_OF_ANY_REVISION, COMPONENTS, SNAPSHOTS, RUNS, queue("one"), queue("other"), WITNESS);
    }

    @ParameterizedTest
    @MethodSource("each")
    void readsAndOthersAreBoth(RequiredReads one) {
        RequiredReads all = each().reduce(NONE, RequiredReads::and);

        assertThat(NONE.and(one)).isEqualTo(one);
        assertThat(one.and(NONE)).isEqualTo(one);
        assertThat(one.and(one)).isEqualTo(one);
        assertThat(all.and(one)).isEqualTo(all);
        assertThat(all)
                .isEqualTo(new RequiredReads(true, Set.of(AGENT), true, true, true, Set.of("one", "other"), true));
    }

    @ParameterizedTest
    @MethodSource("each")
    void onlyWhatHoldsAllOfTheOthersCoversThem(RequiredReads one) {
        Set<RequiredReads> others = each().filter(other -> !other.equals(one)).collect(Collectors.toSet());
        RequiredReads allOthers = others.stream().reduce(NONE, RequiredReads::and);

        assertThat(one.cover(one)).isTrue();
        assertThat(one.cover(NONE)).isTrue();
        assertThat(NONE.cover(one)).isFalse();
        assertThat(allOthers.cover(one)).isFalse();
        assertThat(allOthers.and(one).cover(one)).isTrue();
    }

    private static boolean competing(Requests request, Verdict verdict, boolean runsAreWatched) {
        return RequiredReads.of(judgement(verdict, request, BUILT), runsAreWatched)
                .competingRuns();
    }

    private static WaitingRun withoutPipeline() {
        WaitingRun run = aRequest().build().waitingRun();
        return new WaitingRun(
                run.uid(),
                run.revision(),
                run.application(),
                run.component(),
                run.branch(),
                Optional.empty(),
                run.event(),
                run.created(),
                Optional.empty(),
                run.repositories());
    }

    private static SiblingState queued(Queue queue) {
        return new SiblingState.Queued(aBuildOf("agent").queued(), queue);
    }

    private static Verdict broken(Verdict.Cause cause) {
        return new Verdict.SiblingBroken(cause);
    }

    private static Verdict awaitingWitness(WitnessStep step) {
        return new Verdict.AwaitingWitness(new AwaitedWitness(
                "bundle-wait", new AttestedResults("r", "{}"), new Witness.Missing(), step, true, Optional.empty()));
    }

    private static Judgement judgement(Verdict verdict, SiblingState state) {
        return judgement(verdict, aRequest().waitingFor("agent"), state);
    }

    private static Judgement judgement(Verdict verdict, Requests request, SiblingState... states) {
        return new Judgement(progress(request, states), Clusters.noProspects(), verdict);
    }

    private static WaitProgress progress(Requests request, SiblingState... states) {
        TreeMap<ComponentName, SiblingState> bySibling = new TreeMap<>();
        List<ComponentName> names = List.copyOf(request.build().siblings());
        for (int i = 0; i < states.length; i++) {
            bySibling.put(names.get(i), states[i]);
        }
        return new WaitProgress(request.asWait(), Siblings.of(bySibling));
    }

    private static RequiredReads queue(String repository) {
        return new RequiredReads(false, Set.of(), false, false, false, Set.of(repository), false);
    }

    private static RequiredReads reads(RequiredReads... some) {
        return Stream.of(some).reduce(NONE, RequiredReads::and);
    }
}
