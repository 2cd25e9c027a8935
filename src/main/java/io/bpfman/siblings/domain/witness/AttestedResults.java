package io.bpfman.siblings.domain.witness;

import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.result.StepResults;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a wait hands on, as a witness states it.
 *
 * @param revision as the result of that name
 * @param digests as the result of that name
 */
public record AttestedResults(String revision, String digests) {

    public static final String REVISION = Results.REVISION;
    public static final String DIGESTS = Results.DIGESTS;

    public static AttestedResults of(Results results) {
        Map<String, String> values = results.values();
        return new AttestedResults(values.getOrDefault(REVISION, ""), values.getOrDefault(DIGESTS, ""));
    }

    /** As large as it becomes when each sibling has an image: its digests are made up. */
    public static AttestedResults ofAll(WaitRequest request) {
        String digest = "sha256:" + "0".repeat(64);
        return new AttestedResults(
                request.waitingRun().revision().value(),
                request.siblings().stream()
                        .map(sibling -> "\"%s\":\"%s\"".formatted(sibling, digest))
                        .collect(Collectors.joining(",", "{", "}")));
    }

    /** How large it is when Tekton passes it on. */
    public int bytes() {
        return StepResults.bytes(Map.of(REVISION, revision, DIGESTS, digests));
    }
}
