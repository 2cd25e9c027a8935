package io.bpfman.siblings.domain.result;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How large the results of a step are when Tekton takes them from it: JSON in the termination message of its container
 * (tektoncd/pipeline: pkg/termination/write.go and pkg/result/result.go).
 */
public final class StepResults {

    /** What is longer fails the step. */
    public static final int LARGEST_BYTES = 4096;

    /** More than Tekton's entrypoint adds to the message: when the step started, and how it ended. */
    private static final int RESERVED_BYTES = 128;

    private static final String RESULT = "{\"key\":\"%s\",\"value\":\"%s\",\"type\":1}";

    private StepResults() {}

    /** The size of these results and of what Tekton adds; no value of ours has more to escape than quotes. */
    public static int bytes(Map<String, String> results) {
        String message = results.entrySet().stream()
                .map(result ->
                        RESULT.formatted(result.getKey(), result.getValue().replace("\"", "\\\"")))
                .collect(Collectors.joining(",", "[", "]"));
        return RESERVED_BYTES + message.getBytes(StandardCharsets.UTF_8).length;
    }
}
