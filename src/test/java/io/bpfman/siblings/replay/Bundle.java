package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;

/**
 * A bundle that is built.
 *
 * @param order of its revision
 * @param created when its PipelineRun was
 * @param started when its own build starts
 * @param embedded by component, the builds whose images are in it
 */
record Bundle(int order, Instant created, Instant started, SortedMap<ComponentName, PlannedBuild> embedded) {

    /** As measured. */
    static final Duration LENGTH = Duration.ofMinutes(4);

    Instant ended() {
        return started.plus(LENGTH);
    }
}
