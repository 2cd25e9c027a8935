package io.bpfman.siblings.plane;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** One finished request as the API server saw it; the two objects are missing nodes where the policy leaves them out. */
public record AuditEvent(
        String verb,
        String uri,
        String user,
        String userAgent,
        int code,
        Instant received,
        Instant completed,
        String namespace,
        String resource,
        String subresource,
        String name,
        JsonNode requestObject,
        JsonNode responseObject) {

    /** Tells whether the request was one that changes objects. */
    public boolean isWrite() {
        return switch (verb) {
            case "create", "update", "patch", "delete", "deletecollection" -> true;
            default -> false;
        };
    }

    /** Returns how long the API server took. */
    public Duration duration() {
        return Duration.between(received, completed);
    }

    static AuditEvent read(JsonNode event) {
        var object = event.path("objectRef");
        return new AuditEvent(
                event.path("verb").asText(),
                event.path("requestURI").asText(),
                event.path("user").path("username").asText(),
                event.path("userAgent").asText(),
                event.path("responseStatus").path("code").asInt(),
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                Instant.parse(event.path("stageTimestamp").asText()),
                object.path("namespace").asText(),
                object.path("resource").asText(),
                object.path("subresource").asText(),
                object.path("name").asText(),
                event.path("requestObject"),
                event.path("responseObject"));
    }
}
