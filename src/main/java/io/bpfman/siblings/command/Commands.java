package io.bpfman.siblings.command;

import io.bpfman.siblings.text.OneLine;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands that there are, and how each is told to. */
final class Commands {

    private static final int WIDTH = 110;

    private final InstantSource time;
    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Commands(InstantSource time, Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.time = time;
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the command that the arguments name; one line on standard error says what is wrong. */
    ExitCode run(String... arguments) {
        CommandLine commands = commandLine();
        try {
            ParseResult parsed = commands.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return ExitCode.OK;
            }
            ParseResult command = parsed.subcommand();
            return switch (command == null ? "" : command.commandSpec().name()) {
                case "wait" -> new WaitCommand(this::connect, time, out).run(command);
                case "explain" -> new ExplainCommand(this::connect, time, out).run(command);
                case "board" -> new BoardCommand(this::connect, out).run(command);
                case "nudge" -> new NudgeCommand(time, out).run(command);
                case "stamp" -> new StampCommand(environment, out).run(command);
                case "validate" -> new ValidateCommand(time, environment, in, out).run(command);
                case "witness" -> new WitnessCommand(out).run(command);
                case "completion" -> new CompletionCommand(out).run(command, commands);
                default -> throw new ParameterException(commands, "no command is given");
            };
        } catch (ParameterException wrong) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            err.printf(
                    "%s%s; see %s --help%n", OneLine.of(String.valueOf(wrong.getMessage())), suggestion(wrong), name);
            return ExitCode.BAD_INPUT;
        } catch (FailedCommand failed) {
            err.println(OneLine.of(String.valueOf(failed.getMessage())));
            return failed.code();
        }
    }

    private Connection connect(ParseResult flags) {
        return Connection.open(environment, flags);
    }

    /** The flag or command that comes closest to the one that there is not. */
    private static String suggestion(ParameterException wrong) {
        return wrong instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? Suggestion.of(unmatched.getUnmatched().get(0), unmatched.getCommandLine())
                        .map("; did you mean %s?"::formatted)
                        .orElse("")
                : "";
    }

    private CommandLine commandLine() {
        CommandSpec root = CommandSpec.create().name("wait-for-siblings");
        root.usageMessage()
                .description(
                        "Holds a pipeline until the sibling builds of the same revision have finished, and hands their digests on.",
                        "Without a command: the controller, which settles CustomRuns of kind WaitForSiblings.",
                        "")
                .footer(
                        "",
                        "A command ends with 0 when all is well, 1 for a finding, as a sibling that failed, 2 for bad input, 3 when it gave up, 4 when a server does not let it in.");
        root.addSubcommand("wait", WaitCommand.spec());
        root.addSubcommand("explain", ExplainCommand.spec());
        root.addSubcommand("board", BoardCommand.spec());
        root.addSubcommand("nudge", NudgeCommand.spec());
        root.addSubcommand("stamp", StampCommand.spec());
        root.addSubcommand("validate", ValidateCommand.spec());
        root.addSubcommand("witness", WitnessCommand.spec());
        root.addSubcommand("completion", CompletionCommand.spec());
        CommandLine commandLine = new CommandLine(root)
                // An argument is what a pipeline's author wrote, and never the name of a file to read more from.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(WIDTH)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        addHelp(root);
        root.versionProvider(Version::lines)
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Shows the version.")
                        .build());
        root.subcommands().values().forEach(command -> addHelp(command.getCommandSpec()));
        return commandLine;
    }

    private static void addHelp(CommandSpec command) {
        command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this.")
                .build());
    }
}
