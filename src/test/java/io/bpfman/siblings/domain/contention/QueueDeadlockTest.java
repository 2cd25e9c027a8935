package io.bpfman.siblings.domain.contention;

import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static io.bpfman.siblings.fixtures.WaitProgresses.aWaitIn;
import static io.bpfman.siblings.fixtures.WaitProgresses.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.WaitProgresses;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 8 of the contract: builds that cannot start, as all slots are held by runs that wait for such builds. */
class QueueDeadlockTest {

    private static final String REPOSITORY = "bpfman-operator";
    private static final Queue QUEUE = new Queue.PipelinesAsCode(REPOSITORY);

    private static Slots slots(int limit, String... components) {
        TreeSet<String> holders = new TreeSet<>();
        Arrays.stream(components).map(WaitProgresses::run).forEach(holders::add);
        return new Slots(REPOSITORY, limit, holders);
    }

    private static WaitProgresses bundle() {
        return aWaitIn("bundle").awaitingTheRunOf("agent", QUEUE);
    }

    private static WaitProgresses konflux() {
        return aWaitIn("catalog").created(seconds(1)).awaitingTheRunOf("operator", QUEUE);
    }

    private static Deadlock deadlock(int limit, String sibling, List<String> waits, String ending) {
        return new Deadlock.QueueDeadlock(REPOSITORY, limit, components(sibling), new TreeSet<>(waits), ending);
    }

    @Test
    void ofTwoHoldersTheYoungestEnds() {
        assertThat(DeadlockDetector.of(
                        bundle().build(), List.of(konflux().build()), List.of(slots(2, "bundle", "catalog"))))
                .contains(deadlock(2, "agent", List.of("bundle-wait", "catalog-wait"), "catalog-wait"));
    }

    @Test
    void whoHoldsNoSlotAndWaitsForAQueuedBuildSeesWhoEnds() {
        assertThat(DeadlockDetector.of(konflux().build(), List.of(bundle().build()), List.of(slots(1, "bundle"))))
                .contains(deadlock(1, "operator", List.of("bundle-wait"), "bundle-wait"));
    }

    @Test
    void moreHoldersThanTheLimitAllowsAreNoLessStuck() {
        assertThat(DeadlockDetector.of(
                                bundle().build(), List.of(konflux().build()), List.of(slots(1, "bundle", "catalog")))
                        .map(Deadlock::ending))
                .contains("catalog-wait");
    }

    @Test
    void aHolderThatDoesNotWaitWillGiveItsSlotBack() {
        assertThat(DeadlockDetector.of(bundle().build(), List.of(), List.of(slots(2, "bundle", "operator"))))
                .isEmpty();
    }

    static List<WaitProgresses> waitingForSomethingElse() {
        return List.of(
                aWaitIn("catalog").awaitingTheRunOf("operator"),
                aWaitIn("catalog").awaiting("operator"),
                aWaitIn("catalog").awaitingTheRunOf("operator", new Queue.Kueue()),
                aWaitIn("catalog").awaitingTheRunOf("operator", new Queue.Unknown()),
                aWaitIn("catalog").awaitingTheRunOf("operator", new Queue.PipelinesAsCode("another")),
                aWaitIn("catalog").answeredBy("operator"));
    }

    @ParameterizedTest
    @MethodSource("waitingForSomethingElse")
    void aHolderThatWaitsForSomethingElseWillGiveItsSlotBack(WaitProgresses holder) {
        assertThat(DeadlockDetector.of(
                        bundle().build(), List.of(holder.build()), List.of(slots(2, "bundle", "catalog"))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("waitingForSomethingElse")
    void whoDoesNotWaitForAQueuedBuildIsNotStuck(WaitProgresses self) {
        assertThat(DeadlockDetector.of(self.build(), List.of(bundle().build()), List.of(slots(1, "bundle"))))
                .isEmpty();
    }

    @Test
    void withoutHoldersNobodyIsStuck() {
        assertThat(DeadlockDetector.of(bundle().build(), List.of(), List.of(slots(1))))
                .isEmpty();
    }

    @Test
    void everyQueuedSiblingIsNamed() {
        WaitProgress self = bundle().awaitingTheRunOf("operator", QUEUE)
                .awaitingTheRunOf("daemon")
                .build();

        assertThat(DeadlockDetector.of(self, List.of(), List.of(slots(1, "bundle"))))
                .contains(new Deadlock.QueueDeadlock(
                        REPOSITORY,
                        1,
                        components("agent", "operator"),
                        new TreeSet<>(List.of("bundle-wait")),
                        "bundle-wait"));
    }

    @Test
    void aDeadlockOfAnotherRepositoryIsFoundBehindOneThatIsNone() {
        Slots free = new Slots("another", 9, new TreeSet<>());

        assertThat(DeadlockDetector.of(bundle().build(), List.of(), List.of(free, slots(1, "bundle")))
                        .map(Deadlock::ending))
                .contains("bundle-wait");
    }

    @Test
    void aDeadlockThatThisWaitIsToEndGoesBeforeOneThatAnotherIsTo() {
        WaitProgress self = bundle().awaitingTheRunOf("daemon", new Queue.PipelinesAsCode("another"))
                .build();
        WaitProgress other = konflux()
                .awaitingTheRunOf("website", new Queue.PipelinesAsCode("another"))
                .build();
        Slots others = new Slots("another", 1, new TreeSet<>(List.of(run("catalog"))));

        assertThat(DeadlockDetector.of(self, List.of(other), List.of(others, slots(1, "bundle")))
                        .map(Deadlock::ending))
                .contains("bundle-wait");
    }

    @ParameterizedTest
    @MethodSource("idle")
    void aHolderWithTwoWaitsIsStuckIfOneOfThemIs(WaitProgress beside) {
        WaitProgress stuck = konflux().named("m-stuck").build();

        assertThat(DeadlockDetector.of(bundle().build(), List.of(stuck, beside), List.of(slots(2, "bundle", "catalog")))
                        .map(Deadlock::ending))
                .contains("m-stuck");
        assertThat(DeadlockDetector.of(bundle().build(), List.of(beside, stuck), List.of(slots(2, "bundle", "catalog")))
                        .map(Deadlock::ending))
                .contains("m-stuck");
    }

    static List<WaitProgress> idle() {
        return List.of(
                aWaitIn("catalog").named("a-idle").answeredBy("agent").build(),
                aWaitIn("catalog").named("z-idle").awaitingTheRunOf("daemon").build());
    }

    @Test
    void aCircleIsNamedBeforeADeadlock() {
        WaitProgress self = aWaitIn("bundle").awaitingTheRunOf("agent", QUEUE).build();
        WaitProgress other = aWaitIn("agent")
                .inRun(Optional.of(run("agent")))
                .awaiting("bundle")
                .build();

        assertThat(DeadlockDetector.of(self, List.of(other), List.of(slots(1, "bundle"))))
                .containsInstanceOf(Deadlock.Cycle.class);
    }
}
