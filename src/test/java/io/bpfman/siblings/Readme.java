package io.bpfman.siblings;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The README and its pages: their YAML, each with the file that it says it is from, and their tables. */
record Readme(String text) {

    /** What stands between the YAML's two markers in its file, or all of the file where it has no name. */
    record Snippet(String file, String name, String yaml) {}

    private static final String[] PAGES = {"release.md", "existing-repository.md", "chains.md"};
    private static final Pattern SNIPPET = Pattern.compile(
            "^<!-- (?<file>[^ :]+)(: (?<name>[a-z]+))? -->\n```yaml\n(?<yaml>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([^`]+)` \\| ?(.*) \\|$", Pattern.MULTILINE);

    static Readme ofThisProject() {
        return new Readme(Stream.concat(Stream.of("README.md"), Stream.of(PAGES).map("src/site/markdown/"::concat))
                .map(page -> new ProjectFile(page).text())
                .collect(Collectors.joining("\n")));
    }

    List<Snippet> snippets() {
        return SNIPPET.matcher(text).results().map(Readme::snippet).toList();
    }

    int yamlBlocks() {
        return text.split("```yaml", -1).length - 1;
    }

    /** The first cells of the section's table. */
    List<String> keysUnder(String heading) {
        return rows(heading).map(row -> row.group(1)).toList();
    }

    /** The rest of the row that begins with this key. */
    String rowUnder(String heading, String key) {
        return rows(heading)
                .filter(row -> row.group(1).equals(key))
                .map(row -> row.group(2))
                .findFirst()
                .orElse("");
    }

    private Stream<MatchResult> rows(String heading) {
        String title = "\n## " + heading + "\n";
        int from = text.indexOf(title);
        if (from < 0) {
            throw new AssertionError("the README has no section " + heading);
        }
        int to = text.indexOf("\n## ", from + title.length());
        return FIRST_CELL
                .matcher(text.substring(from, to < 0 ? text.length() : to))
                .results();
    }

    private static Snippet snippet(MatchResult match) {
        return new Snippet(match.group(1), match.group(3) == null ? "" : match.group(3), match.group(4));
    }
}
