package io.bpfman.siblings.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags that name a folder. */
final class Folders {

    private Folders() {}

    static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("FOLDER")
                .type(Path.class)
                // Picocli's own goes by reflection, which a native image does not have.
                .converters(text -> Path.of(text))
                .description(description);
    }

    /** The folder; empty when the flag is absent or empty. */
    static Optional<Path> given(ParseResult flags, String name) {
        return Optional.ofNullable(flags.<@Nullable Path>matchedOptionValue(name, null))
                .filter(folder -> !folder.toString().isEmpty());
    }
}
