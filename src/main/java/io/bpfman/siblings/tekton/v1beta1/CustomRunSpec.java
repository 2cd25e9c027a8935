package io.bpfman.siblings.tekton.v1beta1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.LenientJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a custom task. Timeout and retries may be any JSON, as only Tekton's webhook checks them, and it
 * can be away.
 *
 * @param customRef the custom task by reference; null when it is inline
 * @param customSpec the custom task inline; null when it is by reference
 * @param status {@link #CANCELLED} when the run is to end
 * @param statusMessage why it is to end
 * @param serviceAccountName that of the pipeline's task
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomRunSpec(
        @Nullable CustomTaskReference customRef,
        @Nullable CustomTaskReference customSpec,
        List<Param> params,
        @Nullable String status,
        @Nullable String statusMessage,
        @Nullable JsonNode retries,
        @Nullable JsonNode timeout,
        @Nullable String serviceAccountName) {

    /** tektoncd/pipeline: docs/customruns.md, Cancellation. */
    public static final String CANCELLED = "RunCancelled";

    /** The spec of a run that asks for nothing. */
    public static CustomRunSpec empty() {
        return new CustomRunSpec(null, null, List.of(), null, null, null, null, null);
    }

    /** Reads any JSON. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CustomRunSpec of(JsonNode node) {
        return new CustomRunSpec(
                LenientJson.object(node, "customRef", CustomTaskReference::of),
                LenientJson.object(node, "customSpec", CustomTaskReference::of),
                LenientJson.objects(node, "params", Param::of),
                LenientJson.text(node, "status"),
                LenientJson.text(node, "statusMessage"),
                LenientJson.shallow(node, "retries"),
                LenientJson.shallow(node, "timeout"),
                LenientJson.text(node, "serviceAccountName"));
    }
}
