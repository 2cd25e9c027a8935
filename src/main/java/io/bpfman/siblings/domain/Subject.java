package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The PipelineRun in whose pipeline the wait stands, or the standalone CustomRun in its place.
 *
 * @param uid of the PipelineRun; empty for a standalone wait
 * @param revision the commit whose sibling builds are awaited
 * @param application empty when unknown, which matches any
 * @param component the subject's own component; empty when it builds none
 * @param branch the target branch; empty when unknown, which matches any
 * @param created from here on counts the grace
 */
public record Subject(
        Optional<String> uid,
        Revision revision,
        Optional<String> application,
        Optional<ComponentName> component,
        Optional<String> branch,
        BuildEvent event,
        Instant created) {

    /** Whether the build was made for this subject's revision, in its application, on its branch, by its event. */
    public boolean sharesRevisionWith(Build build) {
        return build.source().revision().equals(revision)
                && build.source().event().equals(event)
                && isComparableWith(build);
    }

    /** Whether the build's image may stand in for one that was not built for this revision: pushed to the branch. */
    public boolean mayBePromotedFrom(Build build) {
        return build.source().event() instanceof BuildEvent.Push && isComparableWith(build);
    }

    private boolean isComparableWith(Build build) {
        return agree(application, build.source().application())
                && agree(branch, build.source().branch())
                && !uid.equals(Optional.of(build.uid()));
    }

    private static boolean agree(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
