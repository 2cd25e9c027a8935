package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Stream;

/** How a step's results travel to Tekton. Tekton: pkg/result/result.go, pkg/termination/write.go. */
record TerminationMessage(Instant started, Map<String, String> results) {

    private static final int TASK_RESULT = 1;
    private static final int INTERNAL = 3;
    private static final int LONGEST = 4096;

    /** Milliseconds are always written, for Tekton cannot read a time without. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    /** The message of a step that has just started and hands out nothing. */
    static TerminationMessage empty() {
        return new TerminationMessage(Instant.now(), Map.of());
    }

    /** Tells whether it is short enough; Tekton fails the step otherwise. */
    boolean fits() {
        return text().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    /** Returns its text, with the characters escaped that Go escapes in JSON and others do not. */
    String text() {
        var entries = Stream.concat(
                results.entrySet().stream().map(result -> entry(result.getKey(), result.getValue(), TASK_RESULT)),
                Stream.of(entry("StartedAt", TIME.format(started), INTERNAL)));
        return Serialization.asJson(entries.toList())
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private static Map<String, Object> entry(String key, String value, int type) {
        return Map.of("key", key, "value", value, "type", type);
    }
}
