package io.bpfman.siblings.domain;

import java.util.Map;

/**
 * What a wait hands on, as a witness states it.
 *
 * @param revision as the result of that name
 * @param digests as the result of that name
 */
public record Testimony(String revision, String digests) {

    public static final String REVISION = Results.REVISION;
    public static final String DIGESTS = Results.DIGESTS;

    /**
     * What Tekton passes on of a step, in bytes (tektoncd/pipeline: pkg/termination/write.go,
     * MaxContainerTerminationMessageLength).
     */
    public static final int LARGEST_BYTES = 4096;

    private static final String MESSAGE = """
            [{"key":"StartedAt","value":"2006-01-02T15:04:05.000Z","type":3},\
            {"key":"%s","value":"%s","type":1},{"key":"%s","value":"%s","type":1}]""";

    static Testimony of(Results results) {
        Map<String, String> values = results.values();
        return new Testimony(values.getOrDefault(REVISION, ""), values.getOrDefault(DIGESTS, ""));
    }

    /** How large it is when Tekton passes it on: as JSON, with the start of the step, and with every quote escaped. */
    public int bytes() {
        return MESSAGE.formatted(REVISION, revision, DIGESTS, digests.replace("\"", "\\\""))
                .length();
    }
}
