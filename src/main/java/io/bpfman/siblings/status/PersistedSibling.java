package io.bpfman.siblings.status;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.report.StateWords;
import java.util.Optional;

/**
 * Where a sibling stood when the status was written.
 *
 * @param state in the words of {@link StateWords}
 * @param source the Snapshot, ComponentGroup, Component or param that told of the image, where no PipelineRun did; else
 *     empty
 */
public record PersistedSibling(
        String component, String state, Optional<String> pipelineRun, Optional<String> source, Optional<String> image) {

    /** What would be written of a sibling that stands so. */
    public static PersistedSibling of(ComponentName component, SiblingState state) {
        Optional<String> pipelineRun = state.decidingBuild().map(Build::name);
        Optional<String> image = state.answer().map(ImageReference::toString);
        Optional<String> source = state.known().map(KnownImage::origin).flatMap(PersistedSibling::source);
        return new PersistedSibling(component.value(), StateWords.of(state), pipelineRun, source, image);
    }

    /** What told of an image, in words; empty where a PipelineRun did. */
    static Optional<String> source(Origin origin) {
        if (origin instanceof Origin.OfSnapshot snapshot) {
            return Optional.of("Snapshot " + snapshot.name());
        }
        if (origin instanceof Origin.OfComponentGroup group) {
            return Optional.of("ComponentGroup " + group.name());
        }
        if (origin instanceof Origin.OfRequest) {
            return Optional.of("param fallback");
        }
        return origin instanceof Origin.OfComponent ? Optional.of("Component") : Optional.empty();
    }
}
