package io.bpfman.siblings.benchmark;

import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.reconcile.Installation;
import io.bpfman.siblings.reconcile.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Prints a table and judges nothing: see benchmarks.md. */
@NeedsControlPlane
class WaitBenchmark {

    private static final int BUILDS = Integer.getInteger("benchmark.many", 2_000);
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 100);
    private static final int BURST = Integer.getInteger("benchmark.burst", 500);
    private static final int CROWD = Integer.getInteger("benchmark.crowd", 80);
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("benchmark.idle", 60));
    private static final int WARM_UP = 20;
    private static final int SIBLINGS = 8;
    private static final int BURST_SIBLINGS = 5;
    private static final int CROWD_SIBLINGS = 30;
    private static final int CROWD_WAITS_PER_REVISION = 5;

    private final Table table = new Table("benchmark.md");

    @Test
    void measure() {
        try (ControlPlane plane = ControlPlane.start();
                Cluster cluster = Cluster.on(plane)) {
            Installation installation = Installation.on(plane);
            long empty = starts(plane, installation, "empty");
            int bytes = cluster.fill(BUILDS);
            String full = "%d builds of %.1f KB".formatted(BUILDS, bytes / 1000.0);
            long live = starts(plane, installation, full);
            table.row("heap for each build", "%d bytes".formatted((live - empty) / BUILDS));
            repeat(WARM_UP, cluster::bare);
            try (ServiceProcess service = start(plane, installation)) {
                Figures figures = new Figures(service.pid());
                waits(cluster, figures);
                burst(cluster, figures);
                table.row("memory after that", figures.memory());
                idle(cluster);
                wide(cluster, figures, 1, 140);
                wide(cluster, figures, 1, 256);
                wide(cluster, figures, 50, 140);
                if (CROWD > 0) {
                    crowd(cluster, figures);
                }
                List<String> complaints = service.log()
                        .lines()
                        .filter(line -> line.contains("\"level\":\"WARN") || line.contains("\"level\":\"ERROR"))
                        .toList();
                table.row("warnings and errors in the log", String.valueOf(complaints.size()));
                complaints.forEach(System.out::println);
            }
        }
        table.print();
    }

    private static ServiceProcess start(ControlPlane plane, Installation installation) {
        Installation.freeLease(plane);
        return ServiceProcess.start(plane.folder(), "measured", installation.systemProperties())
                .awaitReady();
    }

    /** The heap that lives after a start. */
    private long starts(ControlPlane plane, Installation installation, String cluster) {
        long began = System.nanoTime();
        try (ServiceProcess service = start(plane, installation)) {
            Figures figures = new Figures(service.pid());
            table.row(
                    "start, " + cluster,
                    "ready after %.1f s, %.1f s of processor time"
                            .formatted((System.nanoTime() - began) / 1e9, figures.processorSeconds()));
            pause(Duration.ofSeconds(5));
            table.row("memory, " + cluster, figures.memory());
            return figures.liveBytes();
        }
    }

    /** One after another, from a cold start, between two halves of the floor. */
    private void waits(Cluster cluster, Figures figures) {
        Audit floorAudit = cluster.audit();
        List<Wait> floors = repeat(ROUNDS / 2, cluster::bare);
        Audit audit = cluster.audit();
        double before = figures.processorSeconds();
        List<Wait> waits = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<BuildRun> siblings = cluster.startBuilds(round, SIBLINGS);
            List<Wait> wait = cluster.open(siblings, 1);
            cluster.awaitBegun(wait);
            siblings.forEach(cluster::end);
            cluster.awaitEnded(wait);
            waits.addAll(wait);
        }
        double after = figures.processorSeconds();
        Sample service = audit.until(waits).latencies(waits);
        floors.addAll(repeat(ROUNDS - ROUNDS / 2, cluster::bare));
        Sample floor = floorAudit.until(floors).latencies(floors);
        table.row("latency, bare client", floor.toString());
        table.row("latency, service", service.toString());
        table.row(
                "latency, service to bare client",
                "p50 %.1f times, p99 %.1f times"
                        .formatted(service.millis(50) / floor.millis(50), service.millis(99) / floor.millis(99)));
        table.row("processor time of a wait", "%.0f ms".formatted((after - before) * 1000 / ROUNDS));
        table.row("calls of a wait for %d siblings".formatted(SIBLINGS), audit.calls(ROUNDS));
    }

    /** Waits for one sibling each, of one revision, that end together; a bare client's writes are beside it. */
    private void burst(Cluster cluster, Figures figures) {
        List<BuildRun> siblings = cluster.startBuilds(1, BURST_SIBLINGS);
        List<Wait> waits = siblings.stream()
                .flatMap(sibling -> cluster.open(List.of(sibling), BURST / BURST_SIBLINGS).stream())
                .toList();
        ended(cluster, figures, waits, "burst of %d waits".formatted(waits.size()));
    }

    /** Waits of one revision for many siblings, whose results are more than a CustomRun takes: ResultTooLarge. */
    private void wide(Cluster cluster, Figures figures, int count, int siblings) {
        double before = figures.processorSeconds();
        List<BuildRun> builds = cluster.startBuilds(4, siblings);
        cluster.each(builds.subList(0, siblings - 1), cluster::end);
        List<Wait> waits = cluster.open(builds, count);
        String what = "%d waits of %d siblings".formatted(count, siblings);
        ended(cluster, figures, waits, what);
        table.row(
                what + ", processor time for each sibling of a wait, its build included",
                "%.2f ms".formatted((figures.processorSeconds() - before) * 1000 / count / siblings));
        table.row(what + ", memory", figures.memory());
    }

    /** Many waits for many siblings in one namespace. */
    private void crowd(Cluster cluster, Figures figures) {
        long before = figures.liveBytes();
        List<Wait> waits = IntStream.range(0, CROWD)
                .mapToObj(revision -> cluster.startBuilds(2, CROWD_SIBLINGS))
                .flatMap(siblings -> {
                    siblings.subList(0, CROWD_SIBLINGS - 1).forEach(cluster::end);
                    return cluster.open(siblings, CROWD_WAITS_PER_REVISION).stream();
                })
                .toList();
        cluster.awaitBegun(waits);
        String crowd = "crowd of %d waits of %d siblings, %d builds more"
                .formatted(waits.size(), CROWD_SIBLINGS, CROWD * CROWD_SIBLINGS);
        table.row(
                crowd + ", heap",
                "%d bytes for each wait with its builds".formatted((figures.liveBytes() - before) / waits.size()));
        ended(cluster, figures, waits, crowd);
        table.row(crowd + ", memory", figures.memory());
    }

    private void ended(Cluster cluster, Figures figures, List<Wait> waits, String what) {
        cluster.awaitBegun(waits);
        Audit audit = cluster.audit();
        double before = figures.processorSeconds();
        cluster.each(waits.stream().map(Wait::last).distinct().toList(), cluster::end);
        cluster.awaitEnded(waits);
        double after = figures.processorSeconds();
        audit.until(waits);
        List<Wait> foreign =
                waits.stream().map(wait -> cluster.foreign(wait.last())).toList();
        long began = System.nanoTime();
        cluster.each(foreign, cluster::tell);
        double bare = (System.nanoTime() - began) / 1e9;
        double service = audit.burst(waits).toMillis() / 1e3;
        table.row(
                what,
                "last after %.1f s, %.1f times a bare client's writes (%.1f s); lost %d, doubled %d; %.1f s of processor time"
                        .formatted(
                                service,
                                service / bare,
                                bare,
                                audit.lost(waits),
                                audit.doubled(waits),
                                after - before));
        table.row(what + ", calls of each", audit.calls(waits.size()));
    }

    private void idle(Cluster cluster) {
        List<Wait> wait = cluster.open(cluster.startBuilds(3, SIBLINGS), 1);
        cluster.awaitBegun(wait);
        pause(Duration.ofSeconds(5));
        Audit audit = cluster.audit();
        pause(IDLE);
        String calls = audit.until(List.of()).calls(1);
        table.row("calls for an idle open wait in %d s".formatted(IDLE.toSeconds()), calls.isEmpty() ? "none" : calls);
    }

    private static List<Wait> repeat(int count, Supplier<Wait> work) {
        return new ArrayList<>(Stream.generate(work).limit(count).toList());
    }

    private static void pause(Duration duration) {
        Awaitility.await().pollDelay(duration).atMost(duration.plusMinutes(1)).until(() -> true);
    }
}
