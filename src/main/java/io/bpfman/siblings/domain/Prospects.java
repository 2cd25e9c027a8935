package io.bpfman.siblings.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What bears on a wait beside its siblings.
 *
 * @param succession whether a newer run makes it superfluous
 * @param deadEnd why it may go on for ever
 * @param witness what is known of it
 */
public record Prospects(Succession succession, Optional<DeadEnd> deadEnd, Witness witness) {

    /** The same of a wait that needs no witness. */
    public Prospects(Succession succession, Optional<DeadEnd> deadEnd) {
        this(succession, deadEnd, new Witness.Unwanted());
    }

    /** What is known to bear on the wait. */
    public static Prospects of(Standing standing, Known known) {
        Succession succession = Supersession.of(
                standing.asked().request(),
                known.runs(),
                known.catalog(),
                known.recollection().lastNotSkipped());
        Optional<DeadEnd> deadEnd = DeadEnds.of(standing, known.standings(), known.slots())
                .flatMap(suspected -> DeadEnds.of(standing, staying(standing, known), known.slots()));
        return new Prospects(succession, deadEnd, known.witness());
    }

    /**
     * The other waits without those that are about to end, and so will hold up nobody. What they remember is not known
     * here; without it more of them seem to be superseded, and a dead end is rather found later than where none is.
     */
    private static List<Standing> staying(Standing standing, Known known) {
        List<SubjectRun> runs = new ArrayList<>(known.runs());
        Stream.concat(Stream.of(standing), known.standings().stream())
                .forEach(open -> open.subject().asRun().ifPresent(runs::add));
        return known.standings().stream()
                .filter(other -> other.asked().cancelled().isEmpty())
                .filter(other -> Supersession.of(other.asked().request(), runs, known.catalog(), Optional.empty())
                        .newer()
                        .isEmpty())
                .toList();
    }
}
