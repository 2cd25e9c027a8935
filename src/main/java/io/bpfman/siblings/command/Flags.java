package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.names.ImageRepository;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The kinds of flags that there are. An empty value is the same as none: a Task cannot leave a flag out. */
final class Flags {

    private Flags() {}

    /** One word. */
    static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /** Any number of words, behind one flag or several. */
    static OptionSpec list(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label + "...")
                .hideParamSyntax(true)
                .type(String[].class)
                .converters(Flags::word)
                .arity("0..*")
                .description(description)
                .build();
    }

    /** Present or not; {@code true} or {@code false} may stand behind {@code =}. */
    static OptionSpec choice(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0..1")
                .fallbackValue("true")
                .hideParamSyntax(true)
                .paramLabel("")
                .description(description)
                .build();
    }

    /** For people or for programs. */
    static OptionSpec output() {
        return OptionSpec.builder("-o", "--output")
                .paramLabel("FORMAT")
                .type(String.class)
                .description("text or json. Default: text.")
                .build();
    }

    static Optional<String> given(ParseResult flags, String name) {
        return Optional.ofNullable(flags.<@Nullable String>matchedOptionValue(name, null))
                .filter(text -> !text.isEmpty());
    }

    static List<String> words(ParseResult flags, String name) {
        return Stream.ofNullable(flags.<String @Nullable []>matchedOptionValue(name, null))
                .flatMap(Arrays::stream)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static boolean chosen(ParseResult flags, String name) {
        return flags.<Boolean>matchedOptionValue(name, false);
    }

    static boolean asJson(ParseResult flags) {
        String output = given(flags, "--output").orElse("text");
        return switch (output) {
            case "text" -> false;
            case "json" -> true;
            default -> throw new FailedCommand(ExitCode.BAD_INPUT, "-o must be text or json, and is " + output);
        };
    }

    /** The repository that a flag's value names. */
    static ImageRepository repository(String flag, String text) {
        if (!ImageRepository.wellFormed(text)) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "%s needs a repository without tag and digest, and has %s".formatted(flag, text));
        }
        return new ImageRepository(text);
    }

    /** A list ends at the next flag, and would take a misspelt one for one more of its words. */
    private static String word(String text) {
        if (text.startsWith("--")) {
            throw new TypeConversionException("there is no flag " + text);
        }
        return text;
    }
}
