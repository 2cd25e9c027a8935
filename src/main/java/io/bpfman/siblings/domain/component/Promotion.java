package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ImageReference;
import java.time.Instant;
import java.util.Optional;

/**
 * The image that Konflux holds for a component's latest good one.
 *
 * @param buildStarted when the build that made it started; empty when unknown, and then every build is newer
 */
public record Promotion(ImageReference image, Optional<Instant> buildStarted) {

    /** Whether the build started later than the promoted one; one that has not started will. */
    public boolean olderThan(Build build) {
        return buildStarted.isEmpty()
                || build.started().isEmpty()
                || build.started().get().isAfter(buildStarted.get());
    }
}
