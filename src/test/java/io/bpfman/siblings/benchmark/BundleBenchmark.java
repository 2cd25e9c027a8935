package io.bpfman.siblings.benchmark;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.OciRegistry;
import io.bpfman.siblings.reconcile.CommandProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long stamp and validate take for a small and a large bundle, beside a command that reads nothing. */
@NeedsControlPlane
class BundleBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 10);
    private static final int SMALL = 40 << 10;
    private static final int LARGE = 4 << 20;
    private static final String AGENT = "registry.example.com/bpfman/bpfman-agent@" + digest('a');

    private final Table table = new Table("benchmark-bundle.md");
    private final Path folder;

    BundleBenchmark(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void measure() throws IOException {
        try (OciRegistry registry = OciRegistry.start(folder)) {
            for (int bytes : List.of(SMALL, LARGE)) {
                Map<String, String> manifests = manifests(bytes);
                Path written = Files.createDirectories(folder.resolve("m" + bytes));
                Map<String, String> layer = new TreeMap<>();
                for (Map.Entry<String, String> file : manifests.entrySet()) {
                    Files.writeString(written.resolve(file.getKey()), file.getValue());
                    layer.put("manifests/" + file.getKey(), file.getValue());
                }
                String bundle = registry.push(
                        "bundle",
                        "amd64",
                        Map.of("operators.operatorframework.io.bundle.manifests.v1", "manifests/"),
                        OciRegistry.tar(layer));
                String[] stamp = {
                    "stamp",
                    "--manifests=" + written,
                    "--dry-run",
                    "--output=json",
                    "--image=quay.io/bpfman/bpfman-agent=" + AGENT,
                    "--allow-unpinned",
                    "quay.io/bpfman/bpfman",
                    "quay.io/bpfman/bpfman-operator"
                };
                String[] validate = {
                    "validate",
                    "--snapshot={\"components\": [{\"name\": \"bundle\", \"containerImage\": \"%s/bundle@%s\"}]}"
                            .formatted(registry.address(), bundle),
                    "--bundle=bundle",
                    "--output=json"
                };
                measure("%d KB".formatted(bytes >> 10), stamp, validate);
            }
        }
        table.print();
    }

    private void measure(String size, String[] stamp, String[] validate) {
        List<Duration> helps = new ArrayList<>();
        List<Duration> stamps = new ArrayList<>();
        List<Duration> validates = new ArrayList<>();
        long stampPeak = 0;
        long validatePeak = 0;
        for (int round = 0; round < ROUNDS; round++) {
            helps.add(run("stamp", "--help").time());
            Run stamped = run(stamp);
            stamps.add(stamped.time());
            stampPeak = Math.max(stampPeak, stamped.peakMebibytes());
            Run validated = run(validate);
            validates.add(validated.time());
            validatePeak = Math.max(validatePeak, validated.peakMebibytes());
        }
        double help = Sample.of(helps).millis(50);
        row("stamp, " + size, stamps, help, stampPeak);
        row("validate, " + size, validates, help, validatePeak);
    }

    private void row(String what, List<Duration> times, double help, long peak) {
        Sample sample = Sample.of(times);
        table.row(what, "%s; p50 %.1f times --help; %d MiB peak".formatted(sample, sample.millis(50) / help, peak));
    }

    private record Run(Duration time, long peakMebibytes) {}

    private static Run run(String... arguments) {
        long began = System.nanoTime();
        try (CommandProcess command = CommandProcess.start(Map.of(), arguments)) {
            Peak peak = new Peak(command.pid());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Cluster.PATIENCE)
                    .until(() -> !peak.look() || !command.alive());
            return new Run(Duration.ofNanos(System.nanoTime() - began), peak.mebibytes);
        }
    }

    /** The bundle of the tests, and a definition that fills it up. */
    private static Map<String, String> manifests(int bytes) throws IOException {
        Map<String, String> manifests = new TreeMap<>();
        int left = bytes;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/bundle/manifests"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                manifests.put(String.valueOf(file.getFileName()), text);
                left -= text.length();
            }
        }
        StringBuilder definition = new StringBuilder("kind: CustomResourceDefinition\nspec:\n");
        for (int field = 0; definition.length() < left; field++) {
            definition
                    .append(
                            "  field%d:\n    description: 'Says, in a sentence as such files have many, what field %d is for.'\n"
                                    .formatted(field, field))
                    .append("    type: string\n    enum: [one, two, \"three\"]\n");
        }
        manifests.put("definition.yaml", definition.toString());
        return manifests;
    }

    /** The most memory that a process had, as long as it could be looked at. */
    private static final class Peak {

        private final Path status;
        private long mebibytes;

        Peak(long pid) {
            status = Path.of("/proc", String.valueOf(pid), "status");
        }

        boolean look() {
            try {
                Files.readString(status)
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                        .forEach(peak -> mebibytes = Math.max(mebibytes, peak));
                return true;
            } catch (IOException over) {
                return false;
            }
        }
    }
}
