package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ImageReference;

/** How far a build has come. */
public sealed interface BuildOutcome {

    /** Created, not started: pending, or without a status; {@code queue} says who keeps it from starting. */
    record Queued(Queue queue) implements BuildOutcome {}

    /** At work. */
    record Running() implements BuildOutcome {}

    /** Succeeded, and its image is known. */
    record Built(ImageReference image) implements BuildOutcome {}

    /** Succeeded, and its image is not known; {@code problem} says what is missing or malformed. */
    record WithoutDigest(String problem) implements BuildOutcome {}

    /** Succeeded without telling of any image, as its pipeline had nothing to build. */
    record Skipped() implements BuildOutcome {}

    /** Failed for the reason that its PipelineRun gives. Its results are never used. */
    record Failed(String reason) implements BuildOutcome {}

    /** Cancelled, with the reason that its PipelineRun gives: counts only where there is no other build. */
    record Cancelled(String reason) implements BuildOutcome {}

    /** Whether the build ended without an image. */
    default boolean broken() {
        return this instanceof WithoutDigest
                || this instanceof Skipped
                || this instanceof Failed
                || this instanceof Cancelled;
    }

    /** Whether the build can change no more. */
    default boolean ended() {
        return broken() || this instanceof Built;
    }
}
