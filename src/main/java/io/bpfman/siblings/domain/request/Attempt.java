package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One attempt of a wait.
 *
 * @param retriesUsed how many attempts went before
 * @param started whence the timeout counts
 * @param passedOver by component, the uids of the builds that were broken in an earlier attempt
 */
public record Attempt(int retriesUsed, Instant started, SortedMap<ComponentName, SortedSet<String>> passedOver) {

    /** The first attempt of a wait. */
    public static Attempt first(Instant started) {
        return new Attempt(0, started, Collections.emptySortedMap());
    }

    /** Whether an earlier attempt found this build broken. */
    public boolean passesOver(Build build) {
        return passedOver
                .getOrDefault(build.component(), Collections.emptySortedSet())
                .contains(build.uid());
    }

    /** Whether a sibling had a broken build in an earlier attempt: a newer one is awaited, without a grace. */
    public boolean awaitsNewerBuildOf(ComponentName sibling) {
        return passedOver.containsKey(sibling);
    }
}
