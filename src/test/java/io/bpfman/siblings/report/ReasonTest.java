package io.bpfman.siblings.report;

import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Requests.components;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void aPublishedReasonIsNeverChanged() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::spelling))
                .containsExactly(
                        "WaitingForSiblings",
                        "Retrying",
                        "SiblingsReady",
                        "Superseded",
                        "SiblingFailed",
                        "SiblingWithoutDigest",
                        "SiblingUntrusted",
                        "SiblingNotBuilt",
                        "DependencyCycle",
                        "QueueDeadlock",
                        "ResultTooLarge",
                        "InvalidParameters",
                        "CustomRunCancelled",
                        "CustomRunTimedOut");
    }

    @Test
    void everyVerdictHasItsReason() {
        assertThat(Stream.of(
                                new Verdict.Waiting(Optional.empty()),
                                new Verdict.Retrying(new Verdict.SiblingBroken(Verdict.Cause.FAILED)),
                                new Verdict.Satisfied(),
                                new Verdict.Superseded(aRunOf(Requests.PIPELINE).build()),
                                new Verdict.SiblingBroken(Verdict.Cause.FAILED),
                                new Verdict.SiblingBroken(Verdict.Cause.WITHOUT_DIGEST),
                                new Verdict.SiblingBroken(Verdict.Cause.UNTRUSTED),
                                new Verdict.SiblingBroken(Verdict.Cause.NOT_BUILT),
                                new Verdict.Deadlocked(new Deadlock.Cycle(
                                        List.of(
                                                new Deadlock.Link("one", Optional.empty()),
                                                new Deadlock.Link("other", Optional.empty())),
                                        "one")),
                                new Verdict.Deadlocked(new Deadlock.QueueDeadlock(
                                        "bpfman-operator", 1, components("agent"), new TreeSet<>(), "one")),
                                new Verdict.ResultTooLarge(70_000),
                                new Verdict.Rejected(List.of("no siblings")),
                                new Verdict.Cancelled("not needed"),
                                new Verdict.TimedOut(Duration.ofHours(1)))
                        .map(Reason::of))
                .containsExactly(Reason.values());
    }

    @Test
    void aWaitForItsWitnessIsAWait() {
        assertThat(Reason.of(new Verdict.AwaitingWitness(new AwaitedWitness(
                        "bundle-wait",
                        new AttestedResults("r", "{}"),
                        new Witness.Missing(),
                        WitnessStep.CREATE,
                        true,
                        Optional.empty()))))
                .isEqualTo(Reason.WAITING_FOR_SIBLINGS);
    }
}
