package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The PipelineRun in whose pipeline the wait stands, or the standalone CustomRun in its place.
 *
 * @param uid of the PipelineRun; empty for a standalone wait
 * @param revision the commit whose sibling builds are awaited
 * @param application empty when unknown
 * @param component the waiting run's own component; empty when it builds none
 * @param branch the target branch, or a tag; empty when unknown, which matches any
 * @param version of its component; empty when it has none, which matches any
 * @param created from here on counts the grace
 * @param pipeline the name that Pipelines-as-Code knows the pipeline by; empty when it did not start it
 * @param repositories all that its source is known by; none when unknown
 */
public record WaitingRun(
        Optional<String> uid,
        Revision revision,
        Optional<String> application,
        Optional<ComponentName> component,
        Optional<GitRef> branch,
        Optional<VersionName> version,
        BuildEvent event,
        Instant created,
        Optional<String> pipeline,
        SortedSet<RepositoryUrl> repositories) {

    /** Why a build of the revision was made for something else than this waiting run; empty when it was not. */
    Optional<Mismatch> mismatch(BuildSource source) {
        return source.event().equals(event)
                ? mismatch(source.branch(), source.version())
                : Optional.of(Mismatch.OTHER_EVENT);
    }

    /**
     * A merge queue's branch is like no other. A version takes the branch's place, and a tag is on no branch: then the
     * revision is enough.
     */
    private Optional<Mismatch> mismatch(Optional<GitRef> otherBranch, Optional<VersionName> otherVersion) {
        if (ofMergeQueue(branch) || ofMergeQueue(otherBranch)) {
            return branch.equals(otherBranch) ? Optional.empty() : Optional.of(Mismatch.MERGE_QUEUE);
        }
        if (version.isPresent() && otherVersion.isPresent()) {
            return version.equals(otherVersion) ? Optional.empty() : Optional.of(Mismatch.OTHER_VERSION);
        }
        boolean comparable = branch.isPresent()
                && otherBranch.isPresent()
                && branch.get().tag() == otherBranch.get().tag();
        return !comparable || branch.equals(otherBranch) ? Optional.empty() : Optional.of(Mismatch.OTHER_BRANCH);
    }

    /** The branch whose images may stand in for one that was not built; empty when unknown, as it is of a tag. */
    public Optional<GitRef> promotingBranch() {
        return branch.flatMap(GitRef::pushedBranch);
    }

    /**
     * Whether the image of the build may stand in for one that was not built for this revision: pushed to the branch.
     *
     * @param sourceVersion of the component that may; empty when unknown
     */
    boolean mayBePromotedFrom(BuildSource source, Optional<VersionName> sourceVersion) {
        boolean compare = sourceVersion.isPresent() && source.version().isPresent();
        return source.event() instanceof BuildEvent.Push
                && !ofMergeQueue(source.branch())
                && (compare
                        ? sourceVersion.equals(source.version())
                        : agree(promotingBranch(), source.branch().filter(ref -> !ref.tag())));
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
    boolean sharesRevisionWith(WaitingRun other) {
        return other.revision.equals(revision)
                && other.event.equals(event)
                && mismatch(other.branch, other.version).isEmpty();
    }

    static boolean ofMergeQueue(Optional<GitRef> ref) {
        return ref.flatMap(GitRef::mergedInto).isPresent();
    }

    private static <T> boolean agree(Optional<T> one, Optional<T> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
