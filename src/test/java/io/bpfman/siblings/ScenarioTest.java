package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.fixtures.PureLook;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: {@code given-*.yaml} is what the cluster holds, one CustomRun and any PipelineRuns;
 * {@code when.yaml} says at what time it is looked at, and {@code then-status.yaml} is the whole status that the run
 * then has.
 */
class ScenarioTest {

    private static final Path SCENARIOS = Path.of("src", "test", "resources", "scenarios");

    static List<Path> scenarios() {
        return list(SCENARIOS, "");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theRunHasTheStatusOfTheScenario(Path scenario) {
        List<JsonNode> cluster = list(scenario, "given-").stream()
                .map(file -> Wire.read(text(file), JsonNode.class))
                .toList();
        CustomRun run = only(cluster, "CustomRun", CustomRun.class);
        Instant now = Instant.parse(Wire.read(text(scenario.resolve("when.yaml")), JsonNode.class)
                .path("now")
                .asText());

        CustomRunStatus status = PureLook.at(run, all(cluster, "PipelineRun", PipelineRun.class), now);

        assertThat(Wire.read(Wire.write(status), JsonNode.class))
                .as("%s", Wire.yaml(status))
                .isEqualTo(Wire.read(text(scenario.resolve("then-status.yaml")), JsonNode.class));
    }

    @Test
    void thereAreScenarios() {
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(10);
    }

    private static <T> T only(List<JsonNode> cluster, String kind, Class<T> type) {
        List<T> all = all(cluster, kind, type);
        assertThat(all).as(kind).hasSize(1);
        return all.get(0);
    }

    private static <T> List<T> all(List<JsonNode> cluster, String kind, Class<T> type) {
        return cluster.stream()
                .filter(object -> kind.equals(object.path("kind").asText()))
                .map(object -> Wire.read(object, type))
                .toList();
    }

    private static List<Path> list(Path folder, String prefix) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
