package io.bpfman.siblings.benchmark;

import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.reconcile.KonfluxKindsOnControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Prints a table and judges nothing: see benchmarks.md. */
@NeedsControlPlane
class WaitBenchmark {

    private static final int COLD = Integer.getInteger("benchmark.cold", 20);
    private static final int WARM_UP = Integer.getInteger("benchmark.warmup", 100);
    private static final int BLOCK = Integer.getInteger("benchmark.block", 40);
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 4);
    private static final int BURST_REVISIONS = 10;
    private static final int WAITS_PER_REVISION = 50;
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("benchmark.idle", 65));
    private static final int SOME = Integer.getInteger("benchmark.some", 2_000);
    private static final int CROWD_REVISIONS = Integer.getInteger("benchmark.crowd", 80);
    private static final int CROWD_WAITS_PER_REVISION = 5;
    private static final int CROWD_SIBLINGS = 30;
    private static final int FOREIGN_RUNS = 1_000;
    private static final Cluster.Shape USUAL = new Cluster.Shape(50, 8, 3);
    private static final int MANY = Integer.getInteger("benchmark.many", 10_000);

    private final Table table = new Table("benchmark.md");
    private final Map<Contender, List<Wait>> measured = new EnumMap<>(Contender.class);
    private long liveBytesAtFirst;
    private int buildsAtFirst;

    @Test
    void measure() {
        try (ControlPlane plane = ControlPlane.startWithoutTekton();
                Cluster cluster = Cluster.on(plane, USUAL)) {
            Service.install(plane);
            startEmpty(cluster);
            table.row("JSON of one build", "%d bytes".formatted(cluster.bytesPerBuild()));
            cluster.fill(SOME);
            atWork(cluster);
            if (MANY > SOME) {
                cluster.fill(MANY);
                start(cluster, MANY).close();
            }
        }
        for (int tenants : List.of(1, 50)) {
            if (CROWD_REVISIONS > 0) {
                crowd(tenants);
            }
        }
        table.print();
    }

    /** Many waits for many siblings, among Konflux's own objects: in one namespace, or spread over some. */
    private void crowd(int tenants) {
        try (ControlPlane plane = ControlPlane.startWithoutTekton();
                Cluster cluster = Cluster.on(plane, new Cluster.Shape(tenants, CROWD_SIBLINGS, CROWD_SIBLINGS))) {
            KonfluxKindsOnControlPlane.install(plane);
            Service.install(plane);
            cluster.describeComponents();
            try (Service service = Service.start(cluster.plane(), 0);
                    Program bareClient = cluster.startBareClient()) {
                long empty = service.program().liveBytes();
                cluster.addForeignRuns(FOREIGN_RUNS);
                long withForeign = service.program().liveBytes();
                List<Wait> bare = crowd(cluster, Contender.BARE, bareClient);
                long before = service.program().liveBytes();
                List<Wait> waits =
                        cluster.makeWaits(Contender.SERVICE, CROWD_REVISIONS, CROWD_WAITS_PER_REVISION, bareClient);
                long open = service.program().liveBytes();
                String crowd = "%d waits of %d siblings, %d PipelineRuns, %d namespaces"
                        .formatted(waits.size(), CROWD_SIBLINGS, CROWD_REVISIONS * CROWD_SIBLINGS, tenants);
                table.row(
                        crowd + ", retained heap",
                        "%d bytes for each wait with its %d builds and its share of the Components; %d for each CustomRun of another kind"
                                .formatted(
                                        (open - before) / waits.size(),
                                        CROWD_SIBLINGS / CROWD_WAITS_PER_REVISION,
                                        (withForeign - empty) / FOREIGN_RUNS));
                Instant from = Instant.now();
                cluster.endLastOfAll(waits);
                cluster.awaitEnded(waits);
                table.row(
                        crowd + ", API calls",
                        counts(cluster, from, Instant.now()).toString());
                table.row(crowd + ", service", burst(settled(cluster, waits), waits));
                table.row(crowd + ", bare client", burst(settled(cluster, bare), bare));
                memory(crowd, service.program(), service.program().liveBytes());
                service.complaints().forEach(System.out::println);
            }
        }
    }

    private static List<Wait> crowd(Cluster cluster, Contender contender, Program bareClient) {
        List<Wait> waits = cluster.makeWaits(contender, CROWD_REVISIONS, CROWD_WAITS_PER_REVISION, bareClient);
        cluster.endLastOfAll(waits);
        cluster.awaitEnded(waits);
        cluster.remove(waits);
        return waits;
    }

    private void startEmpty(Cluster cluster) {
        start(cluster, 0).close();
    }

    private void atWork(Cluster cluster) {
        try (Service service = start(cluster, SOME);
                Program bareClient = cluster.startBareClient()) {
            latency(cluster, bareClient);
            idle(cluster);
            burst(cluster, bareClient);
            long live = service.program().liveBytes();
            memory("after the work, %d builds".formatted(SOME), service.program(), live);
            memory("the bare client after the same", bareClient, bareClient.liveBytes());
            table.row(
                    "processor time of the service",
                    "%.1f s".formatted(service.program().processorSeconds()));
            table.row("processor time of the bare client", "%.1f s".formatted(bareClient.processorSeconds()));
            List<String> complaints = service.complaints();
            table.row("warnings and errors in the log", String.valueOf(complaints.size()));
            complaints.forEach(System.out::println);
        }
    }

    private Service start(Cluster cluster, int builds) {
        Service service = Service.start(cluster.plane(), builds);
        table.row(
                "start with %d builds".formatted(builds),
                "ready after %d ms, cache full after %d ms"
                        .formatted(service.ready().toMillis(), service.filled().toMillis()));
        long peak = service.program().kibibytes("VmHWM");
        table.row("peak during that start", "%.1f MiB resident".formatted(peak / 1024.0));
        long live = service.program().liveBytes();
        memory("idle with %d builds".formatted(builds), service.program(), live);
        if (builds == 0) {
            liveBytesAtFirst = live;
            buildsAtFirst = builds;
        } else {
            table.row(
                    "retained heap per build, %d to %d".formatted(buildsAtFirst, builds),
                    "%d bytes".formatted((live - liveBytesAtFirst) / (builds - buildsAtFirst)));
            liveBytesAtFirst = live;
            buildsAtFirst = builds;
        }
        return service;
    }

    private void memory(String when, Program program, long live) {
        table.row(
                "memory " + when,
                "%.1f MiB Pss, %.1f MiB anonymous, %.1f MiB live heap"
                        .formatted(
                                program.kibibytes("Pss") / 1024.0,
                                program.kibibytes("Anonymous") / 1024.0,
                                live / 1048576.0));
    }

    private void latency(Cluster cluster, Program bareClient) {
        List<Wait> cold = block(cluster, Contender.SERVICE, COLD, bareClient);
        List<Wait> bareCold = block(cluster, Contender.BARE, COLD, bareClient);
        block(cluster, Contender.SERVICE, WARM_UP, bareClient);
        block(cluster, Contender.BARE, WARM_UP, bareClient);
        for (Contender contender : Contender.values()) {
            measured.put(contender, new ArrayList<>());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender contender : List.of(Contender.SERVICE, Contender.BARE, Contender.BARE, Contender.SERVICE)) {
                measured.get(contender).addAll(block(cluster, contender, BLOCK, bareClient));
            }
        }
        Writes writes = settled(cluster, measured.get(Contender.SERVICE));
        table.row("first waits of a new process, service", sample(writes, cold).toString());
        table.row("first waits of a new process, bare", sample(writes, bareCold).toString());
        Sample service = sample(writes, measured.get(Contender.SERVICE));
        Sample bare = sample(writes, measured.get(Contender.BARE));
        table.row("latency, service", service.toString());
        table.row("latency, bare client", bare.toString());
        table.row(
                "latency, service to bare client",
                "p50 %.1f times (aim 2), p99 %.1f times (aim 3)"
                        .formatted(service.millis(50) / bare.millis(50), service.millis(99) / bare.millis(99)));
        for (Contender contender : Contender.values()) {
            table.row(
                    "bytes of the last status, " + contender,
                    String.valueOf(writes.taken(measured.get(contender).get(0)).stream()
                            .reduce((one, other) -> other)
                            .orElseThrow()
                            .responseObject()
                            .path("status")
                            .toString()
                            .length()));
        }
    }

    private static Sample sample(Writes writes, List<Wait> waits) {
        return Sample.of(waits.stream().map(writes::latency).toList());
    }

    /** Waits are made together and ended one after another. */
    private static List<Wait> block(Cluster cluster, Contender contender, int count, Program bareClient) {
        List<Wait> waits = cluster.makeWaits(contender, count, 1, bareClient);
        for (Wait wait : waits) {
            cluster.endLast(wait);
            cluster.awaitEnded(List.of(wait));
        }
        cluster.remove(waits);
        return waits;
    }

    private void idle(Cluster cluster) {
        if (IDLE.isZero()) {
            return;
        }
        int count = 100;
        List<Wait> waits = cluster.makeWaits(Contender.SERVICE, count, 1, null);
        Instant from = Instant.now();
        Awaitility.await()
                .atMost(IDLE.plusSeconds(10))
                .until(() -> Duration.between(from, Instant.now()).compareTo(IDLE) >= 0);
        Map<String, Long> counts = counts(cluster, from, Instant.now());
        double minutes = IDLE.toMillis() / 60_000.0;
        counts.forEach((verb, calls) -> table.row(
                "API calls while %d waits are idle: %s".formatted(count, verb),
                "%.2f per wait and minute".formatted(calls / minutes / count)));
        cluster.endLastOfAll(waits);
        cluster.awaitEnded(waits);
        cluster.remove(waits);
    }

    private void burst(Cluster cluster, Program bareClient) {
        for (int perRevision : List.of(WAITS_PER_REVISION, 1)) {
            int revisions = BURST_REVISIONS * WAITS_PER_REVISION / perRevision;
            Map<Contender, List<Wait>> bursts = new EnumMap<>(Contender.class);
            for (Contender contender : Contender.values()) {
                List<Wait> waits = cluster.makeWaits(contender, revisions, perRevision, bareClient);
                Instant from = Instant.now();
                cluster.endLastOfAll(waits);
                cluster.awaitEnded(waits);
                if (contender == Contender.SERVICE) {
                    table.row(
                            burst(waits, revisions, contender) + ", API calls",
                            counts(cluster, from, Instant.now()).toString());
                }
                cluster.remove(waits);
                bursts.put(contender, waits);
            }
            // Only now, so that a write that came late is counted, too.
            bursts.forEach((contender, waits) ->
                    table.row(burst(waits, revisions, contender), burst(settled(cluster, waits), waits)));
        }
    }

    private static String burst(List<Wait> waits, int revisions, Contender contender) {
        return "burst of %d waits, %d revisions, %s".formatted(waits.size(), revisions, contender);
    }

    private static String burst(Writes writes, List<Wait> waits) {
        Instant begin =
                waits.stream().map(writes::buildEnd).min(Instant::compareTo).orElseThrow();
        Instant end = waits.stream().map(writes::end).max(Instant::compareTo).orElseThrow();
        return "last after %d ms, %s, lost %d, doubled %d, refused %d, waits by number of writes %s"
                .formatted(
                        Duration.between(begin, end).toMillis(),
                        sample(writes, waits),
                        waits.stream().filter(writes::lost).count(),
                        waits.stream().filter(writes::doubled).count(),
                        waits.stream().mapToLong(writes::refused).sum(),
                        waits.stream()
                                .collect(Collectors.groupingBy(
                                        wait -> writes.taken(wait).size(), TreeMap::new, Collectors.counting())));
    }

    /** What was written, once it is in the audit log, which is a moment behind. */
    private static Writes settled(Cluster cluster, List<Wait> waits) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> new Writes(cluster.requests()), writes -> waits.stream()
                        .noneMatch(writes::lost));
    }

    private static Map<String, Long> counts(Cluster cluster, Instant from, Instant to) {
        return Writes.ofService(cluster.requests(), from, to)
                .collect(Collectors.groupingBy(WaitBenchmark::kind, TreeMap::new, Collectors.counting()));
    }

    private static String kind(AuditEvent request) {
        return request.verb() + " " + request.resource()
                + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
    }
}
