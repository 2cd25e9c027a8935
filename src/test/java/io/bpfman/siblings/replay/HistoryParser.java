package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads a history from a file of comma-separated values. The first line names the columns, in any order; further ones are
 * passed over.
 */
final class HistoryParser {

    private static final String COMMIT = "commit";
    private static final String MINUTE = "minute";
    private static final String TRIGGERS = "triggers";
    private static final String NUDGES = "nudges";
    private static final String SOURCE = "source";
    private static final String NONE = "-";
    private static final double LATEST_MINUTE = 1e8;

    private final Path file;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<Commit> commits = new ArrayList<>();
    private final Set<Integer> numbers = new HashSet<>();
    private int line;

    private HistoryParser(Path file) {
        this.file = file;
    }

    /**
     * The history.
     *
     * @throws UnreadableHistoryException when it is none
     */
    static History parse(Path file) {
        return new HistoryParser(file).parse();
    }

    private History parse() {
        for (String text : lines()) {
            line++;
            if (line == 1) {
                header(text);
            } else if (!text.isBlank()) {
                commits.add(commit(text));
            }
        }
        line = Math.max(line, 1);
        if (commits.isEmpty()) {
            throw problem("there are no commits");
        }
        return new History(
                String.valueOf(file.getFileName()),
                List.copyOf(commits),
                columns.containsKey(NUDGES),
                columns.containsKey(NUDGES) && columns.containsKey(SOURCE));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            line = 1;
            throw problem("cannot be read: " + unreadable);
        }
    }

    private void header(String text) {
        String[] names = text.replace("\uFEFF", "").split(",", -1);
        for (int column = 0; column < names.length; column++) {
            if (columns.putIfAbsent(names[column].strip(), column) != null) {
                throw problem("column %s is there twice".formatted(names[column].strip()));
            }
        }
        for (String needed : List.of(COMMIT, MINUTE, TRIGGERS)) {
            if (!columns.containsKey(needed)) {
                throw problem("column %s is missing".formatted(needed));
            }
        }
    }

    private Commit commit(String text) {
        List<String> fields =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (fields.size() != columns.size()) {
            throw problem("%d fields, but %d columns".formatted(fields.size(), columns.size()));
        }
        int number = number(field(fields, COMMIT));
        Commit commit = new Commit(
                number,
                merged(field(fields, MINUTE)),
                names(field(fields, TRIGGERS)),
                names(field(fields, NUDGES)),
                source(field(fields, SOURCE)));
        if (!numbers.add(number)) {
            throw problem("commit %d is there twice".formatted(number));
        }
        return commit;
    }

    private String field(List<String> fields, String column) {
        return columns.containsKey(column) ? fields.get(columns.get(column)) : NONE;
    }

    private int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw problem("commit \"%s\" is not a number".formatted(text));
        }
    }

    private Instant merged(String text) {
        double minute;
        try {
            minute = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw problem("minute \"%s\" is not a number".formatted(text));
        }
        if (!(minute >= 0 && minute <= LATEST_MINUTE)) {
            throw problem("minute %s is not from 0 to %.0f".formatted(text, LATEST_MINUTE));
        }
        Instant merged = History.MINUTE_ZERO.plus(Duration.ofMillis(Math.round(minute * 60_000)));
        if (!commits.isEmpty()
                && merged.isBefore(commits.get(commits.size() - 1).merged())) {
            throw problem("minute %s is before that of the commit above".formatted(text));
        }
        return merged;
    }

    private SortedSet<String> names(String text) {
        SortedSet<String> names = new TreeSet<>();
        if (!text.equals(NONE) && !text.isEmpty()) {
            names.addAll(Arrays.asList(text.split("\\+", -1)));
        }
        for (String name : names) {
            if (!ComponentName.wellFormed(name)) {
                throw problem("\"%s\" is not the name of a component".formatted(name));
            }
        }
        return Collections.unmodifiableSortedSet(names);
    }

    private Optional<String> source(String text) {
        if (text.equals(NONE) || text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.equals(Commit.ELSEWHERE) && !numbers.contains(number(text))) {
            throw problem("source %s is not a commit above".formatted(text));
        }
        return Optional.of(text);
    }

    private UnreadableHistoryException problem(String problem) {
        return new UnreadableHistoryException(file, line, problem);
    }
}
