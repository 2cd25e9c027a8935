package io.bpfman.siblings.domain.request;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What was asked for, read once and from then on frozen.
 *
 * @param onlyApplication the application of which alone builds count; empty for any
 * @param siblings the components whose images are awaited, never the waiting run's own
 * @param grace how long after the waiting run's creation a build may still appear
 * @param supersededWindow how long superseded waiting runs may be skipped one after the other
 * @param images the repository under which a sibling's image is handed on, where it is another one
 * @param trusted further repositories from which a sibling's image is taken
 * @param fallback the image that answers a sibling where nothing else does
 * @param timeout of an attempt; empty for none
 * @param retries how many attempts may follow the first
 */
public record WaitRequest(
        WaitingRun waitingRun,
        Optional<String> onlyApplication,
        SortedSet<ComponentName> siblings,
        Duration grace,
        OnNotBuilt notBuilt,
        OnFailure onFailure,
        OnSuperseded onSuperseded,
        Duration supersededWindow,
        SortedMap<ComponentName, ImageRepository> images,
        SortedMap<ComponentName, SortedSet<ImageRepository>> trusted,
        SortedMap<ComponentName, ImageReference> fallback,
        Optional<Duration> timeout,
        int retries) {

    /** Whether the build is one of the revision, and of the waiting run's kind. */
    public boolean counts(Build build) {
        return isOther(build)
                && build.source().revision().equals(waitingRun.revision())
                && mismatch(build).isEmpty();
    }

    /** Why a build of the revision does not count; empty where it does, and for builds of other revisions. */
    public Optional<Mismatch> mismatch(Build build) {
        BuildSource source = build.source();
        if (!isOther(build) || !source.revision().equals(waitingRun.revision())) {
            return Optional.empty();
        }
        return waitingRun
                .mismatch(source)
                .or(() -> isOfApplication(source.application())
                        ? Optional.empty()
                        : Optional.of(Mismatch.OTHER_APPLICATION));
    }

    /** Whether the build is of the waiting run's own application, or may be. */
    public boolean isOfOwnApplication(Build build) {
        Optional<String> application = build.source().application();
        return waitingRun.application().isEmpty()
                || application.isEmpty()
                || application.equals(waitingRun.application());
    }

    /**
     * Whether the build's image may stand in for one that was not built for the revision: it was pushed to the branch.
     *
     * @param version of the component that may; empty when unknown
     */
    public boolean mayBePromotedFrom(Build build, Optional<VersionName> version) {
        return mayBePromotedFromAnyBranchOf(build) && waitingRun.mayBePromotedFrom(build.source(), version);
    }

    /** Whether the build's image may stand in where branches do not compare: it was made in another repository. */
    public boolean mayBePromotedFromAnyBranchOf(Build build) {
        return isOther(build)
                && build.source().event() instanceof BuildEvent.Push
                && !WaitingRun.ofMergeQueue(build.source().branch())
                && isOfApplication(build.source().application());
    }

    /** Whether a build of the other waiting run's component would be one of the revision. */
    public boolean awaits(WaitingRun other) {
        return waitingRun.sharesRevisionWith(other) && isOfApplication(other.application());
    }

    private boolean isOfApplication(Optional<String> application) {
        return onlyApplication.isEmpty() || application.isEmpty() || onlyApplication.equals(application);
    }

    private boolean isOther(Build build) {
        return !waitingRun.uid().equals(Optional.of(build.uid()));
    }

    /** Whether the PipelineRun in which another wait stands makes the waiting run superfluous. */
    public boolean mayBeSupersededBy(WaitingRun newer) {
        return newer.asRun().filter(this::mayBeSupersededBy).isPresent();
    }

    /** Whether the run, unless it is cancelled, makes the waiting run superfluous: newer, and for another revision. */
    public boolean mayBeSupersededBy(CompetingRun run) {
        return onSuperseded == OnSuperseded.SKIP
                && waitingRun.isOfOnePipelineWith(run)
                && run.created().isAfter(waitingRun.created())
                && !run.revision().equals(waitingRun.revision());
    }

    /** When a sibling that no build was seen of counts as not built. */
    public Instant graceEnd() {
        return waitingRun.created().plus(grace);
    }
}
