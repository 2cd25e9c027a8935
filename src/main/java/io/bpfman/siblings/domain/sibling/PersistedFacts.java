package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What earlier looks knew, and nothing in the cluster may tell any more.
 *
 * @param built images that were made from the wait's revision, and that no build tells of
 * @param promoted the newest good ones of any revision, that no build tells of
 * @param underWay the uids of the builds whose end was waited for
 * @param answerable when each sibling was first about to be answered by something else than a build of the revision
 * @param lastNotSkipped when the last run before the waiting run that was not skipped was created; empty when nobody knew
 */
public record PersistedFacts(
        SortedMap<ComponentName, KnownImage> built,
        SortedMap<ComponentName, KnownImage> promoted,
        SortedSet<String> underWay,
        SortedMap<ComponentName, Instant> answerable,
        Optional<Instant> lastNotSkipped) {

    /** Of a wait that nobody has looked at. */
    public static PersistedFacts none() {
        return new PersistedFacts(
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedSet(),
                Collections.emptySortedMap(),
                Optional.empty());
    }
}
