package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import java.util.Collection;

/**
 * What bears on a wait beside its siblings. It may hold more than concerns the wait.
 *
 * @param runs of the waiting run's pipeline
 * @param waits how far the other open waits of the namespace have come
 * @param slots of the Repositories whose queue holds a sibling's build, as far as somebody asked
 * @param witness of the wait
 */
public record Surroundings(
        Collection<CompetingRun> runs, Collection<WaitProgress> waits, Collection<Slots> slots, Witness witness) {

    /** The same beside other open waits. */
    public Surroundings beside(Collection<WaitProgress> others) {
        return new Surroundings(runs, others, slots, witness);
    }
}
