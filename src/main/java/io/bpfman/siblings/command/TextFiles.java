package io.bpfman.siblings.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that a command was told to read; what cannot be read is the user's to mend. */
final class TextFiles {

    private TextFiles() {}

    /** The files in the folder that OLM would read, in the order of their names. */
    static List<Path> manifestsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw bad("there is no folder " + folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> manifests = files.filter(
                            file -> isManifest(file.getFileName().toString()))
                    .sorted()
                    .toList();
            if (manifests.isEmpty()) {
                throw bad("there are no .yaml, .yml or .json files in " + folder);
            }
            manifests.stream()
                    .filter(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .ifPresent(other -> {
                        throw bad(other + " is no file of its own but a link or a folder");
                    });
            return manifests;
        } catch (IOException refused) {
            throw bad("cannot read " + folder + ": " + refused);
        }
    }

    /** Whether OLM would read a file of this name in the folder of the manifests. */
    static boolean isManifest(String name) {
        return name.matches("(?i)[^.].*\\.(?:ya?ml|json)");
    }

    static String read(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw bad(file + " is not UTF-8");
        } catch (NoSuchFileException missing) {
            throw bad("there is no file " + file);
        } catch (IOException refused) {
            throw bad("cannot read " + file + ": " + refused);
        }
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }
}
