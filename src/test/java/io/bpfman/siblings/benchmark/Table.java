package io.bpfman.siblings.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows that were measured, in Markdown; each is printed at once, too. */
final class Table {

    private final Path file;
    private final List<String> rows = new ArrayList<>(List.of("| what | measured |", "|---|---|"));

    /** @param name of the file in the folder target */
    Table(String name) {
        this.file = Path.of("target", name);
    }

    void row(String what, String measured) {
        String row = "| %s | %s |".formatted(what, measured);
        System.out.println(row);
        rows.add(row);
    }

    /** Prints all of it again, and into its file. */
    void print() {
        System.out.println(String.join("\n", rows));
        try {
            Files.write(file, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
