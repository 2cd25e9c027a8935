package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges one sibling by its builds. */
record SiblingAssessment(WaitRequest request, Attempt attempt, ComponentName sibling, List<Build> builds) {

    SiblingState state(Instant now) {
        return counting().map(SiblingAssessment::stateOf).orElseGet(() -> stateWithoutBuild(now));
    }

    /** The uids of the builds for this revision that are broken. */
    List<String> broken() {
        return ofRevision().stream()
                .filter(build -> build.outcome().broken())
                .map(Build::uid)
                .toList();
    }

    private List<Build> ofRevision() {
        return builds.stream().filter(request.subject()::sharesRevisionWith).toList();
    }

    /** The newest build counts; cancelled ones only where there is no other. */
    private Optional<Build> counting() {
        return ofRevision().stream()
                .filter(build -> !attempt.passesOver(build))
                .max(Comparator.comparing(SiblingAssessment::uncancelled).thenComparing(Build.BY_AGE));
    }

    private static boolean uncancelled(Build build) {
        return !(build.outcome() instanceof BuildOutcome.Cancelled);
    }

    private static SiblingState stateOf(Build build) {
        BuildOutcome outcome = build.outcome();
        if (outcome instanceof BuildOutcome.Built built) {
            return new SiblingState.Built(build, built.image());
        }
        if (outcome instanceof BuildOutcome.WithoutDigest without) {
            return new SiblingState.WithoutDigest(build, without.problem());
        }
        if (outcome instanceof BuildOutcome.Failed failed) {
            return new SiblingState.Failed(build, failed.reason());
        }
        if (outcome instanceof BuildOutcome.Cancelled cancelled) {
            return new SiblingState.Failed(build, cancelled.reason());
        }
        return outcome instanceof BuildOutcome.Running
                ? new SiblingState.Running(build)
                : new SiblingState.Queued(build);
    }

    private SiblingState stateWithoutBuild(Instant now) {
        if (attempt.awaitsNewerBuildOf(sibling)
                || now.isBefore(request.subject().created().plus(request.grace()))) {
            return new SiblingState.Awaited();
        }
        return switch (request.notBuilt()) {
            case FAIL -> new SiblingState.NotBuilt();
            case OMIT -> new SiblingState.Omitted();
            case PROMOTED -> promoted();
        };
    }

    private SiblingState promoted() {
        return builds.stream()
                .filter(request.subject()::mayBePromotedFrom)
                .filter(build -> build.outcome() instanceof BuildOutcome.Built)
                .max(Build.BY_AGE)
                .<SiblingState>map(
                        build -> new SiblingState.Promoted(build, ((BuildOutcome.Built) build.outcome()).image()))
                .orElseGet(SiblingState.NotBuilt::new);
    }
}
