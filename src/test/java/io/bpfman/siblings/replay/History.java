package io.bpfman.siblings.replay;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What was merged to a branch, oldest first.
 *
 * @param tellsImages whether it says which commits hand images on
 * @param tellsSources whether it says of which commits the images were built
 */
record History(String name, List<Commit> commits, boolean tellsImages, boolean tellsSources) {

    /** When minute 0 is; any time would do. */
    static final Instant MINUTE_ZERO = Instant.parse("2025-12-16T00:00:00Z");

    /** The components of the repository whose images the bundle embeds. */
    SortedSet<String> siblings() {
        SortedSet<String> siblings = new TreeSet<>();
        commits.forEach(commit -> siblings.addAll(commit.starts()));
        siblings.remove(Commit.BUNDLE);
        return Collections.unmodifiableSortedSet(siblings);
    }

    /** The embedded images that are built in another repository. */
    SortedSet<String> foreign() {
        SortedSet<String> foreign = new TreeSet<>();
        commits.forEach(commit -> foreign.addAll(commit.carries()));
        foreign.removeIf(image -> sibling(image).isPresent());
        return Collections.unmodifiableSortedSet(foreign);
    }

    /** The component that builds an image: of the same name, or of the end of it, as {@code bpfman-agent} of agent. */
    Optional<String> sibling(String image) {
        return siblings().stream()
                .filter(sibling -> image.equals(sibling) || image.endsWith("-" + sibling))
                .findFirst();
    }

    /** The place of the commit in the history; empty when it is not in it. */
    Optional<Integer> orderOf(int number) {
        for (int order = 0; order < commits.size(); order++) {
            if (commits.get(order).number() == number) {
                return Optional.of(order);
            }
        }
        return Optional.empty();
    }
}
