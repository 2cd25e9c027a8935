package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.Leaf;
import org.jspecify.annotations.Nullable;

/** What is asked of a PipelineRun; {@code status} is {@link #PENDING} while it may not start. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PipelineRunSpec(@Nullable String status) {

    /** tektoncd/pipeline: pkg/apis/pipeline/v1, PipelineRunSpecStatusPending. */
    public static final String PENDING = "PipelineRunPending";

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PipelineRunSpec of(JsonNode node) {
        return new PipelineRunSpec(Leaf.text(node, "status"));
    }
}
