package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.FakeApi;
import io.bpfman.siblings.fixtures.FakeApi.Answer;
import io.bpfman.siblings.fixtures.FakeApi.Request;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.cache.CustomRunStore;
import io.bpfman.siblings.reconcile.read.KonfluxReader;
import io.bpfman.siblings.reconcile.read.LiveReader;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.reconcile.witness.Witnesses;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchedEvidenceTest {

    private static final Instant NOW = Times.seconds(10);
    private static final String RUNS = "/apis/tekton.dev/v1/namespaces/ocp-bpfman-tenant/pipelineruns";
    private static final String AGENT_RUN = RUNS + "/agent-on-push-x7k2p";
    private static final PipelineRun RUNNING = aBuildOf("agent").inVersion("6").progress("Unknown", "Running");
    private static final PipelineRun BUILT = aBuildOf("agent").inVersion("7").succeeded('a');

    private final List<PipelineRun> there = new CopyOnWriteArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final FakeApi api = FakeApi.having(() -> there);
    private final OpenWaits openWaits = new OpenWaits();
    private final BuildCache cache = new BuildCache(openWaits);

    /** Its own build, which is read at first sight. */
    @BeforeEach
    void watchTheWaitingRun() {
        watch(aBuildOf("bundle")
                .named("bundle-on-push-q9w8e")
                .withUid(Requests.WAITING_RUN_UID)
                .withoutStatus());
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** After a restart, a build comes in while the evaluation reads the Components, before it reads the builds. */
    @Test
    void aWaitIsEnteredBeforeItIsReadFor() {
        CustomRun run = waiting().with(evaluate(waiting().build()).status()).build();
        openWaits.close("custom-run-uid");
        List<ResourceID> concerned = new CopyOnWriteArrayList<>();
        Evaluation evaluation;
        try (FakeApi busy = FakeApi.answering(request -> {
            watch(RUNNING);
            concerned.addAll(openWaits.concernedBy(
                    "ocp-bpfman-tenant", BuildReader.read(RUNNING).orElseThrow()));
            return Answer.absent();
        })) {
            evaluation = evaluate(busy, run, false);
        }

        assertThat(concerned).isNotEmpty().containsOnly(ResourceID.fromResource(run));
        assertThat(message(evaluation)).contains("agent (running");
    }

    @Test
    void whatEndsNothingRestsOnTheWatches() {
        watch(RUNNING);
        there.add(BUILT);

        Evaluation evaluation = evaluate(waiting().build());

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Waiting.class);
        assertThat(pathsOfRuns()).isEmpty();
        assertThat(reads).hasValue(0);
    }

    @Test
    void aCancelledWaitAsksNothing() {
        watch(BUILT);

        Evaluation evaluation = evaluate(waiting().cancelled("enough").build());

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Cancelled.class);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void anAnswerCostsTwoListsWhereTheCacheIsCurrent() {
        watch(BUILT);
        there.add(BUILT);

        Evaluation evaluation = evaluate(waiting().build());

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Satisfied.class);
        assertThat(pathsOfRuns()).containsExactly(RUNS, RUNS);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aBuildThatChangedSinceItWasCachedIsReadWhole() {
        watch(BUILT);
        there.add(aBuildOf("agent").inVersion("8").succeeded('b'));

        Evaluation evaluation = evaluate(waiting().build());

        assertThat(pathsOfRuns()).containsExactlyInAnyOrder(RUNS, RUNS, AGENT_RUN);
        assertThat(Wire.write(evaluation.status())).contains("b".repeat(64)).doesNotContain("a".repeat(64));
    }

    @Test
    void whoDistrustsTheWatchesReadsTheBuilds() {
        watch(RUNNING);
        there.add(BUILT);

        Evaluation evaluation = evaluate(api, waiting().build(), true);

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Satisfied.class);
        assertThat(pathsOfRuns()).startsWith(RUNS, RUNS).contains(AGENT_RUN);
    }

    @Test
    void anEndedBuildThatTheApiServerLacksIsLookedForByNameAndCounts() {
        watch(BUILT);

        Evaluation evaluation = evaluate(waiting().build());

        assertThat(evaluation.verdict()).isInstanceOf(Verdict.Satisfied.class);
        assertThat(pathsOfRuns()).containsExactlyInAnyOrder(RUNS, RUNS, AGENT_RUN);
    }

    @Test
    void aRunningBuildThatTheApiServerLacksIsLookedForByNameAndDoesNotCount() {
        watch(RUNNING);

        Evaluation evaluation = evaluate(api, waiting().build(), true);

        assertThat(message(evaluation)).doesNotContain("running");
        assertThat(pathsOfRuns()).containsExactlyInAnyOrder(RUNS, RUNS, AGENT_RUN);
    }

    @Test
    void aBuildThatWasPrunedFromTheCacheStillAnswers() {
        watch(RUNNING);
        evaluate(waiting().build());
        watch(BUILT);
        var store = cache.stores().get(0);
        store.remove(store.getKey(BUILT));

        assertThat(evaluate(waiting().build()).verdict()).isInstanceOf(Verdict.Satisfied.class);
    }

    private Evaluation evaluate(CustomRun run) {
        return evaluate(api, run, false);
    }

    private Evaluation evaluate(FakeApi asked, CustomRun run, boolean distrust) {
        KonfluxReader konflux = new KonfluxReader(asked.client(), Duration.ofSeconds(30));
        WatchedEvidence.Sources sources = new WatchedEvidence.Sources(
                asked.client(),
                cache,
                new CustomRunStore(openWaits, Wire.serialization()),
                openWaits,
                konflux,
                new LiveReader(asked.client(), new GroupedLists(asked.client(), cache), konflux),
                Witnesses.NONE,
                reads::incrementAndGet);
        return new WaitEvaluator(Defaults.UNSET).evaluate(run, new WatchedEvidence(sources, run, distrust, NOW), NOW);
    }

    private static CustomRuns waiting() {
        return aWait().waitingFor("agent").label("pipelines.appstudio.openshift.io/type", "build");
    }

    private void watch(PipelineRun run) {
        var store = cache.stores().get(0);
        store.put(store.getKey(run), run);
    }

    /** What was asked of PipelineRuns. */
    private List<String> pathsOfRuns() {
        return api.requests().stream()
                .map(Request::path)
                .filter(path -> path.startsWith(RUNS) && !path.endsWith("/bundle-on-push-q9w8e"))
                .toList();
    }

    private static String message(Evaluation evaluation) {
        return String.valueOf(evaluation.status().succeeded().orElseThrow().message());
    }
}
