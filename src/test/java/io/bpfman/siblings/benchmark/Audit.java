package io.bpfman.siblings.benchmark;

import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.reconcile.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** What the API server was asked in a span of time, by its audit log. */
final class Audit {

    private static final String SERVICE = "system:serviceaccount:%s:%s".formatted(Installation.NAME, Installation.NAME);

    private final ControlPlane plane;
    private final Instant from = Instant.now();
    private Map<String, List<AuditEvent>> statuses = Map.of();
    private List<AuditEvent> calls = List.of();

    Audit(ControlPlane plane) {
        this.plane = plane;
    }

    /** Ends the span, once the log has all that is about these waits; it is a moment behind. */
    Audit until(List<Wait> waits) {
        Instant to = Instant.now();
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
            read(to);
            return lost(waits) == 0;
        });
        return this;
    }

    private void read(Instant to) {
        List<AuditEvent> events = plane.auditEvents().stream()
                .filter(event -> event.completed().isAfter(from))
                .toList();
        statuses = events.stream()
                .filter(event ->
                        "patch".equals(event.verb()) && "status".equals(event.subresource()) && event.code() == 200)
                .collect(Collectors.groupingBy(event -> event.resource() + event.namespace() + "/" + event.name()));
        calls = events.stream()
                .filter(event ->
                        SERVICE.equals(event.user()) && event.completed().isBefore(to))
                .filter(event -> !"leases".equals(event.resource()))
                .toList();
    }

    /** The service's calls but those for its lease, for each of so many waits; a watch counts when it ends. */
    String calls(int waits) {
        return calls.stream()
                .collect(Collectors.groupingBy(Audit::kind, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> "%.2f %s".formatted((double) kind.getValue() / waits, kind.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** From the end of the write that ended the last sibling to the end of the one that ended the wait. */
    Sample latencies(List<Wait> waits) {
        return Sample.of(waits.stream()
                .map(wait -> Duration.between(ended(wait), told(wait)))
                .toList());
    }

    /** From the first end of a wait's last sibling to the last wait's. */
    Duration burst(List<Wait> waits) {
        return Duration.between(
                waits.stream().map(this::ended).min(Instant::compareTo).orElseThrow(),
                waits.stream().map(this::told).max(Instant::compareTo).orElseThrow());
    }

    long lost(List<Wait> waits) {
        return waits.stream().filter(wait -> terminal(wait).isEmpty()).count();
    }

    /** How many were written to after their end. */
    long doubled(List<Wait> waits) {
        return waits.stream()
                .filter(wait -> {
                    List<AuditEvent> writes = writes(wait);
                    return writes.indexOf(terminal(wait).get(0)) < writes.size() - 1;
                })
                .count();
    }

    private Instant ended(Wait wait) {
        List<AuditEvent> writes = statuses.get(
                "pipelineruns" + wait.last().namespace() + "/" + wait.last().name());
        return writes.get(writes.size() - 1).completed();
    }

    private Instant told(Wait wait) {
        return terminal(wait).get(0).completed();
    }

    private List<AuditEvent> terminal(Wait wait) {
        return writes(wait).stream()
                .filter(write -> Cluster.isOver(
                        write.responseObject().at("/status/conditions/0/status").asText()))
                .toList();
    }

    private List<AuditEvent> writes(Wait wait) {
        return statuses.getOrDefault("customruns" + wait.key(), List.of());
    }

    private static String kind(AuditEvent call) {
        return call.verb() + " " + call.resource()
                + (call.subresource().isEmpty() ? "" : "/" + call.subresource())
                + (call.code() < 400 ? "" : " (" + call.code() + ")");
    }
}
