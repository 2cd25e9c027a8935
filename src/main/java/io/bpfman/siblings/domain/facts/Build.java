package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A build PipelineRun of a component.
 *
 * @param name of the PipelineRun
 * @param uid of the PipelineRun
 * @param started empty while it has not started
 */
public record Build(
        BuildSource source, String name, String uid, Instant created, Optional<Instant> started, BuildOutcome outcome) {

    /** Oldest first: by creation, then by start (what has not started yet comes last), then by name. */
    public static final Comparator<Build> BY_AGE = Comparator.comparing(Build::created)
            .thenComparing(build -> build.started().orElse(Instant.MAX))
            .thenComparing(Build::name);

    /** The component whose image it builds. */
    public ComponentName component() {
        return source.component();
    }
}
