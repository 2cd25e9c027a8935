package io.bpfman.siblings.plane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder below target in which one control plane keeps its data and logs; the next run clears it away. */
final class RunFolder {

    private RunFolder() {}

    /** Makes a new folder and deletes those of JVMs that are gone. */
    static Path make() throws IOException {
        var all = Files.createDirectories(Sources.project().resolve("target").resolve("control-plane"));
        for (var old : list(all)) {
            if (ProcessHandle.of(owner(old)).isEmpty()) {
                Trees.delete(old);
            }
        }
        return Files.createTempDirectory(all, ProcessHandle.current().pid() + "-");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static long owner(Path folder) {
        var name = folder.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('-')));
    }
}
