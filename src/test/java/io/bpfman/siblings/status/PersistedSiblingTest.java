package io.bpfman.siblings.status;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PersistedSiblingTest {

    private static final ComponentName AGENT = new ComponentName("agent");
    private static final Build OWN = aBuildOf("agent").built('a');
    private static final Build PUSHED = aBuildOf("agent").ofRevision(EARLIER).built('b');
    private static final Origin SNAPSHOT = new Origin.OfSnapshot("snapshot-1");
    private static final ImageRepository ELSEWHERE = new ImageRepository("quay.io/own/agent");

    static Stream<SiblingState> states() {
        return Stream.of(
                new SiblingState.Awaited(),
                new SiblingState.Queued(aBuildOf("agent").queued(), new Queue.Kueue()),
                new SiblingState.Running(aBuildOf("agent").running()),
                new SiblingState.Built(new Origin.OfBuild(OWN), image("agent", 'a'), new TreeSet<>(List.of("rival"))),
                new SiblingState.Built(new Origin.OfComponent(), image("agent", 'a'), new TreeSet<>()),
                new SiblingState.WithoutDigest(aBuildOf("agent").withoutDigest(), "IMAGE_DIGEST is missing"),
                new SiblingState.Failed(aBuildOf("agent").failed(), "Failed"),
                new SiblingState.Failed(aBuildOf("agent").cancelled(), "Cancelled"),
                new SiblingState.NotBuilt(Collections.emptySortedSet()),
                new SiblingState.Promoted(new Origin.OfBuild(PUSHED), image("agent", 'b')),
                new SiblingState.Built(new Origin.OfComponentGroup("group"), image("agent", 'a'), new TreeSet<>()),
                new SiblingState.Promoted(new Origin.OfComponent(), image("agent", 'b')),
                new SiblingState.Promoted(new Origin.OfComponentGroup("group"), image("agent", 'b')),
                new SiblingState.Promoted(SNAPSHOT, image("agent", 'b')),
                new SiblingState.Omitted(),
                new SiblingState.Untrusted(new Origin.OfBuild(OWN), image("agent", 'a'), ELSEWHERE),
                new SiblingState.Untrusted(new Origin.OfComponent(), image("agent", 'a'), ELSEWHERE),
                new SiblingState.Untrusted(SNAPSHOT, image("agent", 'a'), ELSEWHERE));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatWouldBeWrittenIsWhatIsReadBack(SiblingState state) {
        WaitRequest request = aRequest().waitingFor("agent").build();
        Siblings siblings = Siblings.of(new TreeMap<>(Map.of(AGENT, state)));
        JsonNode written = PersistedWaitWriter.write(request, Attempt.first(Times.NOON), siblings, Optional.empty());

        assertThat(PersistedWaitReader.siblings(Wire.read(written, JsonNode.class)))
                .containsExactly(PersistedSibling.of(AGENT, state));
    }

    @Test
    void everyStateIsAmongThese() {
        assertThat(states().map(Object::getClass)).containsOnly(SiblingState.class.getPermittedSubclasses());
    }

    @Test
    void anAnswerIsToldWithWhatTellsOfIt() {
        assertThat(List.of(
                        PersistedSibling.of(
                                AGENT, new SiblingState.Promoted(new Origin.OfBuild(PUSHED), image("agent", 'b'))),
                        PersistedSibling.of(AGENT, new SiblingState.Promoted(SNAPSHOT, image("agent", 'b'))),
                        PersistedSibling.of(
                                AGENT,
                                new SiblingState.Built(
                                        new Origin.OfComponent(), image("agent", 'b'), new TreeSet<>()))))
                .containsExactly(
                        new PersistedSibling(
                                "agent",
                                "promoted",
                                Optional.of(PUSHED.name()),
                                Optional.empty(),
                                Optional.of(image("agent", 'b').toString())),
                        new PersistedSibling(
                                "agent",
                                "promoted",
                                Optional.empty(),
                                Optional.of("Snapshot snapshot-1"),
                                Optional.of(image("agent", 'b').toString())),
                        new PersistedSibling(
                                "agent",
                                "built",
                                Optional.empty(),
                                Optional.of("Component"),
                                Optional.of(image("agent", 'b').toString())));
    }
}
