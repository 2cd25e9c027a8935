package io.bpfman.siblings.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** The difference between two texts, as {@code diff -u} tells it. */
public final class UnifiedDiff {

    private static final DiffAlgorithm ALGORITHM = new HistogramDiff();

    private UnifiedDiff() {}

    /** Empty when there is none. */
    public static String of(String name, String before, String after) {
        RawText old = new RawText(before.getBytes(StandardCharsets.UTF_8));
        RawText now = new RawText(after.getBytes(StandardCharsets.UTF_8));
        EditList edits = ALGORITHM.diff(RawTextComparator.DEFAULT, old, now);
        if (edits.isEmpty()) {
            return "";
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(text)) {
            formatter.format(edits, old, now);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return "--- %s%n+++ %s%n%s".formatted(name, name, text.toString(StandardCharsets.UTF_8));
    }
}
