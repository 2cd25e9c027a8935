package io.bpfman.siblings.domain.facts;

import java.util.Optional;

/** What tells of an image. */
public sealed interface Origin {

    /** The results of a build. */
    record OfBuild(Build run) implements Origin {}

    /** The promotion that the Component records. */
    record OfComponent() implements Origin {}

    /** The candidate that a ComponentGroup holds. */
    record OfComponentGroup(String name) implements Origin {}

    /** A Snapshot. */
    record OfSnapshot(String name) implements Origin {}

    /** The request itself. */
    record OfRequest() implements Origin {}

    /** The build; empty where no PipelineRun tells of the image any more. */
    default Optional<Build> build() {
        return this instanceof OfBuild told ? Optional.of(told.run()) : Optional.empty();
    }
}
