package io.bpfman.siblings.benchmark;

import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.reconcile.CommandProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How soon a command answers and how much memory it takes, beside one that asks nobody: see benchmarks.md. */
@NeedsControlPlane
class CommandBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 10);
    private static final int SIBLINGS = 8;
    private static final Duration THREE_LOOKS = Duration.ofSeconds(16);

    private final Table table = new Table("benchmark-commands.md");
    private final List<Duration> helps = new ArrayList<>();
    private final List<Duration> answers = new ArrayList<>();

    @Test
    void measure() {
        try (ControlPlane plane = ControlPlane.start();
                Cluster cluster = Cluster.on(plane)) {
            Map<String, String> properties = Map.of(
                    "kubernetes.master", plane.url(),
                    "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                    "kubernetes.auth.token", plane.adminToken());
            List<BuildRun> siblings = cluster.startBuilds(0, SIBLINGS);
            siblings.subList(1, SIBLINGS).forEach(cluster::end);
            String[] wait = {
                "wait",
                "--namespace=" + siblings.get(0).namespace(),
                "--revision=" + siblings.get(0).revision(),
                "--component=bundle",
                "--siblings=" + siblings.stream().map(BuildRun::component).collect(Collectors.joining(","))
            };
            for (int round = 0; round < ROUNDS; round++) {
                helps.add(answer(CommandProcess.start(properties, "wait", "--help")));
                answers.add(answer(CommandProcess.start(properties, wait)));
            }
            Sample help = Sample.of(helps);
            Sample answer = Sample.of(answers);
            table.row("first answer of --help", help.toString());
            table.row("first answer of wait", answer.toString());
            table.row("wait to --help", "p50 %.1f times".formatted(answer.millis(50) / help.millis(50)));
            try (CommandProcess command = CommandProcess.start(properties, wait)) {
                Figures figures = new Figures(command.pid());
                await().pollDelay(THREE_LOOKS).atMost(Cluster.PATIENCE).until(command::alive);
                table.row(
                        "wait after 3 looks at %d siblings".formatted(SIBLINGS),
                        "%d MiB peak, %.2f s of processor time"
                                .formatted(figures.peakMebibytes(), figures.processorSeconds()));
            }
        }
        table.print();
    }

    private static Duration answer(CommandProcess started) {
        long began = System.nanoTime();
        try (CommandProcess command = started) {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Cluster.PATIENCE)
                    .until(() -> !command.out().isEmpty());
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
