package io.bpfman.siblings.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Writes the script by which a shell completes commands and flags. */
final class CompletionCommand {

    private static final String PROGRAM = "wait-for-siblings";

    private final PrintStream out;

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec completion = CommandSpec.create();
        completion
                .usageMessage()
                .description(
                        "Writes the script by which a shell completes commands and flags.",
                        "",
                        "bash, zsh:  source <(wait-for-siblings completion bash)",
                        "fish:       wait-for-siblings completion fish | source",
                        "");
        completion.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .paramLabel("SHELL")
                .type(String.class)
                .description("bash, zsh or fish.")
                .build());
        return completion;
    }

    ExitCode run(ParseResult flags, CommandLine commands) {
        String shell = flags.matchedPositionalValue(0, "");
        out.print(
                switch (shell) {
                    // The script speaks to zsh through its own emulation of bash.
                    case "bash", "zsh" -> AutoComplete.bash(PROGRAM, commands);
                    case "fish" -> fish(commands);
                    default ->
                        throw new FailedCommand(
                                ExitCode.BAD_INPUT, "there is completion for bash, zsh and fish, and not for " + shell);
                });
        out.flush();
        return ExitCode.OK;
    }

    private static String fish(CommandLine commands) {
        List<String> lines = new ArrayList<>();
        lines.add("complete -c %s -f".formatted(PROGRAM));
        commands.getSubcommands().forEach((name, command) -> {
            lines.add("complete -c %s -n __fish_use_subcommand -a %s -d %s"
                    .formatted(PROGRAM, name, quoted(command.getCommandSpec())));
            command.getCommandSpec().options().forEach(option -> lines.add(flag(name, option)));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String flag(String command, OptionSpec option) {
        String names = String.join(
                " ",
                Stream.of(option.names())
                        .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                        .toList());
        return "complete -c %s -n '__fish_seen_subcommand_from %s' %s%s -d %s"
                .formatted(
                        PROGRAM, command, names, option.arity().max() > 0 ? " -r" : "", quoted(option.description()));
    }

    private static String quoted(CommandSpec command) {
        return quoted(command.usageMessage().description());
    }

    private static String quoted(String... description) {
        String text = description.length == 0 ? "" : description[0];
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
