package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.fixtures.Requests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {

    private static final int ROOM = 4096;
    private static final int RESERVED = 128;

    private final Path folder;

    ResultFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void write(Map<String, String> results) {
        new ResultFiles(folder).checked().write(results, Optional.empty());
    }

    private Map<String, String> there() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.isDirectory(path) ? "a folder" : Files.readString(path));
            }
        }
        return files;
    }

    private static void assertBadInput(ThrowingCallable command, String message) {
        assertThatThrownBy(command)
                .isInstanceOfSatisfying(
                        FailedCommand.class, failed -> assertThat(failed.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessageStartingWith(message);
    }

    private static String message(String name, String value, int type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", name)
                .put("value", value)
                .put("type", type)
                .toString();
    }

    private static String filling(int bytes) {
        int rest = bytes - "[%s]".formatted(message("digests", "", 1)).length();
        return "é".repeat(rest / 2) + "x".repeat(rest % 2);
    }

    @Test
    void eachResultIsAFileAndNothingElseIsLeft() throws IOException {
        Map<String, String> results = Map.of("proceed", "true", "digests", "{}", "agent", "");

        write(results);

        assertThat(there()).isEqualTo(results);
    }

    @Test
    void aResultOfAnEarlierStepIsReplaced() throws IOException {
        Files.writeString(folder.resolve("proceed"), "a longer text of before");

        write(Map.of("proceed", "true"));

        assertThat(there()).isEqualTo(Map.of("proceed", "true"));
    }

    @Test
    void whereOneCannotBeWrittenNoneIs() throws IOException {
        Files.createDirectory(folder.resolve("digests"));

        assertBadInput(
                () -> write(Map.of("agent", "a", "digests", "{}", "proceed", "true", "revision", "r")),
                "the results cannot be written into " + folder);
        assertThat(there()).isEqualTo(Map.of("digests", "a folder"));
    }

    @Test
    void whereTheFirstCannotBeStagedNoneIsWritten() throws IOException {
        Files.createDirectories(folder.resolve(".proceed.new/full"));

        assertBadInput(
                () -> write(Map.of("agent", "a", "proceed", "true")), "the results cannot be written into " + folder);
        assertThat(there()).isEqualTo(Map.of(".proceed.new", "a folder"));
    }

    @Test
    void aFolderThatIsNotThereIsRefusedBeforehand() {
        Path nowhere = folder.resolve("nowhere");

        assertBadInput(
                () -> new ResultFiles(nowhere).checked(),
                "the results cannot be written into " + nowhere + ": it is no directory");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertBadInput(
                () -> new ResultFiles(file).checked(),
                "the results cannot be written into " + file + ": it is no directory");
    }

    @Test
    void anEmptyPathIsNotTheWorkingDirectory() {
        assertBadInput(() -> new ResultFiles(Path.of("")).checked(), "the results cannot be written into : ");
    }

    @Test
    void aFolderInWhichNobodyMayWriteIsRefused() {
        Path proc = Path.of("/proc");

        assertBadInput(
                () -> new ResultFiles(proc).checked().write(Map.of("proceed", "true"), Optional.empty()),
                "the results cannot be written into /proc: ");
    }

    @Test
    void asMuchAsTektonTakesIsWritten() throws IOException {
        Map<String, String> results = Map.of("digests", filling(ROOM - RESERVED));

        write(results);

        assertThat(there()).isEqualTo(results);
    }

    @Test
    void aByteMoreThanTektonTakesIsRefused() throws IOException {
        assertBadInput(
                () -> write(Map.of("digests", filling(ROOM - RESERVED + 1), "proceed", "true")), "the results have ");
        assertBadInput(
                () -> write(Map.of("digests", filling(ROOM - RESERVED + 1))),
                "the results have 4097 bytes, and Tekton takes 4096 from a step: declare fewer of them in the Task,"
                        + " or wait for fewer siblings in one task");
        assertThat(there()).isEmpty();
    }

    @Test
    void whatTektonAddsFitsIntoWhatIsReserved() {
        String added = message("StartedAt", "2026-11-25T03:17:10.000+07:00", 3) + ","
                + message("Reason", "TimeoutExceeded", 3) + ",";

        assertThat(added.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RESERVED);
    }

    @Test
    void onlyWhatTheTaskDeclaresCounts() throws IOException {
        Map<String, String> results = Map.of("digests", "x".repeat(2 * ROOM), "proceed", "true");

        new ResultFiles(folder).write(results, Optional.of(Set.of("proceed", "agent")));

        assertThat(there()).isEqualTo(results);
    }

    @Test
    void noResultOfAWaitIsAFileElsewhere() {
        Results results = Results.ofRejected("", Requests.components("a", "a-1", "x".repeat(63)));

        assertThat(results.values().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(folder.resolve(name).getParent()).isEqualTo(folder));
    }
}
