package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfman.siblings.fixtures.FakeApi;
import io.bpfman.siblings.fixtures.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class WaitCommandTest {

    private final Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WaitCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private ExitCode run(FakeApi api, InstantSource time, String... arguments) {
        String[] all = Stream.concat(Stream.of("--siblings=agent", "--revision=" + REVISION), Stream.of(arguments))
                .toArray(String[]::new);
        return new WaitCommand(
                        flags -> new Connection(api.client(), Optional.of("tenant"), "server here", () -> {
                            throw new IllegalStateException("nothing is watched");
                        }),
                        time,
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(new CommandLine(WaitCommand.spec()).parseArgs(all));
    }

    private ExitCode run(FakeApi api, String... arguments) {
        return run(api, InstantSource.system(), arguments);
    }

    private AbstractThrowableAssert<?, ?> assertThatItFails(ExitCode code, FakeApi api, String... arguments) {
        return assertThatThrownBy(() -> run(api, arguments))
                .isInstanceOfSatisfying(
                        FailedCommand.class, failed -> assertThat(failed.code()).isEqualTo(code));
    }

    private static FakeApi withABuiltSibling() {
        return FakeApi.with(() -> List.of(aBuildOf("agent").succeeded('a')));
    }

    private static FakeApi withAFailedSibling() {
        return FakeApi.with(() -> List.of(aBuildOf("agent").progress("False", "Failed")));
    }

    private static FakeApi withARunningSibling() {
        return FakeApi.with(() -> List.of(aBuildOf("agent").progress("Unknown", "Running")));
    }

    private List<String> there() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whereAllSiblingsAreBuiltItEndsAtOnceWithTheirResults() throws IOException {
        try (FakeApi api = withABuiltSibling()) {
            assertThat(run(api, "--results-dir=" + folder)).isEqualTo(ExitCode.OK);
        }
        assertThat(folder.resolve("proceed")).hasContent("true");
        assertThat(folder.resolve("agent"))
                .hasContent(Images.image("agent", 'a').toString());
        assertThat(there())
                .containsExactly("agent", "agent-digest", "digests", "proceed", "pullspecs", "revision", "sources");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains(" SiblingsReady: 1 of 1 siblings ready: agent");
    }

    @Test
    void aFailedSiblingIsToldAndItsResultsAreWritten() throws IOException {
        try (FakeApi api = withAFailedSibling()) {
            assertThatItFails(ExitCode.FINDING, api, "--results-dir=" + folder)
                    .hasMessageStartingWith("SiblingFailed: 0 of 1 siblings ready; agent (failed");
        }
        assertThat(folder.resolve("proceed")).hasContent("false");
    }

    @Test
    void aFailedSiblingIsToldThoughTheResultsCannotBeWritten() throws IOException {
        Files.createDirectory(folder.resolve("digests"));

        try (FakeApi api = withAFailedSibling()) {
            assertThatItFails(ExitCode.FINDING, api, "--results-dir=" + folder)
                    .hasMessageStartingWith("SiblingFailed: ");
        }
        assertThat(there()).containsExactly("digests");
    }

    @Test
    void resultsThatCannotBeWrittenFailAWaitThatIsReady() throws IOException {
        Files.createDirectory(folder.resolve("digests"));

        try (FakeApi api = withABuiltSibling()) {
            assertThatItFails(ExitCode.BAD_INPUT, api, "--results-dir=" + folder)
                    .hasMessageStartingWith("the results cannot be written into " + folder);
        }
        assertThat(there()).containsExactly("digests");
    }

    @Test
    void anEmptyFolderForTheResultsIsNone() {
        try (FakeApi api = withABuiltSibling()) {
            assertThat(run(api, "--results-dir=")).isEqualTo(ExitCode.OK);
        }
        assertThat(Path.of("proceed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2562047h", "1h", "0s", "-1h", "soon"})
    void anyTimeoutAndRetriesAreJudgedWhateverTheyComeTo(String timeout) {
        try (FakeApi api = withARunningSibling()) {
            assertThatItFails(ExitCode.BAD_INPUT, api, "--timeout=" + timeout, "--retries=2000000000")
                    .hasMessageContaining("retries must be a number from 0 to 10, and is \"2000000000\"");
        }
    }

    @Test
    void theTimeoutEndsIt() {
        try (FakeApi api = withARunningSibling()) {
            assertThatItFails(ExitCode.GAVE_UP, api, "--timeout=2s")
                    .hasMessageStartingWith("CustomRunTimedOut: timed out after 2s; 0 of 1 siblings ready; ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, the API server does not accept the login",
        "403, not allowed to read PipelineRuns",
        "404, cannot read PipelineRuns"
    })
    void aRefusalEndsIt(int code, String message) {
        try (FakeApi api = FakeApi.refusing(code)) {
            assertThatItFails(ExitCode.NO_ACCESS, api).hasMessageStartingWith(message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void aRefusalAfterALookThatWentWellMayPass(int code) {
        int listsOfALook = 3;
        AtomicInteger lists = new AtomicInteger();
        IntSupplier once = () -> lists.incrementAndGet() == listsOfALook + 1 ? code : 200;

        try (FakeApi api = FakeApi.with(
                once,
                () -> List.of(
                        lists.get() <= listsOfALook
                                ? aBuildOf("agent").progress("Unknown", "Running")
                                : aBuildOf("agent").succeeded('a')))) {
            assertThat(run(api, "--timeout=2s", "--retries=1")).isEqualTo(ExitCode.OK);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("the API server answered %d to GET ".formatted(code));
    }

    @Test
    void anApiServerThatIsAwayIsAskedAgainUntilTheTimeout() {
        try (FakeApi api = FakeApi.refusing(503)) {
            assertThatItFails(ExitCode.GAVE_UP, api, "--timeout=2s")
                    .hasMessage("timed out, and the API server cannot be asked: it answers with code 503");
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains("the API server cannot be asked: it answers with code 503");
    }

    @Test
    void anApiServerThatNeverAnsweredIsNotTheOneThatWasMeant() {
        Instant start = Instant.now();
        AtomicInteger asked = new AtomicInteger();
        InstantSource fast = () -> start.plus(Duration.ofMinutes(2L * asked.getAndIncrement()));

        try (FakeApi api = FakeApi.refusing(503)) {
            assertThatThrownBy(() -> run(api, fast))
                    .isInstanceOfSatisfying(FailedCommand.class, failed -> assertThat(failed.code())
                            .isEqualTo(ExitCode.NO_ACCESS))
                    .hasMessage("cannot reach the API server: it answers with code 503 (server here)");
        }
    }

    @Test
    void itStandsInThePipelineRunThatThePodNames() throws IOException {
        Files.writeString(folder.resolve("labels"), "tekton.dev/pipelineRun=\"bundle-1\"");
        Files.createFile(folder.resolve("annotations"));

        try (FakeApi api = withABuiltSibling()) {
            assertThatItFails(ExitCode.BAD_INPUT, api, "--pod-info=" + folder)
                    .hasMessage(
                            "there is no PipelineRun bundle-1 in namespace tenant, in which this Task is said to run");
        }
    }

    @Test
    void aClockThatIsSetBackDelaysNoLook() {
        AtomicLong firstLook = new AtomicLong();
        InstantSource time = () -> isSetBack(firstLook)
                ? InstantSource.system().instant().minus(Duration.ofHours(1))
                : InstantSource.system().instant();

        try (FakeApi api = FakeApi.with(() -> {
            firstLook.compareAndSet(0, System.nanoTime());
            return List.of(
                    isSetBack(firstLook)
                            ? aBuildOf("agent").succeeded('a')
                            : aBuildOf("agent").progress("Unknown", "Running"));
        })) {
            assertThat(run(api, time, "--timeout=2s")).isEqualTo(ExitCode.OK);
        }
    }

    private static boolean isSetBack(AtomicLong firstLook) {
        return firstLook.get() != 0
                && System.nanoTime() - firstLook.get() > Duration.ofMillis(500).toNanos();
    }
}
