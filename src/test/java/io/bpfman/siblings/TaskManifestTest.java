package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.command.CommandFlags;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the Tasks around a bundle to the flags of the commands that they run. */
class TaskManifestTest {

    /** What a Task is no place for: formats for programs, and shows of what would be. */
    private static final Set<String> NOT_IN_A_TASK =
            Set.of("--help", "--output", "--dry-run", "--authfile", "--namespace", "--context", "--kubeconfig");

    private static final Pattern FLAG = Pattern.compile("--[a-z-]+");

    @ParameterizedTest
    @ValueSource(strings = {"nudge", "validate-bundle", "stamp"})
    void aTaskHasAParamForEachFlagAndHandsItOn(String name) {
        JsonNode spec =
                new ProjectFile("tekton/tasks/%s.yaml".formatted(name)).yaml().path("spec");
        List<String> words = ProjectFile.texts(spec.at("/steps/0/args"));
        String line = String.join(" ", words);
        Set<String> flags = new HashSet<>(CommandFlags.of(words.get(0)));
        flags.removeAll(NOT_IN_A_TASK);

        assertThat(FLAG.matcher(line).results().map(flag -> flag.group()).collect(Collectors.toSet()))
                .isEqualTo(flags);
        assertThat(spec.path("params")).isNotEmpty().allSatisfy(param -> {
            String key = param.path("name").asText();
            assertThat(line)
                    .contains(
                            param.path("type").asText().equals("array")
                                    ? "--%1$s $(params.%1$s[*])".formatted(key)
                                    : "--%1$s=$(params.%1$s)".formatted(key));
            assertThat(param.path("description").asText()).as(key).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nudge", "validate-bundle", "stamp"})
    void aTaskRunsTheImageThatIsInstalled(String name) {
        JsonNode image = new ProjectFile("k8s/kustomization.yaml").yaml().at("/images/0");

        assertThat(new ProjectFile("tekton/tasks/%s.yaml".formatted(name))
                        .yaml()
                        .at("/spec/steps/0/image")
                        .asText())
                .isEqualTo(
                        image.path("name").asText() + ":" + image.path("newTag").asText());
    }
}
