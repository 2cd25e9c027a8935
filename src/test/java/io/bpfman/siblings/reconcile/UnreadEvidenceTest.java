package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.FakeApi;
import io.bpfman.siblings.fixtures.FakeApi.Answer;
import io.bpfman.siblings.fixtures.FakeApi.Request;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.cache.CustomRunStore;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.KonfluxReader;
import io.bpfman.siblings.reconcile.read.LiveReader;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.reconcile.witness.Witnesses;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8 of the contract: what cannot be read holds up neither a cancel nor the deadline. */
@Timeout(60)
class UnreadEvidenceTest {

    private static final Instant IN_GRACE = Times.seconds(10);
    private static final Instant AFTER_GRACE = Times.seconds(600);
    private static final Instant PAST = Times.seconds(7_200);

    /** The kinds that a wait whose grace is over rests on, each by the end of its path. */
    private static final String[] KINDS = {"/components", "/pipelineruns", "/snapshots"};

    private final OpenWaits openWaits = new OpenWaits();
    private final BuildCache cache = new BuildCache(openWaits);

    private static Answer nothing(Request request) {
        boolean list =
                request.path().contains("/namespaces/") && !request.path().endsWith("/bundle-on-push-q9w8e");
        return list ? Answer.list(List.of()) : Answer.absent();
    }

    private static Function<Request, Answer> refusing(String kind, int code) {
        return request -> request.isFor(kind) ? Answer.refused(code) : nothing(request);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 429, 500, 503})
    void aDeadlineSaysWhatCouldNotBeRead(int code) {
        for (String kind : KINDS) {
            CustomRun run = known();

            Evaluation evaluation = evaluate(refusing(kind, code), run, PAST);

            assertThat(evaluation.verdict()).isInstanceOf(Verdict.TimedOut.class);
            assertThat(message(evaluation))
                    .startsWith("timed out after 1h0m0s; 0 of 1 siblings ready; still waiting for agent")
                    .contains("the API server answered %d to GET ".formatted(code), kind);
        }
    }

    @Test
    void aDeadlineIsAnsweredAlsoWhereTheRequestCouldNeverBeRead() {
        CustomRun unread = aWait().build();
        CustomRun told = aWait().with(
                        evaluate(refusing("/components", 500), unread, IN_GRACE).status())
                .build();

        Evaluation evaluation = evaluate(refusing("/components", 500), told, PAST);

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.TimedOut.class);
        assertThat(message(evaluation)).startsWith("timed out after 1h0m0s; the API server answered 500 to GET ");
        assertThat(evaluation.status().completionTime()).isNotNull();
    }

    @Test
    void whoHasBeenToldNothingYetIsToldWhatCannotBeRead() {
        Evaluation evaluation = evaluate(refusing("/components", 503), aWait().build(), IN_GRACE);

        assertThat(evaluation.changes()).isTrue();
        assertThat(evaluation.status().succeeded().orElseThrow().reason()).isEqualTo("WaitingForSiblings");
        assertThat(message(evaluation))
                .isEqualTo("the API server answered 503 to GET "
                        + "/apis/appstudio.redhat.com/v1alpha1/namespaces/ocp-bpfman-tenant/components");
    }

    @Test
    void whatPassesByItselfIsNotToldAgain() {
        Evaluation evaluation = evaluate(refusing("/components", 503), known(), AFTER_GRACE);

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Unread.class);
        assertThat(evaluation.changes()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 406, 414, 415, 422})
    void thatOurOwnRequestIsWrongIsToldAtOnce(int code) {
        for (String kind : KINDS) {
            Evaluation evaluation = evaluate(refusing(kind, code), known(), AFTER_GRACE);

            assertThat(evaluation.changes()).isTrue();
            assertThat(message(evaluation))
                    .contains("the API server answered %d to GET ".formatted(code), kind)
                    .endsWith("which is a bug of this service: please report it");
        }
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<Void> stop = new CompletableFuture<>();

        Evaluation evaluation = evaluate(
                request -> {
                    if (request.isFor("/pipelineruns")) {
                        stop.complete(null);
                        await(never);
                    }
                    return nothing(request);
                },
                known(),
                AFTER_GRACE,
                stop);
        never.countDown();

        assertThat(evaluation.unavailable().orElseThrow().what()).isEqualTo("the API server did not answer in time");
    }

    @Test
    void aListThatNeverEndsIsGivenUp() {
        Answer endless = Answer.object(Map.of("metadata", Map.of("continue", "again"), "items", List.of()));

        Evaluation evaluation =
                evaluate(request -> request.isFor("/pipelineruns") ? endless : nothing(request), known(), AFTER_GRACE);

        assertThat(evaluation.unavailable().orElseThrow().what())
                .startsWith("the API server never ends its answer to GET /apis/tekton.dev/v1/namespaces/");
    }

    @Test
    void aCancelBreaksOffWhatIsBeingRead() {
        CompletableFuture<Void> stop = openWaits.beginEvaluation("custom-run-uid");

        openWaits.breakOff("another-uid");
        assertThat(stop).isNotDone();
        openWaits.breakOff("custom-run-uid");

        assertThat(stop).isDone();
    }

    /** A wait that has been entered while all could be read. */
    private CustomRun known() {
        CustomRuns wait = aWait().waitingFor("agent");
        return wait.with(evaluate(UnreadEvidenceTest::nothing, wait.build(), IN_GRACE)
                        .status())
                .build();
    }

    private Evaluation evaluate(Function<Request, Answer> rule, CustomRun run, Instant now) {
        return evaluate(rule, run, now, new CompletableFuture<>());
    }

    private Evaluation evaluate(
            Function<Request, Answer> rule, CustomRun run, Instant now, CompletableFuture<Void> stop) {
        try (FakeApi api = FakeApi.answering(rule)) {
            KonfluxReader konflux = new KonfluxReader(api.client(), Duration.ofSeconds(30));
            WatchedEvidence.Sources sources = new WatchedEvidence.Sources(
                    api.client(),
                    cache,
                    new CustomRunStore(openWaits, Wire.serialization()),
                    openWaits,
                    konflux,
                    new LiveReader(api.client(), new GroupedLists(api.client(), cache), konflux),
                    Witnesses.NONE,
                    () -> {});
            return ClusterApi.until(stop, () -> new WaitEvaluator(Defaults.UNSET)
                    .evaluate(run, new WatchedEvidence(sources, run, false, now), now));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static String message(Evaluation evaluation) {
        return String.valueOf(evaluation.status().succeeded().orElseThrow().message());
    }
}
