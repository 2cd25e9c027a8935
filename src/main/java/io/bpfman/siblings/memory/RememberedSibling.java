package io.bpfman.siblings.memory;

import java.util.Optional;

/**
 * Where a sibling stood when the status was written.
 *
 * @param state in the words of {@link StateWords}
 * @param source the Snapshot or the Component that told of the image, where no PipelineRun did; else empty
 */
public record RememberedSibling(
        String component,
        String state,
        Optional<String> pipelineRun,
        Optional<String> source,
        Optional<String> image) {}
