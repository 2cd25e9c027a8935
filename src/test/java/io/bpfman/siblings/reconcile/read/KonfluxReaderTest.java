package io.bpfman.siblings.reconcile.read;

import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.fixtures.FakeApi;
import io.bpfman.siblings.fixtures.FakeApi.Answer;
import io.bpfman.siblings.fixtures.FakeApi.Request;
import io.bpfman.siblings.fixtures.Requests;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KonfluxReaderTest {

    private static final String HERE = "tenant";

    private volatile int code = 200;
    private volatile List<String> components = List.of("agent");
    private final FakeApi api = FakeApi.answering(this::answer);
    private final KonfluxReader reader = new KonfluxReader(api.client(), Duration.ofSeconds(30));

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void whatWasReadNotLongAgoIsNotReadAgain() {
        assertThat(names(reader.recent(HERE, NOON))).containsExactly("agent");
        components = List.of("operator");

        assertThat(names(reader.recent(HERE, seconds(29)))).containsExactly("agent");

        assertThat(lists()).singleElement().satisfies(request -> assertThat(request.path())
                .isEqualTo("/apis/appstudio.redhat.com/v1alpha1/namespaces/tenant/components"));
    }

    @Test
    void afterThatItIsReadAgain() {
        reader.recent(HERE, NOON);
        components = List.of("operator");

        assertThat(names(reader.recent(HERE, seconds(30)))).containsExactly("operator");
        assertThat(lists()).hasSize(2);
    }

    @Test
    void eachNamespaceIsReadByItself() {
        reader.recent(HERE, NOON);
        reader.recent("another", NOON);
        reader.recent("another", NOON);

        assertThat(lists())
                .extracting(Request::path)
                .containsExactly(
                        "/apis/appstudio.redhat.com/v1alpha1/namespaces/tenant/components",
                        "/apis/appstudio.redhat.com/v1alpha1/namespaces/another/components");
    }

    @Test
    void freshIsAlwaysReadAndCountsAsRecentThen() {
        reader.recent(HERE, NOON);
        components = List.of("operator");

        assertThat(names(reader.beginFresh(HERE, seconds(1)).get())).containsExactly("operator");
        assertThat(names(reader.recent(HERE, seconds(30)))).containsExactly("operator");

        assertThat(lists()).hasSize(2);
    }

    @Test
    void aListOfManyPagesIsReadToItsEnd() {
        components = List.of("agent", "operator", "daemon");

        assertThat(names(reader.recent(HERE, NOON))).containsExactly("agent", "daemon", "operator");
        assertThat(lists()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"403, FORBIDDEN", "404, ABSENT"})
    void aKindThatCannotBeSeenIsAFactForAsLong(int refusal, UnreadableKind.Why why) {
        code = refusal;
        UnreadableKind unreadable = new UnreadableKind(UnreadableKind.Kind.COMPONENTS, why);

        KonfluxFacts facts = reader.recent(HERE, NOON);

        assertThat(facts.unreadable()).containsExactly(unreadable);
        assertThat(facts.components()).isEmpty();
        code = 200;
        assertThat(reader.recent(HERE, seconds(29)).unreadable()).containsExactly(unreadable);
        assertThat(reader.recent(HERE, seconds(30)).unreadable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500, 503})
    void weatherIsThrownAndNotRemembered(int refusal) {
        code = refusal;

        assertThatThrownBy(() -> reader.recent(HERE, NOON))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(refusal));

        code = 200;
        assertThat(names(reader.recent(HERE, NOON))).containsExactly("agent");
    }

    @Test
    void aFreshReadingThatFailsLeavesTheRecentOne() {
        reader.recent(HERE, NOON);
        code = 500;

        var fresh = reader.beginFresh(HERE, seconds(1));

        assertThatThrownBy(fresh::get).isInstanceOf(KubernetesClientException.class);
        assertThat(names(reader.recent(HERE, seconds(2)))).containsExactly("agent");
    }

    @ParameterizedTest
    @CsvSource({"403, FORBIDDEN", "404, ABSENT"})
    void snapshotsThatCannotBeSeenAreAFactBesideTheComponents(int refusal, UnreadableKind.Why why) {
        KonfluxFacts facts = reader.recent(HERE, NOON);
        code = refusal;

        KonfluxFacts with =
                reader.withSnapshots(facts, HERE, Requests.aRequest().build());

        assertThat(with.unreadable()).containsExactly(new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, why));
        assertThat(names(with)).containsExactly("agent");
    }

    @ParameterizedTest
    @CsvSource({"403, 1", "404, 0"})
    void whereNudgeConfigsCannotBeReadComponentsTellWhoNudges(int refusal, int told) {
        Map<String, Answer> answers = Map.of(
                "/apis/appstudio.redhat.com",
                Answer.object(Map.of("versions", List.of(Map.of("groupVersion", "appstudio.redhat.com/v1beta2")))),
                "/apis/appstudio.redhat.com/v1beta2",
                Answer.object(Map.of("resources", List.of(Map.of("name", "nudgeconfigs")))),
                "/apis/appstudio.redhat.com/v1beta2/namespaces/tenant/nudgeconfigs",
                Answer.refused(refusal),
                "/apis/appstudio.redhat.com/v1alpha1/namespaces/tenant/components",
                Answer.list(List.of()));
        try (FakeApi newer = FakeApi.answering(request -> answers.getOrDefault(request.path(), Answer.absent()))) {
            KonfluxFacts facts =
                    new KonfluxReader(newer.client(), Duration.ofSeconds(30)).recentWithNudging(HERE, NOON);

            assertThat(facts.nudging()).isEmpty();
            assertThat(facts.unreadable()).hasSize(told).allSatisfy(unreadable -> assertThat(unreadable.kind())
                    .isEqualTo(UnreadableKind.Kind.NUDGE_CONFIGS));
        }
    }

    /** One component on each page. */
    private Answer answer(Request request) {
        if (!request.path().contains("/namespaces/")) {
            return Answer.absent();
        }
        if (code != 200) {
            return Answer.refused(code);
        }
        int page = Integer.parseInt(request.params().getOrDefault("continue", "0"));
        List<String> all = components;
        return Answer.object(Map.of(
                "metadata",
                Map.of("continue", page + 1 < all.size() ? String.valueOf(page + 1) : ""),
                "items",
                List.of(Map.of("metadata", Map.of("name", all.get(page)), "spec", Map.of()))));
    }

    /** Without what is asked of the groups. */
    private List<Request> lists() {
        return api.requests().stream()
                .filter(request -> request.path().contains("/namespaces/"))
                .toList();
    }

    private static Stream<String> names(KonfluxFacts facts) {
        return facts.components().keySet().stream().map(ComponentName::value);
    }
}
