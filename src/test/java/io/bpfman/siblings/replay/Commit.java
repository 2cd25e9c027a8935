package io.bpfman.siblings.replay;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One merge to the branch.
 *
 * @param number as the history has it
 * @param starts the components whose push pipelines the path filters start
 * @param carries the images whose files it rewrites
 * @param source of what the images were built, where the history tells: the number of a commit, or {@link #ELSEWHERE}
 */
record Commit(
        int number, Instant merged, SortedSet<String> starts, SortedSet<String> carries, Optional<String> source) {

    /** The component that embeds the images of the others. */
    static final String BUNDLE = "bundle";

    /** The source of an image that was built in another repository. */
    static final String ELSEWHERE = "other";

    /** Whether it does nothing but hand images on. With the wait there is no such merge. */
    boolean nudge() {
        return !carries.isEmpty() && !startsSiblings();
    }

    boolean startsSiblings() {
        return starts.stream().anyMatch(component -> !component.equals(BUNDLE));
    }

    boolean startsBundle() {
        return starts.contains(BUNDLE);
    }

    /** Whether it makes a new bundle necessary by itself. */
    boolean changesBundle() {
        return startsSiblings() || (startsBundle() && !nudge());
    }
}
