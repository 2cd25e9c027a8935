package io.bpfman.siblings.command;

import io.bpfman.siblings.explain.Elapsed;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.text.OneLine;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells in a pod's log how a wait goes: a line for each change, and one a minute to show that it still goes on. */
final class Progress {

    private static final Duration HEARTBEAT = Duration.ofMinutes(1);

    private final PrintStream out;
    private final Instant started;
    private final Optional<Instant> giveUp;
    private String told = "";
    private Instant lastLine;

    /** @param giveUp when the wait times out at the latest; empty when it never does */
    Progress(PrintStream out, Instant started, Optional<Instant> giveUp) {
        this.out = out;
        this.started = started;
        this.giveUp = giveUp;
        this.lastLine = started;
    }

    void tell(CustomRunStatus status, Instant now) {
        Condition condition = status.succeeded().orElseThrow();
        tell("%s: %s".formatted(condition.reason(), condition.message()), now);
    }

    void tell(String line, Instant now) {
        if (!line.equals(told)) {
            told = line;
            print(line, now);
        }
    }

    /** When the next line is due, though nothing changes. */
    Instant nextHeartbeat() {
        return lastLine.plus(HEARTBEAT);
    }

    void beat(Instant now) {
        boolean setBack = now.isBefore(lastLine);
        if (setBack || !now.isBefore(nextHeartbeat())) {
            String end = giveUp.filter(now::isBefore)
                    .map(time -> ", times out in " + Elapsed.between(now, time))
                    .orElse("");
            print("still, after %s%s: %s".formatted(Elapsed.between(started, now), end, told), now);
        }
    }

    private void print(String line, Instant now) {
        lastLine = now;
        out.printf("%s %s%n", now.truncatedTo(ChronoUnit.SECONDS), OneLine.of(line));
        out.flush();
    }
}
