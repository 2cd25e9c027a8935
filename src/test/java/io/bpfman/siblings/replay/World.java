package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.Revision;
import java.util.List;
import java.util.SortedSet;

/**
 * All that happens to a branch but the bundles.
 *
 * @param revisions of the commits, by their order
 * @param builds of the siblings and of the foreign components; the first of each is from before the history
 * @param unfiltered builds that the path filters do not start, and whose images the history hands on all the same
 * @param foreign the components of other repositories
 * @param waitingRuns what makes a bundle necessary, where each bundle waits for its siblings
 */
record World(
        History history,
        List<Revision> revisions,
        List<PlannedBuild> builds,
        List<PlannedBuild> unfiltered,
        SortedSet<String> foreign,
        List<PlannedWaitingRun> waitingRuns,
        List<Outage> outages) {

    /** The order of what was there before the history begins. */
    static final int BEFORE = -1;
}
