package io.bpfman.siblings.status;

import io.bpfman.siblings.domain.facts.Build;
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
 * @param source the Snapshot, the Component or the param that told of the image, where no PipelineRun did; else empty
 */
public record PersistedSibling(
        String component, String state, Optional<String> pipelineRun, Optional<String> source, Optional<String> image) {

    static final String COMPONENT = "Component";
    static final String REQUEST = "param fallback";

    /** What would be written of a sibling that stands so. */
    public static PersistedSibling of(ComponentName component, SiblingState state) {
        Optional<String> pipelineRun = state.decidingBuild().map(Build::name);
        Optional<String> image = state.answer().map(ImageReference::toString);
        Optional<String> source = image.filter(any -> pipelineRun.isEmpty()).map(any -> COMPONENT);
        if (state instanceof SiblingState.Promoted promoted
                && promoted.origin() instanceof Origin.OfSnapshot snapshot) {
            source = Optional.of("Snapshot " + snapshot.name());
        }
        if (state instanceof SiblingState.Promoted promoted && promoted.origin() instanceof Origin.OfRequest) {
            source = Optional.of(REQUEST);
        }
        return new PersistedSibling(component.value(), StateWords.of(state), pipelineRun, source, image);
    }
}
