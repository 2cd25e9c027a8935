package io.bpfman.siblings.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What was asked for, read once and from then on frozen.
 *
 * @param siblings the components whose images are awaited, never the subject's own
 * @param grace how long after the subject's creation a build may still appear
 * @param supersededWindow how long superseded subjects may be skipped one after the other
 * @param images the repository under which a sibling's image is handed on, where it is another one
 * @param timeout of an attempt; empty for none
 * @param retries how many attempts may follow the first
 */
public record WaitRequest(
        Subject subject,
        SortedSet<ComponentName> siblings,
        Duration grace,
        NotBuilt notBuilt,
        OnFailure onFailure,
        OnSuperseded onSuperseded,
        Duration supersededWindow,
        SortedMap<ComponentName, ImageRepository> images,
        Optional<Duration> timeout,
        int retries) {

    /** Whether the PipelineRun in which another wait stands makes the subject superfluous. */
    public boolean mayBeSupersededBy(Subject newer) {
        return newer.asRun().filter(this::mayBeSupersededBy).isPresent();
    }

    /** Whether the run, unless it is cancelled, makes the subject superfluous: newer, and for another revision. */
    public boolean mayBeSupersededBy(SubjectRun run) {
        return onSuperseded == OnSuperseded.SKIP
                && subject.isOfOnePipelineWith(run)
                && run.created().isAfter(subject.created())
                && !run.revision().equals(subject.revision());
    }

    /** When a sibling that no build was seen of counts as not built. */
    public Instant graceEnd() {
        return subject.created().plus(grace);
    }
}
