package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.Revision;
import java.time.Instant;
import java.util.Optional;

/**
 * A PipelineRun of the pipeline that the waiting run is a run of, for another revision or again for the same.
 *
 * @param pipeline the name that Pipelines-as-Code knows the pipeline by
 * @param component that it builds; empty when unknown
 * @param cancelled whether nobody wants it any more
 * @param skippedSince when the last run before it that was not skipped was created, as far as its own wait knew; empty
 *     where it was not skipped itself
 */
public record CompetingRun(
        String name,
        String uid,
        String pipeline,
        Optional<ComponentName> component,
        Optional<GitRef> branch,
        Revision revision,
        BuildEvent event,
        Instant created,
        boolean cancelled,
        Optional<Instant> skippedSince) {

    /** When the last run that was not skipped was created, of a skipped run whose wait can no longer be asked. */
    public static final Instant UNTOLD = Instant.EPOCH;

    /** The same run, of which its wait says this. */
    public CompetingRun with(Optional<Instant> otherSkippedSince) {
        return new CompetingRun(
                name, uid, pipeline, component, branch, revision, event, created, cancelled, otherSkippedSince);
    }
}
