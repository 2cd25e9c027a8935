package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What was asked for, read once and from then on frozen.
 *
 * @param siblings the components whose images are awaited, never the waiting run's own
 * @param grace how long after the waiting run's creation a build may still appear
 * @param supersededWindow how long superseded waiting runs may be skipped one after the other
 * @param images the repository under which a sibling's image is handed on, where it is another one
 * @param timeout of an attempt; empty for none
 * @param retries how many attempts may follow the first
 */
public record WaitRequest(
        WaitingRun waitingRun,
        SortedSet<ComponentName> siblings,
        Duration grace,
        OnNotBuilt notBuilt,
        OnFailure onFailure,
        OnSuperseded onSuperseded,
        Duration supersededWindow,
        SortedMap<ComponentName, ImageRepository> images,
        Optional<Duration> timeout,
        int retries) {

    /** Whether the PipelineRun in which another wait stands makes the waiting run superfluous. */
    public boolean mayBeSupersededBy(WaitingRun newer) {
        return newer.asRun().filter(this::mayBeSupersededBy).isPresent();
    }

    /** Whether the run, unless it is cancelled, makes the waiting run superfluous: newer, and for another revision. */
    public boolean mayBeSupersededBy(CompetingRun run) {
        return onSuperseded == OnSuperseded.SKIP
                && waitingRun.isOfOnePipelineWith(run)
                && run.created().isAfter(waitingRun.created())
                && !run.revision().equals(waitingRun.revision());
    }

    /** When a sibling that no build was seen of counts as not built. */
    public Instant graceEnd() {
        return waitingRun.created().plus(grace);
    }
}
