package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What others do to a wait.
 *
 * @param supersession whether a newer run makes it superfluous
 * @param deadlock why it may go on for ever; empty also where it does not go on
 */
public record Contention(SupersessionResult supersession, Optional<Deadlock> deadlock) {

    /** What is known of it. */
    public static Contention of(WaitProgress progress, ClusterFacts facts, Surroundings surroundings) {
        SupersessionResult supersession = Supersession.of(
                progress.asked().request(),
                surroundings.runs(),
                facts.konflux(),
                facts.persisted().lastNotSkipped());
        // Who has all answers holds up nobody, and to look for circles takes the longest of all.
        Optional<Deadlock> deadlock = progress.siblings().allAnswered()
                ? Optional.empty()
                : DeadlockDetector.of(progress, surroundings.waits(), surroundings.slots())
                        .flatMap(suspected -> DeadlockDetector.of(
                                progress, staying(progress, facts.konflux(), surroundings), surroundings.slots()));
        return new Contention(supersession, deadlock);
    }

    /**
     * The other waits without those that are about to end, and so will hold up nobody. What they remember is not known
     * here; without it more of them seem to be superseded, and a deadlock is rather found later than where none is.
     */
    private static List<WaitProgress> staying(WaitProgress progress, KonfluxFacts konflux, Surroundings surroundings) {
        List<CompetingRun> runs = new ArrayList<>(surroundings.runs());
        Stream.concat(Stream.of(progress), surroundings.waits().stream())
                .forEach(open -> open.waitingRun().asRun().ifPresent(runs::add));
        return surroundings.waits().stream()
                .filter(other -> other.asked().cancelled().isEmpty())
                .filter(other -> Supersession.of(other.asked().request(), runs, konflux, Optional.empty())
                        .newer()
                        .isEmpty())
                .toList();
    }
}
