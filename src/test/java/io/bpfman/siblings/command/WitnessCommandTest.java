package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessCommandTest {

    private static final String DIGESTS = "{\"agent\":\"%s\",\"operator\":\"%s\"}".formatted(digest('a'), digest('b'));

    private final Path folder;

    WitnessCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode witness(String folderFlag, String revision, String digests) {
        return new Commands(
                        InstantSource.system(),
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true),
                        new PrintStream(err, true))
                .run("witness", "--results-dir=" + folderFlag, "--revision=" + revision, "--digests=" + digests);
    }

    private ExitCode witness(String revision, String digests) {
        return witness(folder.toString(), revision, digests);
    }

    private void assertThatNothingWasHandedOut() throws IOException {
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("honest")
    void itHandsOutARevisionAndDigestsAsTheyAre(String digests) throws IOException {
        assertThat(witness(REVISION.value(), digests)).isEqualTo(ExitCode.OK);

        assertThat(folder.resolve("revision")).hasContent(REVISION.value());
        assertThat(Files.readString(folder.resolve("digests"))).isEqualTo(digests);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("revision " + REVISION + "\ndigests  " + digests + "\n");
    }

    static List<String> honest() {
        return List.of(DIGESTS, "{\"agent\":\"%s\"}".formatted(digest('a')), "{}");
    }

    static List<String> dishonest() {
        return List.of(
                DIGESTS + " and more",
                DIGESTS + DIGESTS,
                DIGESTS + "\n",
                " " + DIGESTS,
                "{\"agent\":\"%s\",\"agent\":\"%s\"}".formatted(digest('a'), digest('b')),
                "{\"\\u0061gent\":\"%s\"}".formatted(digest('a')),
                "{\"agent\": \"%s\"}".formatted(digest('a')),
                "{\"Agent\":\"%s\"}".formatted(digest('a')),
                "{\"IMAGE_DIGEST\":\"%s\"}".formatted(digest('a')),
                "{\"agent\":\"quay.io/a@%s\"}".formatted(digest('a')),
                "{\"agent\":\"sha256:abc\"}",
                "{\"agent\":{}}",
                "{\"agent\":null}",
                "[\"%s\"]".formatted(digest('a')),
                "\"" + digest('a') + "\"",
                "[".repeat(100_000),
                "null",
                "{",
                "");
    }

    @ParameterizedTest
    @MethodSource("dishonest")
    void itHandsOutNothingButDigestsByComponent(String digests) throws IOException {
        assertThat(witness(REVISION.value(), digests)).isEqualTo(ExitCode.BAD_INPUT);
        assertThatNothingWasHandedOut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF01234567"})
    void itHandsOutNoRevisionButAFullCommitId(String revision) throws IOException {
        assertThat(witness(revision, DIGESTS)).isEqualTo(ExitCode.BAD_INPUT);
        assertThatNothingWasHandedOut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/nowhere"})
    void itNeedsAFolder(String elsewhere) throws IOException {
        assertThat(witness(elsewhere, REVISION.value(), DIGESTS)).isEqualTo(ExitCode.BAD_INPUT);
        assertThatNothingWasHandedOut();
    }

    @Test
    void itNeedsAllItsFlags() {
        ExitCode code = new Commands(
                        InstantSource.system(),
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true),
                        new PrintStream(err, true))
                .run("witness");

        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "Missing required options: '--results-dir=FOLDER', '--revision=COMMIT', '--digests=JSON'; see wait-for-siblings witness --help\n");
    }
}
