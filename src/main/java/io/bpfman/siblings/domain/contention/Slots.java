package io.bpfman.siblings.domain.contention;

import java.util.SortedSet;

/**
 * How many PipelineRuns of a Repository Pipelines-as-Code lets run at once.
 *
 * @param holders the uids of those that run
 */
public record Slots(String repository, int limit, SortedSet<String> holders) {

    /** Whether no other may start. */
    boolean full() {
        return holders.size() >= limit;
    }
}
