package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Standings.aWaitIn;
import static io.bpfman.siblings.fixtures.Standings.run;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Standings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8 of the contract: waits that wait for each other. */
class DeadEndsTest {

    private static Optional<DeadEnd> deadEnd(Standing self, Standing... others) {
        return DeadEnds.of(self, List.of(others), List.of());
    }

    /** Each waits for the next one's very run, and the last for the first; each is a second younger than the one before. */
    private static List<Standing> circleOf(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> aWaitIn("c" + i)
                        .created(seconds(i))
                        .awaitingTheRunOf("c" + (i + 1) % size)
                        .build())
                .toList();
    }

    private static Stream<String> endings(List<Standing> all) {
        return all.stream().flatMap(self -> {
            List<Standing> others = new ArrayList<>(all);
            others.remove(self);
            return DeadEnds.of(self, others, List.of()).map(DeadEnd::ending).stream();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void inACircleEveryWaitSeesThatTheYoungestEnds(int size) {
        assertThat(endings(circleOf(size))).isEqualTo(Collections.nCopies(size, "c" + (size - 1) + "-wait"));
    }

    @Test
    void aCircleIsNamedInTheOrderInWhichEachWaitsForTheNext() {
        List<Standing> circle = circleOf(3);

        assertThat(deadEnd(circle.get(1), circle.get(0), circle.get(2)))
                .contains(new DeadEnd.Cycle(List.of("c1-wait", "c2-wait", "c0-wait"), "c2-wait"));
    }

    @Test
    void ofWaitsOfOneAgeTheLastByNameEnds() {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing other = aWaitIn("bundle").awaitingTheRunOf("agent").build();

        assertThat(deadEnd(one, other))
                .contains(new DeadEnd.Cycle(List.of("agent-wait", "bundle-wait"), "bundle-wait"));
    }

    @Test
    void theYoungerWaitEndsThoughItsNameComesFirst() {
        Standing one =
                aWaitIn("agent").created(seconds(1)).awaitingTheRunOf("bundle").build();
        Standing other = aWaitIn("bundle").awaitingTheRunOf("agent").build();

        assertThat(deadEnd(other, one).map(DeadEnd::ending)).contains("agent-wait");
    }

    @Test
    void aChainIsNoCircle() {
        Standing first = aWaitIn("c0").awaitingTheRunOf("c1").build();
        Standing second = aWaitIn("c1").awaitingTheRunOf("c2").build();
        Standing third = aWaitIn("c2").awaitingTheRunOf("c3").build();

        assertThat(endings(List.of(first, second, third))).isEmpty();
    }

    @Test
    void whoOnlyWaitsForACircleIsNotPartOfIt() {
        List<Standing> circle = circleOf(2);
        Standing outside = aWaitIn("outside").awaitingTheRunOf("c0").build();

        assertThat(deadEnd(outside, circle.get(0), circle.get(1))).isEmpty();
    }

    @Test
    void whereCirclesOverlapTheYoungestOfEachSeesItsOwn() {
        Standing shared = aWaitIn("shared")
                .awaitingTheRunOf("left")
                .awaitingTheRunOf("right")
                .build();
        Standing left =
                aWaitIn("left").created(seconds(1)).awaitingTheRunOf("shared").build();
        Standing right =
                aWaitIn("right").created(seconds(2)).awaitingTheRunOf("shared").build();

        assertThat(List.of(
                        deadEnd(left, shared, right).map(DeadEnd::ending).orElse(""),
                        deadEnd(right, shared, left).map(DeadEnd::ending).orElse("")))
                .containsExactly("left-wait", "right-wait");
    }

    @Test
    void theYoungestOfALongCircleEndsThoughAShorterOneHasAYoungerWait() {
        Standing self = aWaitIn("self")
                .created(seconds(5))
                .awaitingTheRunOf("young")
                .awaitingTheRunOf("old")
                .build();
        Standing young =
                aWaitIn("young").created(seconds(9)).awaitingTheRunOf("self").build();
        Standing old =
                aWaitIn("old").created(seconds(1)).awaitingTheRunOf("older").build();
        Standing older =
                aWaitIn("older").created(seconds(0)).awaitingTheRunOf("self").build();

        assertThat(deadEnd(self, young, old, older))
                .contains(new DeadEnd.Cycle(List.of("self-wait", "old-wait", "older-wait"), "self-wait"));
    }

    @Test
    void aCircleThatTheWaitOnlyReachesIsNotItsOwn() {
        Standing self = aWaitIn("self").awaitingTheRunOf("c0").build();
        List<Standing> all = new ArrayList<>(circleOf(3));
        all.add(self);

        assertThat(endings(all)).containsExactly("c2-wait", "c2-wait", "c2-wait");
    }

    @Test
    void aBuildThatNobodyHasSeenYetIsOneOfTheSameRevisionAndComponent() {
        Standing one = aWaitIn("agent").awaiting("bundle").build();
        Standing other = aWaitIn("bundle").awaiting("agent").build();

        assertThat(deadEnd(one, other).map(DeadEnd::ending)).contains("bundle-wait");
    }

    static List<SiblingState> waitingForANewerBuild() {
        Build broken = aBuildOf("agent").withUid("gone").failed();
        return List.of(
                new SiblingState.Failed(broken, "Failed"),
                new SiblingState.WithoutDigest(broken, "IMAGE_URL is missing"));
    }

    @ParameterizedTest
    @MethodSource("waitingForANewerBuild")
    void afterABrokenBuildTheNextOneOfTheRevisionIsAwaited(SiblingState state) {
        Standing one = aWaitIn("agent").awaiting("bundle").build();
        Standing other = aWaitIn("bundle").with("agent", state).build();

        assertThat(deadEnd(other, one).map(DeadEnd::ending)).contains("bundle-wait");
    }

    static List<Standings> madeForSomethingElse() {
        return List.of(
                aWaitIn("bundle").inApplication(Optional.of("bpfman-zstream")),
                aWaitIn("bundle").onBranch(Optional.of("release-0.6")),
                aWaitIn("bundle").ofRevision(EARLIER),
                aWaitIn("bundle").by(new BuildEvent.PullRequest(Optional.of("1441"))),
                aWaitIn("catalog"));
    }

    @ParameterizedTest
    @MethodSource("madeForSomethingElse")
    void waitsForDifferentThingsDoNotWaitForEachOther(Standings other) {
        Standing one = aWaitIn("agent").awaiting("bundle").build();

        assertThat(deadEnd(one, other.awaiting("agent").build())).isEmpty();
    }

    @Test
    void aWaitThatDoesNotTellItsApplicationOrBranchIsOneOfAny() {
        Standing one = aWaitIn("agent").awaiting("bundle").build();
        Standing other = aWaitIn("bundle")
                .inApplication(Optional.empty())
                .onBranch(Optional.empty())
                .awaiting("agent")
                .build();

        assertThat(deadEnd(one, other).map(DeadEnd::ending)).contains("bundle-wait");
    }

    @Test
    void aConcreteBuildIsAwaitedWhateverItsRevision() {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing other =
                aWaitIn("bundle").ofRevision(EARLIER).awaitingTheRunOf("agent").build();

        assertThat(deadEnd(one, other).map(DeadEnd::ending)).contains("bundle-wait");
    }

    @Test
    void aConcreteBuildOfTheSameComponentAndRevisionIsNotAnyOther() {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing again = aWaitIn("bundle")
                .named("bundle-again-wait")
                .inRun(Optional.of("another-run"))
                .awaiting("agent")
                .build();

        assertThat(deadEnd(one, again)).isEmpty();
    }

    @Test
    void aSiblingThatIsAnsweredIsNotWaitedFor() {
        Standing one =
                aWaitIn("agent").answeredBy("bundle").awaiting("operator").build();
        Standing other = aWaitIn("bundle").awaitingTheRunOf("agent").build();

        assertThat(endings(List.of(one, other))).isEmpty();
    }

    @Test
    void aSiblingThatIsOmittedIsNotWaitedFor() {
        Standing one =
                aWaitIn("agent").with("bundle", new SiblingState.Omitted()).build();
        Standing other = aWaitIn("bundle").awaiting("agent").build();

        assertThat(deadEnd(one, other)).isEmpty();
    }

    @Test
    void aStandaloneWaitIsFoundByItsComponent() {
        Standing one =
                aWaitIn("agent").inRun(Optional.empty()).awaiting("bundle").build();
        Standing other =
                aWaitIn("bundle").inRun(Optional.empty()).awaiting("agent").build();

        assertThat(deadEnd(one, other).map(DeadEnd::ending)).contains("bundle-wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-first", "z-last"})
    void aPipelineWithTwoWaitsIsInACircleByEachOfThem(String idle) {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing other = aWaitIn("bundle")
                .named("m-in-the-circle")
                .awaitingTheRunOf("agent")
                .build();
        Standing beside =
                aWaitIn("bundle").named(idle).awaitingTheRunOf("operator").build();

        assertThat(List.of(
                        deadEnd(one, other, beside).map(DeadEnd::ending).orElse(""),
                        deadEnd(one, beside, other).map(DeadEnd::ending).orElse(""),
                        deadEnd(other, one, beside).map(DeadEnd::ending).orElse("")))
                .containsExactly("m-in-the-circle", "m-in-the-circle", "m-in-the-circle");
    }

    @Test
    void twoWaitsOfOnePipelineDoNotWaitForEachOther() {
        Standing one = aWaitIn("bundle").named("one").awaiting("agent").build();
        Standing other = aWaitIn("bundle").named("other").awaiting("operator").build();

        assertThat(endings(List.of(one, other))).isEmpty();
    }

    @Test
    void theUidOfARunIsWhatCountsAndNotItsComponent() {
        Standing one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        Standing other = aWaitIn("catalog")
                .inRun(Optional.of(run("bundle")))
                .awaitingTheRunOf("agent")
                .build();

        assertThat(deadEnd(one, other).map(DeadEnd::ending)).contains("catalog-wait");
    }

    @Test
    void aWaitIsNoCircleByItself() {
        assertThat(deadEnd(aWaitIn("bundle").awaitingTheRunOf("bundle").build()))
                .isEmpty();
    }
}
