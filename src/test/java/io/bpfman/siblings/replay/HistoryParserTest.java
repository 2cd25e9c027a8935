package io.bpfman.siblings.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryParserTest {

    @Test
    void columnsComeInAnyOrderAndFurtherOnesArePassedOver(@TempDir Path folder) throws IOException {
        Path file = file(
                folder,
                "source,minute,author,triggers,nudges,commit",
                "-,0.5,a,operator+bundle,-,7",
                "7,9,b,-,x-operator,8");

        History history = HistoryParser.parse(file);

        assertThat(history.commits())
                .containsExactly(
                        new Commit(
                                7,
                                History.MINUTE_ZERO.plus(Duration.ofSeconds(30)),
                                names("bundle", "operator"),
                                names(),
                                Optional.empty()),
                        new Commit(
                                8,
                                History.MINUTE_ZERO.plus(Duration.ofMinutes(9)),
                                names(),
                                names("x-operator"),
                                Optional.of("7")));
        assertThat(history.tellsSources()).isTrue();
        assertThat(history.sibling("x-operator")).contains("operator");
        assertThat(history.foreign()).isEmpty();
    }

    @Test
    void nudgesAndSourceMayBeMissing(@TempDir Path folder) throws IOException {
        History history = HistoryParser.parse(file(folder, "commit,minute,triggers", "0,0,operator+bundle"));

        assertThat(history.tellsImages()).isFalse();
        assertThat(history.tellsSources()).isFalse();
        Laws.holdFor(Play.of(history, Variants.asMeasured(), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minute,triggers;0,-                     | line 1: column commit is missing",
                "commit,minute,triggers,minute;0,0,-,0   | line 1: column minute is there twice",
                "commit,minute,triggers                  | line 1: there are no commits",
                "commit,minute,triggers;0,0              | line 2: 2 fields, but 3 columns",
                "commit,minute,triggers;a,0,-            | line 2: commit \"a\" is not a number",
                "commit,minute,triggers;0,soon,-         | line 2: minute \"soon\" is not a number",
                "commit,minute,triggers;0,-1,-           | line 2: minute -1 is not from 0 to 100000000",
                "commit,minute,triggers;0,NaN,-          | line 2: minute NaN is not from 0 to 100000000",
                "commit,minute,triggers;0,5,-;1,4,-      | line 3: minute 4 is before that of the commit above",
                "commit,minute,triggers;0,0,-;0,1,-      | line 3: commit 0 is there twice",
                "commit,minute,triggers;0,0,A            | line 2: \"A\" is not the name of a component",
                "commit,minute,triggers,nudges,source;0,0,-,x,1 | line 2: source 1 is not a commit above"
            })
    void whatCannotBeReadIsNamedByFileAndLine(String lines, String problem, @TempDir Path folder) throws IOException {
        Path file = file(folder, lines.split(";"));

        assertThatThrownBy(() -> HistoryParser.parse(file))
                .isInstanceOf(UnreadableHistoryException.class)
                .hasMessage(file + ", " + problem);
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("none.csv");

        assertThatThrownBy(() -> HistoryParser.parse(file))
                .isInstanceOf(UnreadableHistoryException.class)
                .hasMessageStartingWith(file + ", line 1: cannot be read");
    }

    private static Path file(Path folder, String... lines) throws IOException {
        return Files.write(folder.resolve("history.csv"), List.of(lines));
    }

    private static SortedSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }
}
