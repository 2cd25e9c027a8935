package io.bpfman.siblings.command;

import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags that the commands have. */
public final class CommandFlags {

    private CommandFlags() {}

    /** Their long names. */
    public static Set<String> of(String command) {
        CommandSpec spec =
                switch (command) {
                    case "nudge" -> NudgeCommand.spec();
                    case "stamp" -> StampCommand.spec();
                    case "validate" -> ValidateCommand.spec();
                    default -> throw new IllegalArgumentException(command);
                };
        return spec.options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
    }
}
