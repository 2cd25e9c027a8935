package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final String WAITING =
            "1 of 2 siblings ready; waiting for agent (running, PipelineRun agent-on-push-x7k2p)";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    private final Progress progress = new Progress(out, NOON, Optional.of(seconds(3600)));

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static CustomRunStatus status(String reason, String message) {
        Condition condition = new Condition("Succeeded", "Unknown", reason, message, NOON.toString());
        return new CustomRunStatus(List.of(condition), null, null, List.of(), List.of(), null, null);
    }

    @Test
    void aChangeIsALineWithTheTime() {
        progress.tell(status("WaitingForSiblings", WAITING), NOON.plusMillis(1234));

        assertThat(lines()).containsExactly("2026-11-21T12:00:01Z WaitingForSiblings: " + WAITING);
    }

    @Test
    void theSameAgainIsNoLine() {
        progress.tell(status("WaitingForSiblings", WAITING), NOON);
        progress.tell(status("WaitingForSiblings", WAITING), seconds(5));

        assertThat(lines()).hasSize(1);
    }

    @Test
    void whatChangesBackIsALine() {
        progress.tell("one", NOON);
        progress.tell("other", seconds(5));
        progress.tell("one", seconds(10));

        assertThat(lines())
                .containsExactly("2026-11-21T12:00:00Z one", "2026-11-21T12:00:05Z other", "2026-11-21T12:00:10Z one");
    }

    @Test
    void aMinuteAfterTheLastLineItSaysThatItStillGoesOn() {
        progress.tell("waiting", seconds(90));
        progress.beat(seconds(150));

        assertThat(lines().get(1)).isEqualTo("2026-11-21T12:02:30Z still, after 2m30s, times out in 57m30s: waiting");
    }

    @Test
    void beforeThatItIsSilent() {
        progress.tell("waiting", seconds(90));
        progress.beat(seconds(150).minusNanos(1));

        assertThat(lines()).hasSize(1);
    }

    @Test
    void itGoesOnOnceAMinute() {
        progress.tell("waiting", NOON);
        for (int second = 1; second <= 600; second++) {
            progress.beat(seconds(second));
        }

        assertThat(lines()).hasSize(11);
    }

    @Test
    void theNextOneIsAMinuteAfterTheLastLine() {
        progress.tell("waiting", seconds(30));

        assertThat(progress.nextHeartbeat()).isEqualTo(seconds(90));
    }

    @Test
    void aWaitWithoutAnEndTellsNone() {
        Progress endless = new Progress(out, NOON, Optional.empty());

        endless.tell("waiting", NOON);
        endless.beat(seconds(60));

        assertThat(lines().get(1)).isEqualTo("2026-11-21T12:01:00Z still, after 1m0s: waiting");
    }

    @Test
    void anEndThatHasPassedIsNotTold() {
        progress.tell("waiting", seconds(3600));
        progress.beat(seconds(3660));

        assertThat(lines().get(1)).isEqualTo("2026-11-21T13:01:00Z still, after 1h1m0s: waiting");
    }

    @Test
    void aClockThatIsSetBackIsFollowed() {
        Instant before = seconds(-7200);

        progress.tell("waiting", NOON);
        progress.beat(before);
        progress.beat(before.plusSeconds(59));
        progress.beat(before.plusSeconds(60));

        assertThat(lines())
                .containsExactly(
                        "2026-11-21T12:00:00Z waiting",
                        "2026-11-21T10:00:00Z still, after 0s, times out in 3h0m0s: waiting",
                        "2026-11-21T10:01:00Z still, after 0s, times out in 2h59m0s: waiting");
    }

    @Test
    void aChangeIsOneLineWhateverItHolds() {
        progress.tell("one\ntwo\u001b[31m\u202e", NOON);

        assertThat(lines()).containsExactly("2026-11-21T12:00:00Z one two?[31m?");
    }
}
