package io.bpfman.siblings.reconcile.waits;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.CompetingRuns.LATER;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.WaitProgresses.aWaitIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Times;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenWaitsTest {

    private static final String HERE = "tenant";
    private static final int ROUNDS = 1_000;
    private static final Build AGENT = aBuildOf("agent").running();

    private final OpenWaits waits = new OpenWaits();
    private final List<String> woken = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        waits.onEvaluationWanted(id -> woken.add(id.getName()));
    }

    @Test
    void aWaitThatIsEnteredAgainIsTheSame() {
        OpenWait first = open("wait", waitingFor("agent"));
        first.writtenAt(Times.seconds(5));

        OpenWait again = open("wait", waitingFor("operator"));

        assertThat(again).isSameAs(first);
        assertThat(again.lastWrite()).isEqualTo(Times.seconds(5));
        assertThat(waits.size()).isEqualTo(1);
        assertThat(waits.concernedBy(HERE, aBuildOf("operator").running())).isEmpty();
    }

    @Test
    void aWaitMadeAgainUnderItsNameIsAnother() {
        OpenWait first = open("wait", waitingFor("agent"));

        OpenWait second = waits.open(new ResourceID("wait", HERE), "another-uid", waitingFor("agent"), true);

        assertThat(second).isNotSameAs(first);
        assertThat(waits.find("wait-uid")).containsSame(first);
        assertThat(waits.find("another-uid")).containsSame(second);
    }

    @Test
    void aNewWaitWakesThoseThatItSupersedesAndNoOthers() {
        OpenWait older = open("older", of(run("older-run", EARLIER, 0)));
        open(
                "unwilling",
                aRequest()
                        .of(run("unwilling-run", EARLIER, 0))
                        .onSuperseded(OnSuperseded.PROCEED)
                        .build());
        open("of-the-revision", of(run("twin-run", LATER, 10)));
        open("younger", of(run("younger-run", REVISION, 600)));
        open("of-another-pipeline", of(run("other-run", EARLIER, 0, "another-pipeline")));
        waits.open(new ResourceID("elsewhere", "another"), "elsewhere-uid", of(run("far-run", EARLIER, 0)), true);
        older.beginEvaluation();
        woken.clear();

        open("newer", of(run("newer-run", LATER, 300)));

        assertThat(woken).containsExactly("older");
    }

    @Test
    void aWaitEnteredAgainWakesNobody() {
        OpenWait older = open("older", of(run("older-run", EARLIER, 0)));
        open("newer", of(run("newer-run", LATER, 300)));
        older.beginEvaluation();
        woken.clear();

        open("newer", of(run("newer-run", LATER, 300)));

        assertThat(woken).isEmpty();
    }

    @Test
    void whoIsWokenIsNotWokenAgainBeforeItsEvaluationBegins() {
        OpenWait wait = open("wait", waitingFor("agent"));

        waits.wake(HERE, "wait");
        waits.wake(HERE, "wait");
        assertThat(woken).containsExactly("wait");

        wait.beginEvaluation();
        waits.wake(HERE, "wait");
        assertThat(woken).containsExactly("wait", "wait");
    }

    @Test
    void onlyTheWaitOfThatNameAndNamespaceIsWoken() {
        open("wait", waitingFor("agent"));
        open("other", waitingFor("agent"));
        waits.open(new ResourceID("wait", "another"), "far-uid", waitingFor("agent"), true);

        waits.wake(HERE, "other");
        waits.wake(HERE, "nobody");

        assertThat(woken).containsExactly("other");
    }

    /** One thread evaluates whenever it is told to; the other one wakes. Whatever it is woken for, it must see. */
    @Test
    void noWakeIsLostHoweverItFallsInWithAnEvaluation() throws Exception {
        int wakes = 300_000;
        OpenWait wait = open("wait", waitingFor("agent"));
        AtomicInteger toSee = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Semaphore evaluations = new Semaphore(0);
        waits.onEvaluationWanted(id -> evaluations.release());
        CompletableFuture<Void> evaluating = CompletableFuture.runAsync(() -> {
            while (seen.get() < wakes && acquired(evaluations)) {
                wait.beginEvaluation();
                seen.set(toSee.get());
            }
        });

        for (int wake = 1; wake <= wakes; wake++) {
            toSee.set(wake);
            waits.wake(HERE, "wait");
        }

        evaluating.get(30, TimeUnit.SECONDS);
        assertThat(seen).hasValue(wakes);
    }

    @Test
    void distrustReachesAllWaitsAndLastsForOneEvaluation() {
        OpenWait one = open("one", waitingFor("agent"));
        OpenWait other = waits.open(new ResourceID("other", "another"), "far-uid", waitingFor("agent"), true);

        waits.wakeDistrustful();

        assertThat(woken).containsExactlyInAnyOrder("one", "other");
        assertThat(one.beginEvaluation()).isTrue();
        assertThat(one.beginEvaluation()).isFalse();
        assertThat(other.beginEvaluation()).isTrue();
    }

    @Test
    void whoIsWokenAlreadyIsDistrustfulAllTheSame() {
        OpenWait wait = open("wait", waitingFor("agent"));
        waits.wake(HERE, "wait");

        waits.wakeDistrustful();

        assertThat(woken).containsExactly("wait");
        assertThat(wait.beginEvaluation()).isTrue();
    }

    @Test
    void aPlainWakeIsTrustful() {
        OpenWait wait = open("wait", waitingFor("agent"));

        waits.wake(HERE, "wait");

        assertThat(wait.beginEvaluation()).isFalse();
    }

    /** One thread evaluates without end, for whatever reason; the other one distrusts, and once it is heeded, again. */
    @Test
    void noDistrustIsLostHoweverItFallsInWithAnEvaluation() throws Exception {
        OpenWait wait = open("wait", waitingFor("agent"));
        AtomicInteger heeded = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> evaluating = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                if (wait.beginEvaluation()) {
                    heeded.incrementAndGet();
                }
            }
        });

        for (int round = 1; round <= ROUNDS; round++) {
            waits.wakeDistrustful();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (heeded.get() < round && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            if (heeded.get() < round) {
                break;
            }
        }

        over.set(true);
        evaluating.get(10, TimeUnit.SECONDS);
        assertThat(heeded).hasValue(ROUNDS);
    }

    @Test
    void beforeItsFirstEvaluationAnyBuildOfASiblingConcernsAWait() {
        open("wait", waitingFor("agent"));

        assertThat(waits.concernedBy(HERE, AGENT)).containsExactly(id("wait"));
        assertThat(waits.concernedBy(HERE, aBuildOf("agent").ofRevision(EARLIER).running()))
                .containsExactly(id("wait"));
        assertThat(waits.concernedBy(HERE, aBuildOf("operator").running())).isEmpty();
        assertThat(waits.concernedBy("another", AGENT)).isEmpty();
    }

    @Test
    void afterItABuildOfTheRevisionConcernsItAndOneOfAnotherDoesNot() {
        shown("wait", aWaitIn("bundle").awaiting("agent").build());

        assertThat(waits.concernedBy(HERE, AGENT)).containsExactly(id("wait"));
        assertThat(waits.concernedBy(HERE, aBuildOf("agent").ofRevision(EARLIER).running()))
                .isEmpty();
        assertThat(waits.concernedBy("another", AGENT)).isEmpty();
    }

    @Test
    void aBuildOfAnyRevisionConcernsAWaitWhoseSiblingWasNotBuilt() {
        shown(
                "wait",
                aWaitIn("bundle")
                        .with("agent", new SiblingState.NotBuilt(Collections.emptySortedSet()))
                        .awaiting("operator")
                        .build());

        assertThat(waits.concernedBy(HERE, aBuildOf("agent").ofRevision(EARLIER).running()))
                .containsExactly(id("wait"));
        assertThat(waits.concernedBy(
                        HERE, aBuildOf("operator").ofRevision(EARLIER).running()))
                .isEmpty();
        assertThat(waits.concernedBy(
                        HERE,
                        aBuildOf("agent")
                                .ofRevision(EARLIER)
                                .by(new BuildEvent.PullRequest(Optional.of("1")))
                                .running()))
                .isEmpty();
    }

    @Test
    void aNewerRunConcernsTheWaitsThatItMaySupersede() {
        open("older", of(run("older-run", REVISION, 0)));
        open("younger", of(run("younger-run", REVISION, 600)));

        CompetingRun newer = aRunOf(PIPELINE).created(Times.seconds(300)).build();

        assertThat(waits.concernedBy(HERE, newer)).containsExactly(id("older"));
        assertThat(waits.concernedBy("another", newer)).isEmpty();
        assertThat(waits.concernedBy(HERE, aRunOf("another-pipeline").build())).isEmpty();
    }

    @Test
    void aWitnessConcernsTheWaitOfItsName() {
        open("wait", waitingFor("agent"));
        open("other", waitingFor("agent"));

        assertThat(waits.concernedByWitness(HERE, "wait")).containsExactly(id("wait"));
        assertThat(waits.concernedByWitness("another", "wait")).isEmpty();
    }

    @Test
    void aBuildThatWasPrunedIsRememberedIfItEndedAndIsOfConcern() {
        OpenWait wait = shown("wait", aWaitIn("bundle").awaiting("agent").build());
        OpenWait other = shown("other", aWaitIn("bundle-2").awaiting("operator").build());
        Build built = aBuildOf("agent").named("built").built('a');
        Build failed = aBuildOf("agent").named("failed").failed();

        waits.pruned(HERE, built);
        waits.pruned(HERE, failed);
        waits.pruned(HERE, aBuildOf("agent").named("running").running());
        waits.pruned(HERE, aBuildOf("agent").named("queued").queued());
        waits.pruned(
                HERE, aBuildOf("agent").named("earlier").ofRevision(EARLIER).built('b'));
        waits.pruned("another", aBuildOf("agent").named("elsewhere").built('b'));

        assertThat(wait.pruned()).containsExactlyInAnyOrder(built, failed);
        assertThat(other.pruned()).isEmpty();
    }

    @Test
    void whoIsClosedIsForgottenEverywhere() {
        WaitProgress progress = aWaitIn("bundle").awaiting("agent").build();
        OpenWait wait = shown("wait", progress);
        OpenWait other = shown("other", progress);

        waits.close("wait-uid");
        waits.close("wait-uid");

        assertThat(waits.find("wait-uid")).isEmpty();
        assertThat(waits.size()).isEqualTo(1);
        assertThat(waits.concernedBy(HERE, AGENT)).containsExactly(id("other"));
        assertThat(waits.concernedBy(HERE, aRunOf(PIPELINE).build())).containsExactly(id("other"));
        assertThat(waits.concernedByWitness(HERE, "wait")).isEmpty();
        assertThat(waits.beside(other)).isEmpty();
        assertThat(waits.competing(other)).isEmpty();
        waits.pruned(HERE, aBuildOf("agent").built('a'));
        assertThat(wait.pruned()).isEmpty();
        waits.wake(HERE, "wait");
        waits.wakeDistrustful();
        assertThat(woken).containsExactly("other");

        waits.close("other-uid");

        assertThat(waits.size()).isZero();
        assertThat(waits.concernedBy(HERE, AGENT)).isEmpty();
        assertThat(waits.concernedBy(HERE, aRunOf(PIPELINE).build())).isEmpty();
        assertThat(waits.concernedByWitness(HERE, "other")).isEmpty();
        assertThat(waits).hasFieldOrPropertyWithValue("byPlace", Map.of());
    }

    @Test
    void whoIsEnteredAgainAfterItWasClosedKnowsNothingOfBefore() {
        OpenWait before = shown("wait", aWaitIn("bundle").awaiting("agent").build());
        waits.pruned(HERE, aBuildOf("agent").built('a'));
        waits.close("wait-uid");

        OpenWait again = open("wait", waitingFor("agent"));

        assertThat(before.pruned()).hasSize(1);
        assertThat(again.pruned()).isEmpty();
        assertThat(again.progress()).isEmpty();
        assertThat(again.lastWrite()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void besideAreTheOthersOfTheNamespaceThatHaveBeenEvaluated() {
        WaitProgress progress = aWaitIn("agent").awaiting("operator").build();
        OpenWait wait = shown("wait", aWaitIn("bundle").awaiting("agent").build());
        shown("other", progress);
        open("unevaluated", waitingFor("agent"));
        waits.open(new ResourceID("far", "another"), "far-uid", waitingFor("agent"), true)
                .show(progress);

        assertThat(waits.beside(wait)).containsExactly(progress);
    }

    @Test
    void competingAreTheRunsOfTheOtherWaitsOfThePipeline() {
        OpenWait wait = open("wait", of(run("run", REVISION, 0)));
        open("newer", of(run("newer-run", LATER, 300)));
        open("of-another-pipeline", of(run("other-run", LATER, 300, "another-pipeline")));
        waits.open(new ResourceID("far", "another"), "far-uid", of(run("far-run", LATER, 300)), true);
        open("standalone", of(standalone()));

        assertThat(waits.competing(wait)).extracting(CompetingRun::uid).containsExactly("newer-run");
    }

    private OpenWait open(String name, WaitRequest request) {
        return waits.open(new ResourceID(name, HERE), name + "-uid", request, true);
    }

    private OpenWait shown(String name, WaitProgress progress) {
        OpenWait wait = open(name, progress.asked().request());
        wait.show(progress);
        return wait;
    }

    private static ResourceID id(String name) {
        return new ResourceID(name, HERE);
    }

    private static WaitRequest waitingFor(String sibling) {
        return aRequest().waitingFor(sibling).build();
    }

    private static WaitRequest of(WaitingRun run) {
        return aRequest().of(run).build();
    }

    private static WaitingRun run(String uid, Revision revision, long created) {
        return run(uid, revision, created, PIPELINE);
    }

    private static WaitingRun run(String uid, Revision revision, long created, String pipeline) {
        return run(Optional.of(uid), revision, created, Optional.of(pipeline));
    }

    private static WaitingRun standalone() {
        return run(Optional.empty(), LATER, 300, Optional.of(PIPELINE));
    }

    private static WaitingRun run(Optional<String> uid, Revision revision, long created, Optional<String> pipeline) {
        return new WaitingRun(
                uid,
                revision,
                Optional.of(Requests.APPLICATION),
                Optional.of(new ComponentName("bundle")),
                Optional.of(new GitRef(Requests.BRANCH)),
                Optional.empty(),
                new BuildEvent.Push(),
                Times.seconds(created),
                pipeline,
                Requests.repositories(Requests.REPOSITORY));
    }

    private static boolean acquired(Semaphore evaluations) {
        try {
            return evaluations.tryAcquire(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
