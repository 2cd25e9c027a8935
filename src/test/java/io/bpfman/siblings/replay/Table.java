package io.bpfman.siblings.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Figures of several flows below one another, as plain text. */
final class Table {

    private static final String NONE = "-";
    private static final List<String> HEADER = List.of(
            "flow",
            "bundles",
            "for images",
            "stale",
            "as measured",
            "ahead",
            "skipped",
            "none",
            "p50",
            "p90",
            "waited");

    private final List<List<String>> rows = new ArrayList<>(List.of(HEADER));

    void add(Figures figures) {
        rows.add(List.of(
                figures.flow(),
                String.valueOf(figures.bundles()),
                String.valueOf(figures.forImages()),
                share(figures.stale(), figures.bundles()),
                share(figures.staleAsMeasured(), figures.bundles()),
                figures.ahead().isPresent() ? String.valueOf(figures.ahead().getAsInt()) : NONE,
                String.valueOf(figures.skipped()),
                String.valueOf(figures.without()),
                minutes(figures.within(0.5)),
                minutes(figures.within(0.9)),
                String.valueOf(figures.waited().toMinutes())));
    }

    private static String share(OptionalInt part, int whole) {
        if (part.isEmpty() || whole == 0) {
            return NONE;
        }
        return part.getAsInt() == 0
                ? "0"
                : "%d (%d %%)".formatted(part.getAsInt(), Math.round(100.0 * part.getAsInt() / whole));
    }

    private static String minutes(Optional<Duration> duration) {
        return duration.map(time -> String.format(Locale.ROOT, "%.1f", time.toSeconds() / 60.0))
                .orElse(NONE);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blanks = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + blanks : "  " + blanks + cell);
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
