package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What bears on a wait beside its siblings.
 *
 * @param supersession whether a newer run makes it superfluous
 * @param deadlock why it may go on for ever
 * @param witness what is known of it
 */
public record Contention(SupersessionResult supersession, Optional<Deadlock> deadlock, Witness witness) {

    /** The same of a wait that needs no witness. */
    public Contention(SupersessionResult supersession, Optional<Deadlock> deadlock) {
        this(supersession, deadlock, new Witness.Unwanted());
    }

    /** What is known to bear on the wait. */
    public static Contention of(WaitProgress progress, Known known) {
        SupersessionResult supersession = Supersession.of(
                progress.asked().request(),
                known.runs(),
                known.konflux(),
                known.persistedFacts().lastNotSkipped());
        Optional<Deadlock> deadlock = DeadlockDetector.of(progress, known.others(), known.slots())
                .flatMap(suspected -> DeadlockDetector.of(progress, staying(progress, known), known.slots()));
        return new Contention(supersession, deadlock, known.witness());
    }

    /**
     * The other waits without those that are about to end, and so will hold up nobody. What they remember is not known
     * here; without it more of them seem to be superseded, and a deadlock is rather found later than where none is.
     */
    private static List<WaitProgress> staying(WaitProgress progress, Known known) {
        List<CompetingRun> runs = new ArrayList<>(known.runs());
        Stream.concat(Stream.of(progress), known.others().stream())
                .forEach(open -> open.waitingRun().asRun().ifPresent(runs::add));
        return known.others().stream()
                .filter(other -> other.asked().cancelled().isEmpty())
                .filter(other -> Supersession.of(other.asked().request(), runs, known.konflux(), Optional.empty())
                        .newer()
                        .isEmpty())
                .toList();
    }
}
