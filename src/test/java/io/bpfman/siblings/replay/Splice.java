package io.bpfman.siblings.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Puts merges that never were into the first quiet times of a history; each starts all the siblings and the bundle.
 *
 * @param places into how many of the quiet times
 * @param merges how many into each
 * @param apart how long from one to the next
 */
record Splice(int places, int merges, Duration apart) {

    private static final Duration QUIET_BEFORE = Duration.ofHours(4);

    /** Merges that are made up have numbers below any real one. */
    private static final int FIRST_NUMBER = -1_000_000;

    History into(History history) {
        List<Commit> commits = history.commits();
        SortedSet<String> all = new TreeSet<>(history.siblings());
        all.add(Commit.BUNDLE);
        Duration needed = QUIET_BEFORE.multipliedBy(2).plus(apart.multipliedBy(merges));
        List<Commit> spliced = new ArrayList<>();
        int done = 0;
        for (int order = 0; order < commits.size(); order++) {
            Commit commit = commits.get(order);
            spliced.add(commit);
            boolean last = order + 1 == commits.size();
            boolean quiet = last
                    || Duration.between(commit.merged(), commits.get(order + 1).merged())
                                    .compareTo(needed)
                            > 0;
            if (quiet && done < places) {
                Instant first = commit.merged().plus(QUIET_BEFORE);
                for (int merge = 0; merge < merges; merge++) {
                    spliced.add(new Commit(
                            FIRST_NUMBER + done * merges + merge,
                            first.plus(apart.multipliedBy(merge)),
                            Collections.unmodifiableSortedSet(all),
                            Collections.emptySortedSet(),
                            Optional.empty()));
                }
                done++;
            }
        }
        return new History(history.name(), List.copyOf(spliced), history.tellsImages(), history.tellsSources());
    }
}
