package io.bpfman.siblings.status;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.report.StateWords;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wait remembers of Konflux's own objects. */
class PersistedFactsTest {

    private static final WaitRequest REQUEST =
            aRequest().waitingFor("agent", "daemon", "operator").build();

    private static final Clusters CLUSTER = aCluster()
            .with(
                    aComponent("agent").promoted('a', Requests.REVISION).build(),
                    aComponent("daemon").promoted('d', Requests.EARLIER).build())
            .withSnapshot("snapshot-1", "operator", 'b');

    private static ObjectNode write(WaitRequest request, Clusters cluster) {
        Attempt attempt = Attempt.first(NOON);
        JsonNode written = PersistedWaitWriter.write(
                request, attempt, Siblings.assess(request, attempt, cluster.facts(), seconds(60)), Optional.empty());
        return (ObjectNode) Wire.read(written, JsonNode.class);
    }

    private static PersistedWait read(JsonNode written) {
        return PersistedWaitReader.read(written).orElseThrow();
    }

    @Test
    void anAnswerThatNoBuildTellsOfIsWrittenWithWhatTellsOfIt() {
        assertThat(write(REQUEST, CLUSTER).get("siblings"))
                .isEqualTo(Wire.read("""
                        siblings:
                        - component: agent
                          state: built
                          image: quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent@%s
                        - component: daemon
                          state: promoted
                          answerable: "2026-11-21T12:01:00Z"
                          image: quay.io/redhat-user-workloads/ocp-bpfman-tenant/daemon@%s
                        - component: operator
                          state: promoted
                          answerable: "2026-11-21T12:01:00Z"
                          image: quay.io/redhat-user-workloads/ocp-bpfman-tenant/operator@%s
                          snapshot: snapshot-1
                        """.formatted(digest('a'), digest('d'), digest('b')), JsonNode.class)
                        .get("siblings"));
    }

    @Test
    void anAnswerThatNoBuildTellsOfIsReadBack() {
        assertThat(read(write(REQUEST, CLUSTER)))
                .isEqualTo(new PersistedWait(
                        REQUEST,
                        List.of(),
                        new PersistedFacts(
                                new TreeMap<>(Map.of(
                                        new ComponentName("agent"),
                                        new KnownImage(new Origin.OfComponent(), image("agent", 'a')))),
                                new TreeMap<>(Map.of(
                                        new ComponentName("daemon"),
                                        new KnownImage(new Origin.OfComponent(), image("daemon", 'd')),
                                        new ComponentName("operator"),
                                        new KnownImage(new Origin.OfSnapshot("snapshot-1"), image("operator", 'b')))),
                                new TreeSet<>(),
                                new TreeMap<>(Map.of(
                                        new ComponentName("daemon"), seconds(60),
                                        new ComponentName("operator"), seconds(60))),
                                Optional.empty()),
                        new TreeMap<>(),
                        components("agent", "daemon", "operator"),
                        List.of()));
    }

    @Test
    void suchAnswersAreKnown() {
        assertThat(read(write(REQUEST, CLUSTER)).answered()).isEqualTo(components("agent", "daemon", "operator"));
    }

    @Test
    void anUntrustedImageIsNoAnswerAndNotRemembered() {
        WaitRequest request = aRequest().waitingFor("agent", "daemon").build();
        ObjectNode written = write(
                request,
                aCluster()
                        .with(aBuildOf("agent").built('a'))
                        .with(
                                aComponent("agent")
                                        .pushedTo("quay.io/tenant/agent")
                                        .build(),
                                aComponent("daemon")
                                        .pushedTo("quay.io/tenant/daemon")
                                        .promoted('d', Requests.EARLIER)
                                        .build()));

        assertThat(written.findValuesAsText("state")).containsExactly("untrusted", "untrusted");
        assertThat(read(written).answered()).isEmpty();
        assertThat(read(written))
                .isEqualTo(new PersistedWait(
                        request,
                        List.of(),
                        new PersistedFacts(
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeSet<>(),
                                new TreeMap<>(Map.of(new ComponentName("daemon"), seconds(60))),
                                Optional.empty()),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        List.of()));
    }

    @Test
    void anUntrustedImageHasItsWord() {
        assertThat(StateWords.of(new SiblingState.Untrusted(
                        new Origin.OfComponent(), image("agent", 'a'), new ImageRepository("quay.io/tenant/agent"))))
                .isEqualTo("untrusted");
    }

    @Test
    void whatCannotBeSeenIsWrittenInItsOrder() {
        JsonNode written = write(
                REQUEST,
                aCluster()
                        .without(
                                new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, UnreadableKind.Why.ABSENT),
                                new UnreadableKind(UnreadableKind.Kind.COMPONENTS, UnreadableKind.Why.FORBIDDEN),
                                new UnreadableKind(UnreadableKind.Kind.COMPONENTS, UnreadableKind.Why.ABSENT)));

        assertThat(written.get("unseen"))
                .isEqualTo(Wire.read("""
                        unseen:
                        - kind: components
                          why: absent
                        - kind: components
                          why: forbidden
                        - kind: snapshots
                          why: absent
                        """, JsonNode.class).get("unseen"));
    }

    @Test
    void whereAllIsSeenNothingIsWrittenOfIt() {
        assertThat(write(REQUEST, CLUSTER).has("unseen")).isFalse();
    }

    @Test
    void aStatusOfTheVersionBeforeIsReadAndNeverSuperseded() {
        ObjectNode written = write(REQUEST, aCluster());
        ((ObjectNode) written.get("request"))
                .remove(Set.of("superseded", "supersededWindow", "pipeline", "repository"));
        WaitingRun waitingRun = REQUEST.waitingRun();

        assertThat(read(written).request())
                .isEqualTo(new WaitRequest(
                        new WaitingRun(
                                waitingRun.uid(),
                                waitingRun.revision(),
                                waitingRun.application(),
                                waitingRun.component(),
                                waitingRun.branch(),
                                Optional.empty(),
                                waitingRun.event(),
                                waitingRun.created(),
                                Optional.empty(),
                                Collections.emptySortedSet()),
                        Optional.empty(),
                        REQUEST.siblings(),
                        REQUEST.grace(),
                        REQUEST.notBuilt(),
                        REQUEST.onFailure(),
                        OnSuperseded.PROCEED,
                        Duration.ZERO,
                        REQUEST.images(),
                        Collections.emptySortedMap(),
                        Collections.emptySortedMap(),
                        REQUEST.timeout(),
                        REQUEST.retries()));
    }

    @ParameterizedTest
    @EnumSource(OnSuperseded.class)
    void whatANewerRunDoesIsRemembered(OnSuperseded choice) {
        WaitRequest request = aRequest().onSuperseded(choice).build();

        assertThat(read(write(request, aCluster())).request()).isEqualTo(request);
    }

    @Test
    void aChoiceThatWeDidNotWriteIsNotBelieved() {
        ObjectNode written = write(REQUEST, aCluster());
        ((ObjectNode) written.get("request")).put("superseded", "maybe");

        assertThat(PersistedWaitReader.read(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"component", "state", "image"})
    void anAnswerThatWeDidNotWriteIsNotBelieved(String field) {
        ObjectNode written = write(REQUEST, CLUSTER);
        ((ObjectNode) written.get("siblings").get(2)).remove(field);

        assertThat(PersistedWaitReader.read(written)).isEmpty();
    }
}
