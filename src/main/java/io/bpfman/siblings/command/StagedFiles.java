package io.bpfman.siblings.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files that are written beside their places first, so that none is half written. */
final class StagedFiles {

    private StagedFiles() {}

    /** Writes all of them, each with the permissions of the file whose place it takes; fails before the first one. */
    static void write(Map<Path, String> texts) throws IOException {
        Map<Path, Path> staged = new TreeMap<>();
        try {
            for (Map.Entry<Path, String> text : texts.entrySet()) {
                Path file = text.getKey();
                Path beside = file.resolveSibling("." + file.getFileName() + ".new");
                staged.put(beside, file);
                Files.writeString(beside, text.getValue());
                copyPermissions(file, beside);
            }
            for (Map.Entry<Path, Path> file : staged.entrySet()) {
                Files.move(file.getKey(), file.getValue(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            staged.keySet().forEach(StagedFiles::remove);
        }
    }

    /** Removes a file, if it can. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException refused) {
            // The command says that its files are not there, and ends badly.
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        Optional<PosixFileAttributeView> old = permissions(from).filter(any -> Files.exists(from));
        Optional<PosixFileAttributeView> beside = permissions(to);
        if (old.isPresent() && beside.isPresent()) {
            beside.get().setPermissions(old.get().readAttributes().permissions());
        }
    }

    private static Optional<PosixFileAttributeView> permissions(Path file) {
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return Optional.ofNullable(view);
    }
}
