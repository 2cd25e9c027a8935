package io.bpfman.siblings.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
                        "SiblingFailed",
                        "SiblingWithoutDigest",
                        "SiblingNotBuilt",
                        "ResultTooLarge",
                        "InvalidParameters",
                        "CustomRunCancelled",
                        "CustomRunTimedOut");
    }

    @Test
    void everyVerdictHasItsReason() {
        assertThat(Stream.of(
                                new Verdict.Waiting(Optional.empty()),
                                new Verdict.Retrying(new Verdict.SiblingFailed()),
                                new Verdict.Satisfied(),
                                new Verdict.SiblingFailed(),
                                new Verdict.SiblingWithoutDigest(),
                                new Verdict.SiblingNotBuilt(),
                                new Verdict.ResultTooLarge(70_000),
                                new Verdict.Rejected(List.of("no siblings")),
                                new Verdict.Cancelled("not needed"),
                                new Verdict.TimedOut(Duration.ofHours(1)))
                        .map(Reason::of))
                .containsExactly(Reason.values());
    }
}
