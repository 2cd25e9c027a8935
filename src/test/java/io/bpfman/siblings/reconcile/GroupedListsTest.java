package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.fixtures.FakeApi;
import io.bpfman.siblings.fixtures.FakeApi.Answer;
import io.bpfman.siblings.fixtures.FakeApi.Request;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupedListsTest {

    private static final String NAMESPACE = "tenant";
    private static final int ASKERS = 8;
    private static final int QUESTIONS = 10;

    private final BlockingQueue<Held> arrived = new LinkedBlockingQueue<>();
    private final FakeApi api = FakeApi.answering(this::hold);
    private final BuildCache cache = new BuildCache(new OpenWaits());
    private final GroupedLists lists = new GroupedLists(api.client(), cache);

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void whoAsksFirstIsListedAtOnce() throws Exception {
        CompletableFuture<List<PipelineRun>> first = ask(1);

        List<Held> list = nextList();

        assertThat(selectors(list)).containsExactly(withoutLabel(), among(1));
        assertThat(first).isNotDone();
        answer(list, build(1));
        assertThat(names(first)).containsExactly(name(1));
    }

    @Test
    void allWhoAskWhileAListIsUnderWayShareTheNextOne() throws Exception {
        CompletableFuture<List<PipelineRun>> first = ask(1);
        List<Held> underWay = nextList();
        CompletableFuture<List<PipelineRun>> third = ask(3);
        CompletableFuture<List<PipelineRun>> second = ask(2);
        CompletableFuture<List<PipelineRun>> again = ask(1);
        assertThat(api.client().lists()).isEqualTo(2);

        answer(underWay, build(1));
        List<Held> shared = nextList();

        assertThat(selectors(shared)).containsExactly(withoutLabel(), among(1, 2, 3));
        assertThat(names(first)).containsExactly(name(1));
        assertThat(List.of(second, third, again)).noneMatch(CompletableFuture::isDone);
        answer(shared, build(1), build(2), build(3));
        assertThat(names(second)).containsExactly(name(2));
        assertThat(names(third)).containsExactly(name(3));
        assertThat(names(again)).containsExactly(name(1));
        assertThat(api.client().lists()).isEqualTo(4);
    }

    @Test
    void aListFollowsOnlyWhereSomebodyAsked() throws Exception {
        CompletableFuture<List<PipelineRun>> first = ask(1);
        answer(nextList());
        assertThat(names(first)).isEmpty();
        assertThat(api.client().lists()).isEqualTo(2);

        CompletableFuture<List<PipelineRun>> second = ask(2);
        List<Held> list = nextList();

        assertThat(selectors(list)).containsExactly(withoutLabel(), among(2));
        answer(list, build(2));
        assertThat(names(second)).containsExactly(name(2));
    }

    @Test
    void aListThatIsRefusedFailsThoseWhoSharedItAndNobodyElse() throws Exception {
        CompletableFuture<List<PipelineRun>> before = ask(1);
        List<Held> underWay = nextList();
        CompletableFuture<List<PipelineRun>> one = ask(2);
        CompletableFuture<List<PipelineRun>> other = ask(3);
        answer(underWay, build(1));
        List<Held> shared = nextList();
        CompletableFuture<List<PipelineRun>> after = ask(2);

        refuse(shared, 503);

        assertThatItIsRefused(one, 503);
        assertThatItIsRefused(other, 503);
        List<Held> next = nextList();
        assertThat(selectors(next)).containsExactly(withoutLabel(), among(2));
        answer(next, build(2));
        assertThat(names(before)).containsExactly(name(1));
        assertThat(names(after)).containsExactly(name(2));
    }

    @Test
    void afterARefusalWhoAsksIsListedAtOnce() throws Exception {
        CompletableFuture<List<PipelineRun>> refused = ask(1);
        refuse(nextList(), 500);
        assertThatItIsRefused(refused, 500);

        CompletableFuture<List<PipelineRun>> again = ask(1);
        answer(nextList(), build(1));

        assertThat(names(again)).containsExactly(name(1));
    }

    @Test
    void aNamespaceDoesNotWaitForAnother() throws Exception {
        CompletableFuture<List<PipelineRun>> here = ask(1);
        List<Held> underWay = nextList();

        CompletableFuture<List<PipelineRun>> there = lists.ofRevision("another", revision(1));
        List<Held> another = nextList();

        assertThat(another).allMatch(held -> held.request().path().contains("/namespaces/another/"));
        answer(another, build(1));
        assertThat(names(there)).containsExactly(name(1));
        assertThat(here).isNotDone();
        answer(underWay);
        assertThat(names(here)).isEmpty();
    }

    @Test
    void anAddressNamesNoMoreThanFiftyRevisions() throws Exception {
        CompletableFuture<List<PipelineRun>> first = ask(0);
        List<Held> underWay = nextList();
        List<CompletableFuture<List<PipelineRun>>> many =
                IntStream.rangeClosed(1, 51).mapToObj(this::ask).toList();
        answer(underWay);

        List<Held> shared = requests(3);

        assertThat(selectors(shared))
                .containsExactly(
                        withoutLabel(), among(IntStream.rangeClosed(1, 50).toArray()), among(51));
        shared.forEach(held -> held.answer(Answer.list(
                held.request().selector().equals(among(51)) ? List.of(build(51)) : List.of(build(1), build(50)))));
        assertThat(names(first)).isEmpty();
        assertThat(names(many.get(0))).contains(name(1));
        assertThat(names(many.get(49))).contains(name(50));
        assertThat(names(many.get(50))).containsExactly(name(51));
        assertThat(names(many.get(1))).isEmpty();
        assertThat(api.client().lists()).isEqualTo(5);
    }

    @Test
    void aBuildMadeByHandIsListedAndAnotherRunIsNot() throws Exception {
        PipelineRun byHand = aBuildOf("agent")
                .without("pipelinesascode.tekton.dev/sha")
                .annotation("build.appstudio.redhat.com/commit_sha", revision(1).value())
                .withoutStatus();
        PipelineRun test = aBuildOf("operator")
                .ofRevision(revision(1))
                .label("pipelines.appstudio.openshift.io/type", "test")
                .withoutStatus();

        CompletableFuture<List<PipelineRun>> builds = ask(1);
        answer(nextList(), byHand, test);

        assertThat(names(builds)).containsExactly("agent-on-push-x7k2p");
    }

    @Test
    void aBuildThatTheCacheHoldsInThatVersionIsNotRead() {
        PipelineRun build = aBuildOf("agent").inVersion("7").succeeded('a');
        put(build);

        assertThat(lists.whole(metadata(build)))
                .hasValueSatisfying(whole -> assertThat(whole.status()).isNotNull());
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void aBuildThatTheCacheHoldsInAnotherVersionIsRead() throws Exception {
        put(aBuildOf("agent").inVersion("6").progress("Unknown", "Running"));
        PipelineRun newer = aBuildOf("agent").inVersion("7").succeeded('a');

        assertThatItIsRead(newer);
    }

    @Test
    void aBuildThatWasMadeAgainUnderItsNameIsRead() throws Exception {
        put(aBuildOf("agent").inVersion("7").succeeded('a'));
        PipelineRun again = aBuildOf("agent").withUid("again").inVersion("7").succeeded('b');

        assertThatItIsRead(again);
    }

    /** The builds are as they were when the request arrived, and each asker has made one that nobody else looks for. */
    @RepeatedTest(20)
    void noListServesWhoAskedAfterItBegan() throws Exception {
        List<PipelineRun> there = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        try (FakeApi busy = FakeApi.answering(request -> {
            synchronized (there) {
                return request.selector().equals(withoutLabel())
                        ? Answer.list(List.of())
                        : Answer.list(List.copyOf(there));
            }
        })) {
            GroupedLists shared = new GroupedLists(busy.client(), cache);
            List<CompletableFuture<Void>> askers = IntStream.range(0, ASKERS)
                    .mapToObj(asker -> CompletableFuture.runAsync(
                            () -> {
                                for (int question = 0; question < QUESTIONS; question++) {
                                    PipelineRun own = aBuildOf("agent")
                                            .named("agent-%d-%d".formatted(asker, question))
                                            .ofRevision(revision(asker))
                                            .withoutStatus();
                                    synchronized (there) {
                                        there.add(own);
                                    }
                                    assertThat(names(shared.ofRevision(NAMESPACE, revision(asker))))
                                            .contains(own.getMetadata().getName());
                                    answered.incrementAndGet();
                                }
                            },
                            task -> new Thread(task, "asker").start()))
                    .toList();
            for (CompletableFuture<Void> asker : askers) {
                asker.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(answered).hasValue(ASKERS * QUESTIONS);
    }

    private Answer hold(Request request) {
        Held held = new Held(request, new CompletableFuture<>());
        arrived.add(held);
        return held.answer().join();
    }

    private CompletableFuture<List<PipelineRun>> ask(int number) {
        return lists.ofRevision(NAMESPACE, revision(number));
    }

    /** The two requests that a list of a few revisions is made of. */
    private List<Held> nextList() throws InterruptedException {
        return requests(2);
    }

    private List<Held> requests(int count) throws InterruptedException {
        List<Held> requests = new ArrayList<>();
        while (requests.size() < count) {
            requests.add(Objects.requireNonNull(arrived.poll(10, TimeUnit.SECONDS), "nothing was asked for"));
        }
        return requests;
    }

    /** Gives the builds to the request for those that have the label, and nothing to the other. */
    private static void answer(List<Held> list, PipelineRun... builds) {
        list.forEach(held -> held.answer(
                Answer.list(held.request().selector().equals(withoutLabel()) ? List.of() : List.of(builds))));
    }

    private static void refuse(List<Held> list, int code) {
        list.forEach(held -> held.answer(Answer.refused(code)));
    }

    private void put(PipelineRun build) {
        var store = cache.stores().get(0);
        store.put(store.getKey(build), build);
    }

    private void assertThatItIsRead(PipelineRun build) throws InterruptedException {
        CompletableFuture<PipelineRun> whole =
                CompletableFuture.supplyAsync(() -> lists.whole(metadata(build)).orElseThrow());
        Held read = requests(1).get(0);
        assertThat(read.request().path())
                .isEqualTo("/apis/tekton.dev/v1/namespaces/ocp-bpfman-tenant/pipelineruns/agent-on-push-x7k2p");
        read.answer(Answer.object(build));
        assertThat(whole.join()).satisfies(now -> {
            assertThat(now.getMetadata().getUid()).isEqualTo(build.getMetadata().getUid());
            assertThat(now.status()).isEqualTo(build.status());
        });
    }

    private static void assertThatItIsRefused(CompletableFuture<?> asked, int code) {
        AbstractThrowableAssert<?, ?> refusal = assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS));
        refusal.cause().isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                .isEqualTo(code));
    }

    private static PipelineRun metadata(PipelineRun build) {
        return build.with(build.getMetadata(), null, null);
    }

    private static PipelineRun build(int number) {
        return aBuildOf("agent")
                .named(name(number))
                .ofRevision(revision(number))
                .withoutStatus();
    }

    private static String name(int number) {
        return "agent-" + number;
    }

    private static Revision revision(int number) {
        return new Revision("%040d".formatted(number));
    }

    private static String among(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> revision(number).value())
                .collect(Collectors.joining(",", "pipelinesascode.tekton.dev/sha in (", ")"));
    }

    private static String withoutLabel() {
        return BuildSelectors.ofRevisions(List.of()).get(1);
    }

    private static List<String> selectors(List<Held> requests) {
        return requests.stream()
                .map(held -> held.request().selector())
                .sorted(Comparator.comparing((String selector) -> !selector.startsWith("!"))
                        .thenComparing(selector -> selector))
                .toList();
    }

    private static List<String> names(CompletableFuture<List<PipelineRun>> builds) {
        try {
            return builds.get(10, TimeUnit.SECONDS).stream()
                    .map(build -> build.getMetadata().getName())
                    .toList();
        } catch (InterruptedException | ExecutionException | TimeoutException unanswered) {
            throw new AssertionError(unanswered);
        }
    }

    /** A request that has arrived and waits for its answer. */
    private record Held(Request request, CompletableFuture<Answer> answer) {

        void answer(Answer given) {
            answer.complete(given);
        }
    }
}
