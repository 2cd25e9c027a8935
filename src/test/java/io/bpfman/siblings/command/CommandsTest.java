package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class CommandsTest {

    private static final int WIDTH = 110;
    private static final String NO_KUBECONFIG =
            "no kubeconfig: there is no file /nowhere/.kube/config; set KUBECONFIG, or give --kubeconfig";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode run(String... arguments) {
        return new Commands(
                        InstantSource.system(),
                        Map.of("HOME", "/nowhere"),
                        InputStream.nullInputStream(),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String[] words(String arguments) {
        return arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    }

    static Stream<Arguments> badInput() {
        String help = "; see wait-for-siblings --help";
        String waitHelp = "; see wait-for-siblings wait --help";
        String explainHelp = "; see wait-for-siblings explain --help";
        return Stream.of(
                arguments("", "no command is given" + help),
                arguments("nonsense", "Unmatched argument at index 0: 'nonsense'" + help),
                arguments("WAIT", "Unmatched argument at index 0: 'WAIT'; did you mean wait?" + help),
                arguments(
                        "explian a/b",
                        "Unmatched arguments from index 0: 'explian', 'a/b'; did you mean explain?" + help),
                arguments("--bogus", "Unknown option: '--bogus'" + help),
                arguments("wait --bogus", "Unknown option: '--bogus'" + waitHelp),
                arguments("wait --revis abc", "Unknown options: '--revis', 'abc'; did you mean --revision?" + waitHelp),
                arguments("wait --revision", "Missing required parameter for option '--revision' (COMMIT)" + waitHelp),
                arguments(
                        "wait --revision --siblings a",
                        "Expected parameter for option '--revision' but found '--siblings'" + waitHelp),
                arguments(
                        "wait --siblings a b --timout 5m",
                        "Unknown options: '--timout', '5m'; did you mean --timeout?" + waitHelp),
                arguments(
                        "wait --grace 1s --grace 2s",
                        "option '--grace' (DURATION) should be specified only once" + waitHelp),
                arguments("wait a", "Unmatched argument at index 1: 'a'" + waitHelp),
                arguments("wait @/etc/passwd", "Unmatched argument at index 1: '@/etc/passwd'" + waitHelp),
                arguments("wait --%s%n${x}", "Unknown option: '--%s%n${x}'" + waitHelp),
                arguments(
                        "wait --results-dir=/nowhere",
                        "the results cannot be written into /nowhere: it is no directory"),
                arguments(
                        "wait --pod-info=/nowhere",
                        "no labels and annotations in /nowhere: mount a downwardAPI volume there with the items labels and annotations"),
                arguments("wait --namespace=A", "this cannot be a namespace: A"),
                arguments(
                        "explain a/b --as-of c/d",
                        "name either a wait, as NAMESPACE/NAME, or a PipelineRun with --as-of"),
                arguments("explain a/b -o nonsense", "-o must be text, json or yaml, and is nonsense"),
                arguments("explain a/b -o", "Missing required parameter for option '--output' (FORMAT)" + explainHelp),
                arguments("explain a/b -n c", "the namespace stands twice: give either -n or NAMESPACE/NAME"),
                arguments("explain A", "this cannot be a namespace: A"),
                arguments("explain -n a -o json", NO_KUBECONFIG),
                arguments("wait", NO_KUBECONFIG),
                arguments("completion", "Missing required parameter: 'SHELL'; see wait-for-siblings completion --help"),
                arguments("completion ksh", "there is completion for bash, zsh and fish, and not for ksh"),
                arguments("explain --as-of a", "write NAMESPACE/NAME instead of a"),
                arguments("explain /a", "this cannot be a namespace: "),
                arguments("explain a/", "this cannot be an object's name: "),
                arguments("explain a/../b", "this cannot be an object's name: ../b"),
                arguments("explain a/b c/d", "Unmatched argument at index 2: 'c/d'" + explainHelp),
                arguments("explain a/b --grace=1s", "the params of a wait are its own: give them with --as-of only"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputIsOneLineOnStandardErrorAndNothingElse(String arguments, String line) {
        assertThat(run(words(arguments))).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).isEqualTo(line + "\n");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\n", "\u001b[31m", "\u0000", "ä€🎉", "'", ""})
    void anyArgumentIsOneLine(String argument) {
        assertThat(run("wait", argument)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).hasLineCount(1).doesNotContain("\u001b", "\u0000", "\r");
    }

    @Test
    void aFolderThatCannotBeOneIsOneLine() {
        assertThat(run("wait", "--results-dir=\u0000")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err()).hasLineCount(1).startsWith("Invalid value for option '--results-dir'");
    }

    static Map<String, CommandSpec> commands() {
        return Map.of(
                "board",
                BoardCommand.spec(),
                "nudge",
                NudgeCommand.spec(),
                "wait",
                WaitCommand.spec(),
                "explain",
                ExplainCommand.spec(),
                "stamp",
                StampCommand.spec(),
                "witness",
                WitnessCommand.spec());
    }

    static Stream<String> names() {
        return commands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theHelpOfACommandNamesEveryFlag(String name) {
        assertThat(run(name, "--help")).isEqualTo(ExitCode.OK);
        assertThat(err()).isEmpty();
        assertThat(Objects.requireNonNull(commands().get(name)).optionsMap().keySet())
                .isNotEmpty()
                .allSatisfy(flag -> assertThat(out()).contains(flag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void aShellCompletesEveryCommandAndFlag(String shell) {
        assertThat(run("completion", shell)).isEqualTo(ExitCode.OK);
        assertThat(out()).contains("wait-for-siblings");
        commands().forEach((name, command) -> assertThat(out())
                .contains(name)
                .contains(command.optionsMap().keySet().stream()
                        .map(flag -> flag.replaceFirst("^-+", ""))
                        .toList()));
    }

    @Test
    void theVersionIsTheOneThatWasBuilt() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out()).matches("wait-for-siblings \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void theHelpNamesEveryCommandAndExitCode() {
        assertThat(run("-h")).isEqualTo(ExitCode.OK);
        assertThat(out())
                .contains(
                        "board",
                        "completion",
                        "--version",
                        "wait",
                        "explain",
                        "stamp",
                        "validate",
                        "witness",
                        "0 when all is well",
                        "Without a command");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "wait --help",
                "explain -h",
                "stamp --help",
                "nudge --help",
                "validate --help",
                "board --help",
                "completion --help",
                "witness --help"
            })
    void theHelpFitsIntoALine(String arguments) {
        run(words(arguments));

        assertThat(out().lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(WIDTH));
    }

    @Test
    void theUsageOfACommandIsALine() {
        run("explain", "--help");

        assertThat(out())
                .startsWith("Usage: wait-for-siblings explain [OPTIONS] [NAMESPACE[/NAME]]\n")
                .containsPattern("\n +--siblings=NAME... +Components to wait for");
    }
}
