package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodInfoTest {

    private final Path folder;

    PodInfoTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private PodInfo read(String labels) throws IOException {
        Files.writeString(folder.resolve("labels"), labels);
        Files.writeString(folder.resolve("annotations"), "");
        return PodInfo.read(folder);
    }

    @Test
    void itTellsWhoseThePodIs() throws IOException {
        PodInfo pod =
                read("tekton.dev/pipelineRun=\"bundle-on-push-1\"\ntekton.dev/taskRun=\"bundle-on-push-1-wait\"\n");

        assertThat(pod.pipelineRun()).contains("bundle-on-push-1");
        assertThat(pod.taskRun()).contains("bundle-on-push-1-wait");
    }

    @Test
    void aPodThatIsNobodysSaysSo() throws IOException {
        PodInfo pod = read("app=\"shell\"");

        assertThat(pod.pipelineRun()).isEmpty();
        assertThat(pod.taskRun()).isEmpty();
    }

    @Test
    void outsideOfAPodThereIsNothing() {
        assertThat(PodInfo.none()).isEqualTo(new PodInfo(Map.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "a", "a=b", "=\"b\"", "a=\"b", "a b c"})
    void whatIsNoEntryIsPassedOver(String line) throws IOException {
        assertThat(read(line).labels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\"\\\"", "a=\"\\Uffffffff\"", "a=\"\\x\"", "a=\"\\u12\""})
    void whatKubernetesNeverWritesDoesNoHarm(String line) throws IOException {
        assertThat(read(line).labels()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"labels", "annotations"})
    void aFileThatIsMissingIsSaidSo(String missing) throws IOException {
        read("");
        Files.delete(folder.resolve(missing));

        assertThatThrownBy(() -> PodInfo.read(folder))
                .isInstanceOfSatisfying(
                        FailedCommand.class, failed -> assertThat(failed.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessage(
                        "no labels and annotations in %s: mount a downwardAPI volume there with the items labels and annotations",
                        folder);
    }
}
