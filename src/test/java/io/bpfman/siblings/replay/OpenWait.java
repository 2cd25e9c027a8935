package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An open wait: its status, which outlives the controller, and what the controller alone knows of it. */
final class OpenWait {

    private final PlannedSubject planned;
    private final CompetingRun run;
    private final WaitRequest request;
    private final Instant created;
    private final Map<String, Build> kept = new HashMap<>();
    private Optional<WaitProgress> progress = Optional.empty();
    private CustomRunStatus status = CustomRunStatus.empty();
    private Instant pendingLook = Instant.MAX;

    OpenWait(PlannedSubject planned, CompetingRun run, WaitRequest request, Instant created) {
        this.planned = planned;
        this.run = run;
        this.request = request;
        this.created = created;
    }

    PlannedSubject planned() {
        return planned;
    }

    CompetingRun run() {
        return run;
    }

    WaitRequest request() {
        return request;
    }

    Instant created() {
        return created;
    }

    CustomRunStatus status() {
        return status;
    }

    void write(CustomRunStatus newStatus) {
        status = newStatus;
    }

    Map<String, Build> kept() {
        return kept;
    }

    Optional<WaitProgress> progress() {
        return progress;
    }

    void standsAt(WaitProgress now) {
        progress = Optional.of(now);
    }

    /** Whether a look at this time is still to be entered. */
    boolean wantsLookAt(Instant time) {
        boolean wanted = !pendingLook.equals(time);
        pendingLook = time;
        return wanted;
    }

    /** All that is left when the process ends. */
    void loseProcess() {
        kept.clear();
        progress = Optional.empty();
        pendingLook = Instant.MAX;
        status = Wire.read(Wire.write(status), CustomRunStatus.class);
    }
}
