package io.bpfman.siblings.domain;

import java.util.Optional;

/**
 * What bears on a wait beside its siblings.
 *
 * @param newer the run that makes it superfluous
 * @param deadEnd why it may go on for ever
 */
public record Prospects(Optional<SubjectRun> newer, Optional<DeadEnd> deadEnd) {

    /** Nothing does. */
    public static Prospects clear() {
        return new Prospects(Optional.empty(), Optional.empty());
    }

    /** What is known to bear on the wait. */
    public static Prospects of(Standing standing, Known known) {
        return new Prospects(
                Supersession.newer(standing.asked().request(), known.runs(), known.catalog()),
                DeadEnds.of(standing, known.standings(), known.slots()));
    }
}
