package io.bpfman.siblings.benchmark;

import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How soon a command answers and how much memory it takes, beside commands that do less: see benchmarks.md. */
@NeedsControlPlane
class CommandBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 10);
    private static final int SIBLINGS = 8;
    private static final int LOOKS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private final Table table = new Table("benchmark-commands.md");

    @Test
    void measure() throws IOException {
        try (ControlPlane plane = ControlPlane.startWithoutTekton();
                Cluster cluster = Cluster.on(plane, new Cluster.Shape(1, SIBLINGS, SIBLINGS))) {
            List<String> wait = waitFor(cluster.makeBuilds());
            Map<String, List<String>> contenders = new LinkedHashMap<>();
            contenders.put("--help, which asks nobody", command(plane, List.of(), List.of("wait", "--help")));
            contenders.put("wait", command(plane, List.of(), wait));
            contenders.put(
                    "wait as the Task runs it, with the quick compiler alone",
                    command(plane, List.of("-XX:TieredStopAtLevel=1"), wait));
            Map<String, List<Duration>> answers = new LinkedHashMap<>();
            Map<String, Long> memory = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                contenders.forEach((name, words) -> answer(words, name, answers, memory));
            }
            answers.forEach((name, times) -> {
                Sample sample = Sample.of(times);
                table.row(
                        "first answer of " + name,
                        "min %.0f, p50 %.0f, max %.0f ms in %d runs"
                                .formatted(sample.millis(0), sample.millis(50), sample.millis(100), ROUNDS));
            });
            memory.forEach((name, kibibytes) ->
                    table.row("peak memory at the first answer of " + name, "%d MiB".formatted(kibibytes >> 10)));
            longRun(command(plane, List.of("-XX:TieredStopAtLevel=1"), wait));
        }
        table.print();
    }

    private static List<String> waitFor(List<BuildRun> builds) {
        return List.of(
                "wait",
                "--namespace",
                builds.get(0).namespace(),
                "--revision",
                builds.get(0).revision(),
                "--component=bundle",
                "--siblings",
                builds.stream().map(BuildRun::component).collect(Collectors.joining(",")));
    }

    /** As the image starts it, and with a pod's way to the API server. */
    private static List<String> command(ControlPlane plane, List<String> flags, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(Program.java(), "-XX:+UseSerialGC"));
        words.addAll(flags);
        words.addAll(List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dkubernetes.auth.tryKubeConfig=false",
                "-Dkubernetes.master=" + plane.url(),
                "-Dkubernetes.certs.ca.file=" + plane.caCertificate(),
                "-Dkubernetes.auth.token=" + plane.adminToken(),
                "-jar",
                JAR.toString()));
        words.addAll(arguments);
        return words;
    }

    private void longRun(List<String> words) throws IOException {
        Path log = Files.createTempFile("command", ".log");
        try (Program program = Program.start(log, words)) {
            await().atMost(PATIENCE).until(() -> !program.lines().isEmpty());
            Duration threeLooks = Duration.ofSeconds(16);
            await().pollDelay(threeLooks).atMost(PATIENCE).until(program::alive);
            table.row(
                    "peak memory of wait as the Task runs it, after %d looks at %d siblings".formatted(LOOKS, SIBLINGS),
                    "%d MiB, %.2f s of processor time"
                            .formatted(program.kibibytes("VmHWM") >> 10, program.processorSeconds()));
        }
    }

    private static void answer(
            List<String> words, String name, Map<String, List<Duration>> answers, Map<String, Long> memory) {
        try {
            Path log = Files.createTempFile("command", ".log");
            try (Program program = Program.start(log, words)) {
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .atMost(PATIENCE)
                        .until(() -> Files.size(log) > 0);
                answers.computeIfAbsent(name, first -> new ArrayList<>())
                        .add(Duration.ofNanos(System.nanoTime() - program.began()));
                if (program.alive()) {
                    memory.merge(name, program.kibibytes("VmHWM"), Math::max);
                }
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
