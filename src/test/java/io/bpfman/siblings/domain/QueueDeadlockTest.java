package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Standings.aWaitIn;
import static io.bpfman.siblings.fixtures.Standings.run;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Standings;
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
        Arrays.stream(components).map(Standings::run).forEach(holders::add);
        return new Slots(REPOSITORY, limit, holders);
    }

    private static Standings bundle() {
        return aWaitIn("bundle").awaitingTheRunOf("agent", QUEUE);
    }

    private static Standings catalog() {
        return aWaitIn("catalog").created(seconds(1)).awaitingTheRunOf("operator", QUEUE);
    }

    private static DeadEnd deadlock(int limit, String sibling, List<String> waits, String ending) {
        return new DeadEnd.QueueDeadlock(REPOSITORY, limit, components(sibling), new TreeSet<>(waits), ending);
    }

    @Test
    void theOnlySlotIsHeldByTheWaitForAQueuedBuild() {
        assertThat(DeadEnds.of(bundle().build(), List.of(), List.of(slots(1, "bundle"))))
                .contains(deadlock(1, "agent", List.of("bundle-wait"), "bundle-wait"));
    }

    @Test
    void ofTwoHoldersTheYoungestEnds() {
        assertThat(DeadEnds.of(bundle().build(), List.of(catalog().build()), List.of(slots(2, "bundle", "catalog"))))
                .contains(deadlock(2, "agent", List.of("bundle-wait", "catalog-wait"), "catalog-wait"));
    }

    @Test
    void theYoungestOfTwoHoldersSeesThatItEnds() {
        assertThat(DeadEnds.of(catalog().build(), List.of(bundle().build()), List.of(slots(2, "bundle", "catalog"))))
                .contains(deadlock(2, "operator", List.of("bundle-wait", "catalog-wait"), "catalog-wait"));
    }

    @Test
    void whoHoldsNoSlotAndWaitsForAQueuedBuildSeesWhoEnds() {
        assertThat(DeadEnds.of(catalog().build(), List.of(bundle().build()), List.of(slots(1, "bundle"))))
                .contains(deadlock(1, "operator", List.of("bundle-wait"), "bundle-wait"));
    }

    @Test
    void moreHoldersThanTheLimitAllowsAreNoLessStuck() {
        assertThat(DeadEnds.of(bundle().build(), List.of(catalog().build()), List.of(slots(1, "bundle", "catalog")))
                        .map(DeadEnd::ending))
                .contains("catalog-wait");
    }

    @Test
    void aFreeSlotWillBeTaken() {
        assertThat(DeadEnds.of(bundle().build(), List.of(), List.of(slots(2, "bundle"))))
                .isEmpty();
    }

    @Test
    void aHolderThatDoesNotWaitWillGiveItsSlotBack() {
        assertThat(DeadEnds.of(bundle().build(), List.of(), List.of(slots(2, "bundle", "operator"))))
                .isEmpty();
    }

    static List<Standings> waitingForSomethingElse() {
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
    void aHolderThatWaitsForSomethingElseWillGiveItsSlotBack(Standings holder) {
        assertThat(DeadEnds.of(bundle().build(), List.of(holder.build()), List.of(slots(2, "bundle", "catalog"))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("waitingForSomethingElse")
    void whoDoesNotWaitForAQueuedBuildIsNotStuck(Standings self) {
        assertThat(DeadEnds.of(self.build(), List.of(bundle().build()), List.of(slots(1, "bundle"))))
                .isEmpty();
    }

    @Test
    void withoutHoldersNobodyIsStuck() {
        assertThat(DeadEnds.of(bundle().build(), List.of(), List.of(slots(1)))).isEmpty();
    }

    @Test
    void everyQueuedSiblingIsNamed() {
        Standing self = bundle().awaitingTheRunOf("operator", QUEUE)
                .awaitingTheRunOf("daemon")
                .build();

        assertThat(DeadEnds.of(self, List.of(), List.of(slots(1, "bundle"))))
                .contains(new DeadEnd.QueueDeadlock(
                        REPOSITORY,
                        1,
                        components("agent", "operator"),
                        new TreeSet<>(List.of("bundle-wait")),
                        "bundle-wait"));
    }

    @Test
    void aDeadlockOfAnotherRepositoryIsFoundBehindOneThatIsNone() {
        Slots free = new Slots("another", 9, new TreeSet<>());

        assertThat(DeadEnds.of(bundle().build(), List.of(), List.of(free, slots(1, "bundle")))
                        .map(DeadEnd::ending))
                .contains("bundle-wait");
    }

    @Test
    void aDeadlockThatThisWaitIsToEndGoesBeforeOneThatAnotherIsTo() {
        Standing self = bundle().awaitingTheRunOf("daemon", new Queue.PipelinesAsCode("another"))
                .build();
        Standing other = catalog()
                .awaitingTheRunOf("website", new Queue.PipelinesAsCode("another"))
                .build();
        Slots others = new Slots("another", 1, new TreeSet<>(List.of(run("catalog"))));

        assertThat(DeadEnds.of(self, List.of(other), List.of(others, slots(1, "bundle")))
                        .map(DeadEnd::ending))
                .contains("bundle-wait");
    }

    @ParameterizedTest
    @MethodSource("idle")
    void aHolderWithTwoWaitsIsStuckIfOneOfThemIs(Standing beside) {
        Standing stuck = catalog().named("m-stuck").build();

        assertThat(DeadEnds.of(bundle().build(), List.of(stuck, beside), List.of(slots(2, "bundle", "catalog")))
                        .map(DeadEnd::ending))
                .contains("m-stuck");
        assertThat(DeadEnds.of(bundle().build(), List.of(beside, stuck), List.of(slots(2, "bundle", "catalog")))
                        .map(DeadEnd::ending))
                .contains("m-stuck");
    }

    static List<Standing> idle() {
        return List.of(
                aWaitIn("catalog").named("a-idle").answeredBy("agent").build(),
                aWaitIn("catalog").named("z-idle").awaitingTheRunOf("daemon").build());
    }

    @Test
    void aCircleIsNamedBeforeADeadlock() {
        Standing self = aWaitIn("bundle").awaitingTheRunOf("agent", QUEUE).build();
        Standing other = aWaitIn("agent")
                .inRun(Optional.of(run("agent")))
                .awaiting("bundle")
                .build();

        assertThat(DeadEnds.of(self, List.of(other), List.of(slots(1, "bundle"))))
                .containsInstanceOf(DeadEnd.Cycle.class);
    }
}
