package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.Unseen;
import io.bpfman.siblings.fixtures.PureLook;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: {@code given-*.yaml} is what the cluster holds, objects of any kind; {@code when.yaml} says
 * at what time which of the CustomRuns is looked at, if there is more than one, and which kinds cannot be seen; and
 * {@code then-status.yaml} is the status that the run then has. What it does not name is not compared.
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
        JsonNode when = Wire.read(text(scenario.resolve("when.yaml")), JsonNode.class);
        JsonNode then = Wire.read(text(scenario.resolve("then-status.yaml")), JsonNode.class);
        CustomRun run = lookedAt(cluster, when.path("run").asText());

        CustomRunStatus status = new PureLook(
                        cluster, unseen(when), Instant.parse(when.path("now").asText()))
                .at(run);

        assertThat(only(fieldsOf(then), Wire.tree(status)))
                .as("the whole status is %s", Wire.yaml(status))
                .isEqualTo(then);
    }

    @Test
    void thereAreScenarios() {
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(10);
    }

    private static CustomRun lookedAt(List<JsonNode> cluster, String name) {
        List<JsonNode> runs = cluster.stream()
                .filter(object -> "CustomRun".equals(object.path("kind").asText()))
                .filter(object -> name.isEmpty()
                        || name.equals(object.at("/metadata/name").asText()))
                .toList();
        assertThat(runs).as("CustomRuns to look at").hasSize(1);
        return Wire.read(runs.get(0), CustomRun.class);
    }

    private static Set<Unseen> unseen(JsonNode when) {
        return when.path("unseen").properties().stream()
                .map(kind -> new Unseen(
                        Unseen.Kind.valueOf(kind.getKey().toUpperCase(Locale.ROOT)),
                        Unseen.Why.valueOf(kind.getValue().asText().toUpperCase(Locale.ROOT))))
                .collect(Collectors.toSet());
    }

    private static Set<String> fieldsOf(JsonNode then) {
        return then.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static JsonNode only(Set<String> fields, JsonNode status) {
        return ((ObjectNode) Wire.read(status.toString(), JsonNode.class)).retain(fields);
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
