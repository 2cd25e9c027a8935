package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import java.time.Instant;
import java.util.Optional;

/**
 * The PipelineRun in whose pipeline the wait stands, or the standalone CustomRun in its place.
 *
 * @param uid of the PipelineRun; empty for a standalone wait
 * @param revision the commit whose sibling builds are awaited
 * @param application empty when unknown, which matches any
 * @param component the waiting run's own component; empty when it builds none
 * @param branch the target branch; empty when unknown, which matches any
 * @param created from here on counts the grace
 * @param pipeline the name that Pipelines-as-Code knows the pipeline by; empty when it did not start it
 * @param repository where its source is; empty when unknown
 */
public record WaitingRun(
        Optional<String> uid,
        Revision revision,
        Optional<String> application,
        Optional<ComponentName> component,
        Optional<String> branch,
        BuildEvent event,
        Instant created,
        Optional<String> pipeline,
        Optional<RepositoryUrl> repository) {

    /** Whether the build was made for this waiting run's revision, in its application, on its branch, by its event. */
    public boolean sharesRevisionWith(Build build) {
        return build.source().revision().equals(revision)
                && build.source().event().equals(event)
                && agree(branch, build.source().branch())
                && isComparableWith(build);
    }

    /** Whether the build's image may stand in for one that was not built for this revision: pushed to the branch. */
    public boolean mayBePromotedFrom(Build build) {
        return mayBePromotedFromAnyBranchOf(build)
                && agree(branch, build.source().branch());
    }

    /** Whether the build's image may stand in where branches do not compare: it was made in another repository. */
    public boolean mayBePromotedFromAnyBranchOf(Build build) {
        return build.source().event() instanceof BuildEvent.Push && isComparableWith(build);
    }

    /** The waiting run as one of its pipeline's runs; empty when it is none. */
    public Optional<CompetingRun> asRun() {
        return pipeline.flatMap(name -> uid.map(there -> new CompetingRun(
                "", there, name, component, branch, revision, event, created, false, Optional.empty())));
    }

    /** Whether the run is another one of the waiting run's pipeline, pushed to its branch as it was. */
    public boolean isOfOnePipelineWith(CompetingRun run) {
        return event instanceof BuildEvent.Push
                && run.event() instanceof BuildEvent.Push
                && pipeline.equals(Optional.of(run.pipeline()))
                && agree(component, run.component())
                && agree(branch, run.branch())
                && !uid.equals(Optional.of(run.uid()));
    }

    /** Whether a build of the other waiting run's component would be one of this waiting run's revision. */
    public boolean sharesRevisionWith(WaitingRun other) {
        return other.revision.equals(revision)
                && other.event.equals(event)
                && agree(branch, other.branch)
                && agree(application, other.application);
    }

    private boolean isComparableWith(Build build) {
        return agree(application, build.source().application()) && !uid.equals(Optional.of(build.uid()));
    }

    private static <T> boolean agree(Optional<T> one, Optional<T> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
