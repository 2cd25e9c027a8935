package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.fixtures.CompetingRuns;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictExitCodeTest {

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments(new Verdict.Satisfied(), 0),
                arguments(
                        new Verdict.Superseded(
                                CompetingRuns.aRunOf(Requests.PIPELINE).build()),
                        0),
                arguments(new Verdict.SiblingBroken(Verdict.Cause.FAILED), 1),
                arguments(new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST), 1),
                arguments(new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED), 1),
                arguments(new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT), 1),
                arguments(
                        new Verdict.Deadlocked(new Deadlock.Cycle(
                                List.of(
                                        new Deadlock.Link("a", Optional.empty()),
                                        new Deadlock.Link("b", Optional.empty())),
                                "a")),
                        1),
                arguments(
                        new Verdict.Deadlocked(new Deadlock.QueueDeadlock(
                                "repository", 1, Requests.components("agent"), Collections.emptySortedSet(), "a")),
                        1),
                arguments(new Verdict.ResultTooLarge(70_000), 2),
                arguments(new Verdict.TimedOut(Duration.ofHours(1)), 3),
                arguments(new Verdict.UnknownSiblings(new TreeMap<>()), 2),
                arguments(new Verdict.Rejected(List.of("param grace")), 2));
    }

    static Stream<Verdict> otherwise() {
        return Stream.of(
                new Verdict.Waiting(Optional.empty()),
                new Verdict.Unread("the API server did not answer in time"),
                new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)),
                new Verdict.AwaitingWitness(new AwaitedWitness(
                        "wait",
                        new AttestedResults("", ""),
                        new Witness.Missing(),
                        WitnessStep.CREATE,
                        true,
                        Optional.empty())),
                new Verdict.Cancelled("by hand"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void eachEndHasItsExitCode(Verdict verdict, int code) {
        assertThat(verdict.match(new VerdictExitCode()).number()).isEqualTo(code);
    }

    @ParameterizedTest
    @MethodSource("otherwise")
    void whatDoesNotEndACommandHasNone(Verdict verdict) {
        assertThatThrownBy(() -> verdict.match(new VerdictExitCode())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyVerdictIsAmongThese() {
        assertThat(verdicts().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Verdict.class.getPermittedSubclasses());
    }

    @Test
    void everyWayToBreakAndToBeDeadlockedIsAmongThese() {
        assertThat(verdicts().filter(Verdict.SiblingBroken.class::isInstance))
                .extracting(broken -> ((Verdict.SiblingBroken) broken).cause())
                .containsExactly(Verdict.Cause.values());
        assertThat(verdicts().filter(Verdict.Deadlocked.class::isInstance))
                .extracting(deadlocked -> ((Verdict.Deadlocked) deadlocked).deadlock())
                .hasExactlyElementsOfTypes(Deadlock.class.getPermittedSubclasses());
    }

    private static Stream<Object> verdicts() {
        return Stream.concat(ends().map(each -> each.get()[0]), otherwise());
    }

    @Test
    void theNumbersAreThoseThatAreDocumented() {
        assertThat(Stream.of(ExitCode.values()).map(ExitCode::number)).containsExactly(0, 1, 2, 3, 4, 70);
    }
}
