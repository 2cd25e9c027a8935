package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.plane.Binaries;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the dialects against what Pipelines-as-Code's own code writes, of the version that can be had as a module. */
@NeedsControlPlane
class PacLabelsIT {

    private static final Dialect.Version VERSION = Dialect.Version.BEFORE_47;
    private static final String PAC = "pipelinesascode.tekton.dev/";

    private static final List<String> NAMES = List.of(
            "bundle-on-push",
            "operator-bundle-on-push-",
            "y".repeat(62),
            "x" + "y".repeat(62),
            "wx" + "y".repeat(62),
            "w-" + "y".repeat(62),
            "bpfman-operator-bundle-ystream-with-a-very-long-name-on-push-to-main-70",
            "a:b/c d[e]f",
            "_x_",
            ".hidden",
            "a.b.",
            "a*b",
            "---",
            "x" + "-".repeat(62),
            "[bot]",
            "0123456789abcdef".repeat(4));

    @Test
    void aLabelShowsANameAsPipelinesAsCodeHasIt(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> names = names();
        List<ObjectNode> asked = names.stream()
                .map(name -> event("github", name, JsonNodeFactory.instance.objectNode()))
                .toList();

        List<JsonNode> written = written(asked, folder);

        for (int index = 0; index < names.size(); index++) {
            assertThat(PacLabel.earlier(names.get(index)))
                    .as(names.get(index))
                    .isEqualTo(written.get(index)
                            .at("/labels")
                            .path(PAC + "original-prname")
                            .asText());
        }
    }

    @Test
    void theApiServerTakesEverySelector() {
        for (String name : names().subList(0, NAMES.size() + 300)) {
            String selector = BuildSelectors.ofPipeline(name);

            assertThatCode(() -> ControlPlane.shared()
                            .admin()
                            .genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                            .inNamespace("default")
                            .withLabelSelector(selector)
                            .list())
                    .as(selector)
                    .doesNotThrowAnyException();
        }
    }

    /** Those above, and many more of what stands in names and of what a label drops. */
    private static List<String> names() {
        String characters = "abcxyzABC019---___...:/ []*";
        Random random = new Random(11);
        return Stream.concat(
                        NAMES.stream(),
                        Stream.generate(() -> random.ints(random.nextInt(100), 0, characters.length())
                                        .mapToObj(at -> characters.substring(at, at + 1))
                                        .collect(Collectors.joining()))
                                .limit(3_000))
                .toList();
    }

    @Test
    void theDialectsWriteWhatPipelinesAsCodeWrites(@TempDir Path folder) throws IOException, InterruptedException {
        List<Dialect> dialects = Stream.of(Dialect.Forge.values())
                .flatMap(forge -> Arrays.stream(Dialect.Event.values())
                        .map(event -> new Dialect(forge, Dialect.Family.A, VERSION, event)))
                .filter(dialect -> dialect.missing().isEmpty())
                .toList();

        List<JsonNode> written =
                written(dialects.stream().map(PacLabelsIT::event).toList(), folder);

        for (int index = 0; index < dialects.size(); index++) {
            Dialect dialect = dialects.get(index);
            assertThat(ofPipelinesAsCode(dialect.labels("agent", Dialect.SHA)))
                    .as("labels of %s", dialect)
                    .isEqualTo(among(written.get(index).path("labels"), dialect.labels("agent", Dialect.SHA)));
            Map<String, String> annotations = dialect.annotations("agent", Dialect.SHA);
            // It is patched in later.
            annotations.remove(PAC + "state");
            assertThat(ofPipelinesAsCode(annotations))
                    .as("annotations of %s", dialect)
                    .isEqualTo(among(written.get(index).path("annotations"), annotations));
        }
    }

    private static ObjectNode event(Dialect dialect) {
        Map<String, String> facts = dialect.annotations("agent", Dialect.SHA);
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("SHA", Dialect.SHA);
        event.put("EventType", facts.get(PAC + "event-type"));
        event.put("BaseBranch", facts.get(PAC + "branch"));
        event.put("HeadBranch", facts.get(PAC + "source-branch"));
        event.put("URL", facts.get(PAC + "repo-url"));
        event.put("HeadURL", facts.get(PAC + "source-repo-url"));
        event.put("PullRequestNumber", Integer.parseInt(facts.getOrDefault(PAC + "pull-request", "0")));
        return event("github", facts.getOrDefault(PAC + "original-prname", ""), event);
    }

    private static ObjectNode event(String provider, String name, ObjectNode event) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("Name", name)
                .put("Repository", "shop")
                .put("Provider", provider)
                .set("Event", event);
        return asked;
    }

    private static Map<String, String> ofPipelinesAsCode(Map<String, String> all) {
        Map<String, String> some = new TreeMap<>(all);
        some.keySet().removeIf(key -> !key.startsWith(PAC));
        return some;
    }

    private static Map<String, String> among(JsonNode written, Map<String, String> keys) {
        Map<String, String> some = new TreeMap<>();
        ofPipelinesAsCode(keys)
                .keySet()
                .forEach(key -> some.put(key, written.path(key).asText()));
        return some;
    }

    private static List<JsonNode> written(List<? extends JsonNode> asked, Path folder)
            throws IOException, InterruptedException {
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        Files.write(in, asked.stream().map(JsonNode::toString).toList());
        Process program = new ProcessBuilder(Binaries.pacLabels().toString())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(out, StandardCharsets.UTF_8)) {
            all.add(Wire.read(line, JsonNode.class));
        }
        assertThat(all).hasSameSizeAs(asked);
        return all;
    }
}
