package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StampCommandTest {

    private static final String POD = "spec:\n  containers:\n  - image: quay.io/x/agent:v1 # agent\n";
    private static final String NEW = "registry.example.com/x/agent@" + digest('a');
    private static final String IMAGE = "--image=quay.io/x/agent=" + NEW;

    private final Path folder;
    private final Path manifest;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    StampCommandTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.manifest = Files.writeString(folder.resolve("pod.yaml"), POD);
    }

    private ExitCode stamp(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("stamp", "--manifests=" + folder));
        Arrays.stream(flags)
                .map(flag -> flag.replace("FOLDER", folder.toString()))
                .forEach(arguments::add);
        return new Commands(
                        InstantSource.system(), Map.of(), InputStream.nullInputStream(), printing(out), printing(err))
                .run(arguments.toArray(String[]::new));
    }

    private static PrintStream printing(ByteArrayOutputStream text) {
        return new PrintStream(text, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8).replace(folder.toString(), "FOLDER");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace(folder.toString(), "FOLDER");
    }

    private String pod() throws IOException {
        return Files.readString(manifest);
    }

    @Test
    void theFilesAreStampedAndNamed() throws IOException {
        Files.setPosixFilePermissions(manifest, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThat(stamp(IMAGE)).isEqualTo(ExitCode.OK);

        assertThat(pod()).isEqualTo("spec:\n  containers:\n  - image: %s # agent\n".formatted(NEW));
        assertThat(out()).isEqualTo("stamped FOLDER/pod.yaml\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest)))
                .isEqualTo("rw-rw-r--");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(manifest);
        }
    }

    @Test
    void aDryRunShowsTheDifferenceAndWritesNothing() throws IOException {
        assertThat(stamp(IMAGE, "--dry-run")).isEqualTo(ExitCode.OK);

        assertThat(pod()).isEqualTo(POD);
        assertThat(out()).contains("-  - image: quay.io/x/agent:v1 # agent\n+  - image: %s # agent\n".formatted(NEW));
    }

    @Test
    void aProgramGetsJson() {
        assertThat(stamp(IMAGE, "-o", "json")).isEqualTo(ExitCode.OK);

        assertThat(out()).isEqualToIgnoringWhitespace("{\"changed\": [\"FOLDER/pod.yaml\"], \"written\": true}");
    }

    @Test
    void theImageMayStandInAFile() throws IOException {
        Files.writeString(folder.resolve("agent.txt"), NEW + "\n");

        assertThat(stamp("--image", "quay.io/x/agent=@" + folder.resolve("agent.txt"), "--env"))
                .isEqualTo(ExitCode.OK);

        assertThat(pod()).contains(NEW);
    }

    @Test
    void whatRunsUnpinnedIsAFindingAndNothingIsWritten() throws IOException {
        assertThat(stamp("--image=quay.io/x/agent=quay.io/x/agent:v2")).isEqualTo(ExitCode.FINDING);

        assertThat(err())
                .startsWith("nothing was written, as no digest pins what runs: FOLDER/pod.yaml:3: quay.io/x/agent:v2;");
        assertThat(pod()).isEqualTo(POD);
    }

    static List<Arguments> badInput() {
        return List.of(
                arguments(
                        "--image=quay.io/x/agent",
                        "--image needs a name and an image with = between them, and has quay.io/x/agent"),
                arguments(
                        "--image=quay.io/x/agent:v1=" + NEW,
                        "--image needs a repository without tag and digest, and has quay.io/x/agent:v1"),
                arguments(
                        "--image=quay.io/x/agent=quay.io/x/agent@v1.2",
                        "--image quay.io/x/agent: this is no image with a digest: quay.io/x/agent@v1.2"),
                arguments(
                        "--image=quay.io/x/agent=quay.io/x/agent-rhel9" + digest('a'),
                        "--image quay.io/x/agent: this is no image with a digest: quay.io/x/agent-rhel9" + digest('a')),
                arguments(
                        "--image=quay.io/x/agent=quay.io/x/agent",
                        "--image quay.io/x/agent: this is no image with a digest: quay.io/x/agent"),
                arguments("--image=quay.io/x/agent=@FOLDER/none", "there is no file FOLDER/none"),
                arguments(
                        "--image=quay.io/x/agent=@FOLDER/empty",
                        "FOLDER/empty of --image must hold one line with an image, and has 0 lines"),
                arguments(
                        "--image=quay.io/x/agent=@FOLDER/two",
                        "FOLDER/two of --image must hold one line with an image, and has 2 lines"),
                arguments(
                        "--image=quay.io/x/b=" + NEW,
                        "no manifest names an image of quay.io/x/b; there are: quay.io/x/agent"),
                arguments(
                        "--env=IMG=" + NEW,
                        "no container has the environment variable IMG with a value; there are: none"),
                arguments("--version=1.2", "--version must be a semantic version, as in 1.2.3, and is 1.2"),
                arguments("--version=01.2.3", "--version must be a semantic version, as in 1.2.3, and is 01.2.3"),
                arguments("--version=1.2.3", "there is no ClusterServiceVersion in FOLDER/pod.yaml"),
                arguments("--created-at=now", "--created-at must be a time, as in 2026-01-31T12:00:00Z, and is now"),
                arguments(
                        "--created-at",
                        "--created-at without a time needs the variable SOURCE_DATE_EPOCH, and it is not set"),
                arguments("--arch=AMD64", "--arch must be an architecture, as in amd64, and is AMD64"),
                arguments("--patch=FOLDER/empty", "--patch must be one YAML mapping, and FOLDER/empty is none"),
                arguments(
                        "--manifests=FOLDER/none",
                        "option '--manifests' (FOLDER) should be specified only once; see wait-for-siblings stamp --help"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputIsOneLineAndNothingIsWritten(String flag, String line) throws IOException {
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("two"), NEW + "\n" + NEW + "\n");

        assertThat(stamp(flag)).isEqualTo(ExitCode.BAD_INPUT);

        assertThat(err()).isEqualTo(line + "\n");
        assertThat(pod()).isEqualTo(POD);
    }

    @Test
    void twoFlagsMayNotSayTwoThings() {
        assertThat(stamp(IMAGE, "--image=quay.io/x/agent=quay.io/x/agent@" + digest('b')))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).startsWith("--image names quay.io/x/agent twice, with ");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(folder.resolve("b.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});

        assertThat(stamp(IMAGE)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo("FOLDER/b.yaml is not UTF-8\n");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("b.yaml"), Path.of("/etc/hostname"));

        assertThat(stamp(IMAGE)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo("FOLDER/b.yaml is no file of its own but a link or a folder\n");
    }
}
