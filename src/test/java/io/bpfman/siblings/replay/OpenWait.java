package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An open wait: its CustomRun, which outlives the controller, and what the controller alone knows of it. */
final class OpenWait {

    private final PlannedWaitingRun planned;
    private final CompetingRun waitingRun;
    private final Map<String, Build> pruned = new HashMap<>();
    private CustomRun run;
    private Optional<WaitProgress> progress = Optional.empty();
    private Instant pendingLook = Instant.MAX;

    /** @param run as it is created */
    OpenWait(PlannedWaitingRun planned, CompetingRun waitingRun, CustomRun run) {
        this.planned = planned;
        this.waitingRun = waitingRun;
        this.run = run;
    }

    PlannedWaitingRun planned() {
        return planned;
    }

    CompetingRun waitingRun() {
        return waitingRun;
    }

    CustomRun run() {
        return run;
    }

    void write(CustomRunStatus status) {
        run = run.with(run.getMetadata(), run.spec(), status);
    }

    Map<String, Build> pruned() {
        return pruned;
    }

    Optional<WaitProgress> progress() {
        return progress;
    }

    void standsAt(WaitProgress now) {
        progress = Optional.of(now);
    }

    /** Whether the build can change anything; before its first look nobody knows of the wait. */
    boolean isConcernedBy(Build build) {
        return progress.filter(now -> now.asked().request().siblings().contains(build.component()))
                .filter(now -> now.isConcernedBy(build))
                .isPresent();
    }

    /** Whether a look at this time is still to be entered. */
    boolean wantsLookAt(Instant time) {
        boolean wanted = !pendingLook.equals(time);
        pendingLook = time;
        return wanted;
    }

    /** All that is left when the process ends. */
    void loseProcess() {
        pruned.clear();
        progress = Optional.empty();
        pendingLook = Instant.MAX;
        write(Wire.read(Wire.write(run.statusOrEmpty()), CustomRunStatus.class));
    }
}
