package io.bpfman.siblings.domain;

import io.bpfman.siblings.domain.contention.Slots;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import java.util.Collection;

/**
 * What is known of the cluster at the time of one look at a wait. All of it may hold more than concerns the wait.
 *
 * @param builds in any order
 * @param persistedFacts what earlier looks knew
 * @param runs of the waiting run's pipeline
 * @param others of the other open waits in the namespace
 * @param slots of the Repositories whose queue holds a sibling's build
 * @param witness of the wait
 */
public record Known(
        Collection<Build> builds,
        KonfluxFacts konflux,
        PersistedFacts persistedFacts,
        Collection<CompetingRun> runs,
        Collection<WaitProgress> others,
        Collection<Slots> slots,
        Witness witness) {

    /** The same of a wait that needs no witness. */
    public Known(
            Collection<Build> builds,
            KonfluxFacts konflux,
            PersistedFacts persistedFacts,
            Collection<CompetingRun> runs,
            Collection<WaitProgress> others,
            Collection<Slots> slots) {
        this(builds, konflux, persistedFacts, runs, others, slots, new Witness.Unwanted());
    }

    /** The same, beside other open waits. */
    public Known beside(Collection<WaitProgress> others) {
        return new Known(builds, konflux, persistedFacts, runs, others, slots, witness);
    }

    /** The same, with this known of the witness. */
    public Known with(Witness other) {
        return new Known(builds, konflux, persistedFacts, runs, others, slots, other);
    }
}
