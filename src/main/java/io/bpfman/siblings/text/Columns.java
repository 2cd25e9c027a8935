package io.bpfman.siblings.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of a table, as a terminal shows them. */
public final class Columns {

    private static final String GAP = "  ";

    private Columns() {}

    /** A line for each row, with each column as wide as its widest cell; all rows have as many cells. */
    public static List<String> aligned(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        List<Integer> widths = IntStream.range(0, columns)
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, columns)
                        .mapToObj(column -> row.get(column)
                                + " "
                                        .repeat(widths.get(column)
                                                - row.get(column).length()))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing())
                .toList();
    }
}
