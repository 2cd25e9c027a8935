package io.bpfman.siblings.status;

import io.bpfman.siblings.report.StateWords;
import java.util.Optional;

/**
 * Where a sibling stood when the status was written.
 *
 * @param state in the words of {@link StateWords}
 * @param source the Snapshot or the Component that told of the image, where no PipelineRun did; else empty
 */
public record PersistedSibling(
        String component,
        String state,
        Optional<String> pipelineRun,
        Optional<String> source,
        Optional<String> image) {}
