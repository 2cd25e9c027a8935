package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.fixtures.GivenObjects;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario, evaluated as the service does it, what is read included. The README beside the folders says how to add one. */
class ScenarioTest {

    private static final ProjectFile README = new ProjectFile("src/test/resources/scenarios/README.md");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9]+(?:-[a-z0-9]+)+)`");

    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theRunHasTheStatusOfTheScenario(Scenario scenario) {
        CustomRunStatus status =
                new GivenObjects(scenario.cluster(), scenario.unreadable(), scenario.now()).evaluate(run(scenario));

        assertThat(only(fieldsOf(scenario.then()), Wire.tree(status)))
                .as("the whole status is %s", Wire.yaml(status))
                .isEqualTo(scenario.then());
    }

    @Test
    void theTablesOfTheReadmeNameEveryScenarioAndNoOther() {
        Set<String> named = README.lines().stream()
                .filter(line -> line.startsWith("|"))
                .flatMap(row -> NAME.matcher(row).results())
                .map(name -> name.group(1))
                .collect(Collectors.toSet());

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        scenarios().stream().map(Scenario::toString).toList());
    }

    @Test
    void everyFileOfTheCastIsUsed() {
        assertThat(Scenario.idle())
                .as("no scenario has these of scenarios/cast: delete them, or name them in a cast or like")
                .isEmpty();
    }

    @Test
    void theHardestDozenAreLive() {
        assertThat(scenarios().stream().filter(Scenario::live)).hasSizeGreaterThanOrEqualTo(12);
    }

    private static CustomRun run(Scenario scenario) {
        return scenario.cluster().stream()
                .filter(object -> "CustomRun".equals(object.path("kind").asText()))
                .filter(object ->
                        scenario.lookedAt().equals(object.at("/metadata/name").asText()))
                .map(object -> Wire.read(object, CustomRun.class))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> fieldsOf(JsonNode then) {
        return then.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static JsonNode only(Set<String> fields, JsonNode status) {
        return ((ObjectNode) Wire.read(status.toString(), JsonNode.class)).retain(fields);
    }
}
