package io.bpfman.siblings.plane;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The audit log of the API server, and the policy that decides what goes into it. */
final class AuditLog {

    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived, ResponseStarted]
            omitManagedFields: true
            rules:
            - level: RequestResponse
              resources:
              - group: tekton.dev
                resources: [customruns, customruns/status]
            - level: Metadata
            """;

    private final Path policy;
    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final List<AuditEvent> events = new ArrayList<>();
    private long read;

    private AuditLog(Path policy, Path file) {
        this.policy = policy;
        this.file = file;
    }

    /** Writes the policy into a folder and keeps the log there. */
    static AuditLog in(Path folder) throws IOException {
        return new AuditLog(
                Files.writeString(folder.resolve("audit-policy.yaml"), POLICY), folder.resolve("audit.log"));
    }

    /** Returns the API server's flags. */
    List<String> flags() {
        return List.of(
                "--audit-policy-file=" + policy,
                "--audit-log-path=" + file,
                "--audit-log-format=json",
                "--audit-log-maxsize=10000");
    }

    /** Returns every request finished so far, in the order in which they finished. */
    synchronized List<AuditEvent> events() {
        try {
            for (var line : newLines()) {
                var event = json.readTree(line);
                if ("ResponseComplete".equals(event.path("stage").asText())) {
                    events.add(AuditEvent.read(event));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the audit log cannot be read", e);
        }
        return List.copyOf(events);
    }

    private List<byte[]> newLines() throws IOException {
        var lines = new ArrayList<byte[]>();
        if (Files.notExists(file)) {
            return lines;
        }
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(read);
            var bytes = new byte[Math.toIntExact(log.length() - read)];
            log.readFully(bytes);
            var begin = 0;
            for (var end = 0; end < bytes.length; end++) {
                if (bytes[end] == '\n') {
                    lines.add(Arrays.copyOfRange(bytes, begin, end));
                    begin = end + 1;
                }
            }
            read += begin;
        }
        return lines;
    }
}
