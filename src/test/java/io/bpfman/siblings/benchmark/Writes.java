package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was written, by the API server's audit log. */
final class Writes {

    private static final String BARE_AGENT = "Java-http-client";

    private final Map<String, Instant> buildEnds = new HashMap<>();
    private final Map<String, List<AuditEvent>> statuses = new HashMap<>();

    Writes(List<AuditEvent> requests) {
        for (AuditEvent request : requests) {
            String key = request.namespace() + "/" + request.name();
            if ("patch".equals(request.verb()) && "status".equals(request.subresource())) {
                if ("pipelineruns".equals(request.resource())) {
                    buildEnds.put(key, request.completed());
                } else if ("customruns".equals(request.resource())) {
                    statuses.computeIfAbsent(key, absent -> new ArrayList<>()).add(request);
                }
            }
        }
    }

    /** The service's requests in a span of time. */
    static Stream<AuditEvent> ofService(List<AuditEvent> requests, Instant from, Instant to) {
        return requests.stream()
                .filter(request -> Service.USER.equals(request.user()))
                .filter(request -> !request.userAgent().startsWith(BARE_AGENT))
                .filter(request ->
                        request.completed().isAfter(from) && request.completed().isBefore(to));
    }

    /** From the end of the last build's write to the end of the wait's. */
    Duration latency(Wait wait) {
        return Duration.between(buildEnd(wait), end(wait));
    }

    Instant buildEnd(Wait wait) {
        return buildEnds.get(wait.last().namespace() + "/" + wait.last().name());
    }

    /** When the wait was over. */
    Instant end(Wait wait) {
        return taken(wait).stream()
                .filter(Writes::terminal)
                .map(AuditEvent::completed)
                .findFirst()
                .orElseThrow();
    }

    /** The writes that the API server took. */
    List<AuditEvent> taken(Wait wait) {
        return all(wait).stream().filter(write -> write.code() == 200).toList();
    }

    /** How many it refused. */
    long refused(Wait wait) {
        return all(wait).stream().filter(write -> write.code() != 200).count();
    }

    /** Whether a wait was written to after its end, or got the same status twice. */
    boolean doubled(Wait wait) {
        boolean ended = false;
        JsonNode before = null;
        for (AuditEvent write : taken(wait)) {
            JsonNode status = write.responseObject().path("status");
            if (ended || status.equals(before)) {
                return true;
            }
            ended = terminal(write);
            before = status;
        }
        return false;
    }

    boolean lost(Wait wait) {
        return taken(wait).stream().noneMatch(Writes::terminal);
    }

    private List<AuditEvent> all(Wait wait) {
        return statuses.getOrDefault(wait.last().namespace() + "/" + wait.name(), List.of());
    }

    private static boolean terminal(AuditEvent write) {
        String succeeded =
                write.responseObject().at("/status/conditions/0/status").asText();
        return "True".equals(succeeded) || "False".equals(succeeded);
    }
}
