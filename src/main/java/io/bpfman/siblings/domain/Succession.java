package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a newer run makes a subject superfluous.
 *
 * @param newer the run that does; empty when none does, or when it is time for a run that is not skipped
 * @param lastNotSkipped when the last run before the subject that was not skipped was created; empty when there is no
 *     newer run, as then nobody needs to know
 */
public record Succession(Optional<SubjectRun> newer, Optional<Instant> lastNotSkipped) {

    /** Nothing newer is there. */
    public static Succession none() {
        return new Succession(Optional.empty(), Optional.empty());
    }
}
