package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Images.repository;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.fixtures.Requests;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlockersTest {

    private static Optional<String> ending(Requests request, SiblingState state) {
        return state.match(new Blockers(request.build(), "agent"));
    }

    @ParameterizedTest
    @CsvSource({"PROMOTED, not-built=promoted answers it", "OMIT, not-built=omit answers it", "FAIL, the wait fails"})
    void anAwaitedSiblingNeedsABuildWithinTheGrace(OnNotBuilt notBuilt, String otherwise) {
        assertThat(ending(aRequest().notBuilt(notBuilt), new SiblingState.Awaited()))
                .contains("a build of agent; where none appears until 2026-11-21T12:01:00Z, " + otherwise);
    }

    @Test
    void aQueuedSiblingNeedsItsBuildToStartAndEnd() {
        SiblingState queued = new SiblingState.Queued(aBuildOf("agent").queued(), new Queue.Unknown());

        assertThat(ending(aRequest(), queued))
                .contains("the build of agent, PipelineRun agent-on-push-x7k2p, which has not started");
    }

    @Test
    void aRunningSiblingNeedsItsBuildToEnd() {
        assertThat(ending(aRequest(), new SiblingState.Running(aBuildOf("agent").running())))
                .contains("the build of agent, PipelineRun agent-on-push-x7k2p");
    }

    static List<SiblingState> broken() {
        return List.of(
                new SiblingState.Failed(aBuildOf("agent").failed(), "Failed"),
                new SiblingState.WithoutDigest(aBuildOf("agent").withoutDigest(), "IMAGE_DIGEST is missing"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenSiblingNeedsANewerBuildWhereOneIsAwaited(SiblingState state) {
        assertThat(ending(aRequest().onFailure(OnFailure.WAIT), state)).contains("a newer build of agent");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenSiblingNeedsNothingWhereItEndsTheWait(SiblingState state) {
        assertThat(ending(aRequest(), state)).isEmpty();
    }

    static List<SiblingState> settled() {
        Build built = aBuildOf("agent").built('a');
        Origin origin = new Origin.OfBuild(built);
        return List.of(
                new SiblingState.Built(origin, image("agent", 'a'), Collections.emptySortedSet()),
                new SiblingState.NotBuilt(Collections.emptySortedSet()),
                new SiblingState.Promoted(origin, image("agent", 'a')),
                new SiblingState.Omitted(),
                new SiblingState.Untrusted(origin, image("agent", 'a'), new ImageRepository(repository("operator"))));
    }

    @ParameterizedTest
    @MethodSource("settled")
    void aSettledSiblingNeedsNothing(SiblingState state) {
        assertThat(ending(aRequest().onFailure(OnFailure.WAIT), state)).isEmpty();
    }
}
