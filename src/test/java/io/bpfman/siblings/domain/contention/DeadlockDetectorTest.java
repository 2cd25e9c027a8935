package io.bpfman.siblings.domain.contention;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static io.bpfman.siblings.fixtures.WaitProgresses.aWaitIn;
import static io.bpfman.siblings.fixtures.WaitProgresses.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.WaitProgresses;
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
class DeadlockDetectorTest {

    private static Optional<Deadlock> deadlock(WaitProgress self, WaitProgress... others) {
        return DeadlockDetector.of(self, List.of(others), List.of());
    }

    /** Each waits for the next one's very run, and the last for the first; each is a second younger than the one before. */
    private static List<WaitProgress> circleOf(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> aWaitIn("c" + i)
                        .created(seconds(i))
                        .awaitingTheRunOf("c" + (i + 1) % size)
                        .build())
                .toList();
    }

    private static Stream<String> endings(List<WaitProgress> all) {
        return all.stream().flatMap(self -> {
            List<WaitProgress> others = new ArrayList<>(all);
            others.remove(self);
            return DeadlockDetector.of(self, others, List.of()).map(Deadlock::ending).stream();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void inACircleEveryWaitSeesThatTheYoungestEnds(int size) {
        assertThat(endings(circleOf(size))).isEqualTo(Collections.nCopies(size, "c" + (size - 1) + "-wait"));
    }

    @Test
    void aCircleIsNamedInTheOrderInWhichEachWaitsForTheNext() {
        List<WaitProgress> circle = circleOf(3);

        assertThat(deadlock(circle.get(1), circle.get(0), circle.get(2)))
                .contains(new Deadlock.Cycle(List.of(link("c1"), link("c2"), link("c0")), "c2-wait"));
    }

    @Test
    void ofWaitsOfOneAgeTheLastByNameEnds() {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress other = aWaitIn("bundle").awaitingTheRunOf("agent").build();

        assertThat(deadlock(one, other))
                .contains(new Deadlock.Cycle(List.of(link("agent"), link("bundle")), "bundle-wait"));
    }

    @Test
    void aChainIsNoCircle() {
        WaitProgress first = aWaitIn("c0").awaitingTheRunOf("c1").build();
        WaitProgress second = aWaitIn("c1").awaitingTheRunOf("c2").build();
        WaitProgress third = aWaitIn("c2").awaitingTheRunOf("c3").build();

        assertThat(endings(List.of(first, second, third))).isEmpty();
    }

    @Test
    void whereCirclesOverlapTheYoungestOfEachSeesItsOwn() {
        WaitProgress shared = aWaitIn("shared")
                .awaitingTheRunOf("left")
                .awaitingTheRunOf("right")
                .build();
        WaitProgress left =
                aWaitIn("left").created(seconds(1)).awaitingTheRunOf("shared").build();
        WaitProgress right =
                aWaitIn("right").created(seconds(2)).awaitingTheRunOf("shared").build();

        assertThat(List.of(
                        deadlock(left, shared, right).map(Deadlock::ending).orElse(""),
                        deadlock(right, shared, left).map(Deadlock::ending).orElse("")))
                .containsExactly("left-wait", "right-wait");
    }

    @Test
    void theYoungestOfALongCircleEndsThoughAShorterOneHasAYoungerWait() {
        WaitProgress self = aWaitIn("self")
                .created(seconds(5))
                .awaitingTheRunOf("young")
                .awaitingTheRunOf("old")
                .build();
        WaitProgress young =
                aWaitIn("young").created(seconds(9)).awaitingTheRunOf("self").build();
        WaitProgress old =
                aWaitIn("old").created(seconds(1)).awaitingTheRunOf("older").build();
        WaitProgress older =
                aWaitIn("older").created(seconds(0)).awaitingTheRunOf("self").build();

        assertThat(deadlock(self, young, old, older))
                .contains(new Deadlock.Cycle(List.of(link("self"), link("old"), link("older")), "self-wait"));
    }

    @Test
    void aCircleThatTheWaitOnlyReachesIsNotItsOwn() {
        WaitProgress self = aWaitIn("self").awaitingTheRunOf("c0").build();
        List<WaitProgress> all = new ArrayList<>(circleOf(3));
        all.add(self);

        assertThat(endings(all)).containsExactly("c2-wait", "c2-wait", "c2-wait");
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
        WaitProgress one = aWaitIn("agent").awaiting("bundle").build();
        WaitProgress other = aWaitIn("bundle").with("agent", state).build();

        assertThat(deadlock(other, one).map(Deadlock::ending)).contains("bundle-wait");
    }

    static List<WaitProgresses> madeForSomethingElse() {
        return List.of(
                aWaitIn("bundle").onBranch(Optional.of("release-0.6")),
                aWaitIn("bundle").ofRevision(EARLIER),
                aWaitIn("bundle").by(new BuildEvent.PullRequest(Optional.of("1441"))),
                aWaitIn("catalog"));
    }

    @ParameterizedTest
    @MethodSource("madeForSomethingElse")
    void waitsForDifferentThingsDoNotWaitForEachOther(WaitProgresses other) {
        WaitProgress one = aWaitIn("agent").awaiting("bundle").build();

        assertThat(deadlock(one, other.awaiting("agent").build())).isEmpty();
    }

    @Test
    void aWaitThatDoesNotTellItsApplicationOrBranchIsOneOfAny() {
        WaitProgress one = aWaitIn("agent").awaiting("bundle").build();
        WaitProgress other = aWaitIn("bundle")
                .inApplication(Optional.empty())
                .onBranch(Optional.empty())
                .awaiting("agent")
                .build();

        assertThat(deadlock(one, other).map(Deadlock::ending)).contains("bundle-wait");
    }

    @Test
    void aConcreteBuildIsAwaitedWhateverItsRevision() {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress other =
                aWaitIn("bundle").ofRevision(EARLIER).awaitingTheRunOf("agent").build();

        assertThat(deadlock(one, other).map(Deadlock::ending)).contains("bundle-wait");
    }

    @Test
    void aConcreteBuildOfTheSameComponentAndRevisionIsNotAnyOther() {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress again = aWaitIn("bundle")
                .named("bundle-again-wait")
                .inRun(Optional.of("another-run"))
                .awaiting("agent")
                .build();

        assertThat(deadlock(one, again)).isEmpty();
    }

    @Test
    void aSiblingThatIsAnsweredIsNotWaitedFor() {
        WaitProgress one =
                aWaitIn("agent").answeredBy("bundle").awaiting("operator").build();
        WaitProgress other = aWaitIn("bundle").awaitingTheRunOf("agent").build();

        assertThat(endings(List.of(one, other))).isEmpty();
    }

    @Test
    void aSiblingThatIsOmittedIsNotWaitedFor() {
        WaitProgress one =
                aWaitIn("agent").with("bundle", new SiblingState.Omitted()).build();
        WaitProgress other = aWaitIn("bundle").awaiting("agent").build();

        assertThat(deadlock(one, other)).isEmpty();
    }

    @Test
    void aStandaloneWaitIsFoundByItsComponent() {
        WaitProgress one =
                aWaitIn("agent").inRun(Optional.empty()).awaiting("bundle").build();
        WaitProgress other =
                aWaitIn("bundle").inRun(Optional.empty()).awaiting("agent").build();

        assertThat(deadlock(one, other).map(Deadlock::ending)).contains("bundle-wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-first", "z-last"})
    void aPipelineWithTwoWaitsIsInACircleByEachOfThem(String idle) {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress other = aWaitIn("bundle")
                .named("m-in-the-circle")
                .awaitingTheRunOf("agent")
                .build();
        WaitProgress beside =
                aWaitIn("bundle").named(idle).awaitingTheRunOf("operator").build();

        assertThat(List.of(
                        deadlock(one, other, beside).map(Deadlock::ending).orElse(""),
                        deadlock(one, beside, other).map(Deadlock::ending).orElse(""),
                        deadlock(other, one, beside).map(Deadlock::ending).orElse("")))
                .containsExactly("m-in-the-circle", "m-in-the-circle", "m-in-the-circle");
    }

    @Test
    void twoWaitsOfOnePipelineDoNotWaitForEachOther() {
        WaitProgress one = aWaitIn("bundle").named("one").awaiting("agent").build();
        WaitProgress other =
                aWaitIn("bundle").named("other").awaiting("operator").build();

        assertThat(endings(List.of(one, other))).isEmpty();
    }

    @Test
    void theUidOfARunIsWhatCountsAndNotItsComponent() {
        WaitProgress one = aWaitIn("agent").awaitingTheRunOf("bundle").build();
        WaitProgress other = aWaitIn("catalog")
                .inRun(Optional.of(run("bundle")))
                .awaitingTheRunOf("agent")
                .build();

        assertThat(deadlock(one, other).map(Deadlock::ending)).contains("catalog-wait");
    }

    @Test
    void aWaitIsNoCircleByItself() {
        assertThat(deadlock(aWaitIn("bundle").awaitingTheRunOf("bundle").build()))
                .isEmpty();
    }

    private static Deadlock.Link link(String component) {
        return new Deadlock.Link(component + "-wait", Optional.of(new ComponentName(component)));
    }
}
