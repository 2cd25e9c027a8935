package io.bpfman.siblings.domain;

import java.util.Collection;

/**
 * What is known of the cluster at the time of one look at a wait. All of it may hold more than concerns the wait.
 *
 * @param builds in any order
 * @param recollection what earlier looks knew
 * @param runs of the subject's pipeline
 * @param standings of the other open waits in the namespace
 * @param slots of the Repositories whose queue holds a sibling's build
 * @param witness of the wait
 */
public record Known(
        Collection<Build> builds,
        Catalog catalog,
        Recollection recollection,
        Collection<SubjectRun> runs,
        Collection<Standing> standings,
        Collection<Slots> slots,
        Witness witness) {

    /** The same of a wait that needs no witness. */
    public Known(
            Collection<Build> builds,
            Catalog catalog,
            Recollection recollection,
            Collection<SubjectRun> runs,
            Collection<Standing> standings,
            Collection<Slots> slots) {
        this(builds, catalog, recollection, runs, standings, slots, new Witness.Unwanted());
    }

    /** The same, beside other open waits. */
    public Known beside(Collection<Standing> others) {
        return new Known(builds, catalog, recollection, runs, others, slots, witness);
    }

    /** The same, with this known of the witness. */
    public Known with(Witness other) {
        return new Known(builds, catalog, recollection, runs, standings, slots, other);
    }
}
