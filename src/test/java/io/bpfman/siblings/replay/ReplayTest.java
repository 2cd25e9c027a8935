package io.bpfman.siblings.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays bpfman's history, or with {@code -Dreplay.history=FILE} another one, of which only what must hold of any is
 * asserted.
 */
class ReplayTest {

    private static final Path BPFMAN = Path.of("src", "test", "resources", "replay", "bpfman-operator-main.csv");
    private static final Path PAGE = Path.of("src", "site", "markdown", "replay.md");
    private static final Optional<Path> OTHER =
            Optional.ofNullable(System.getProperty("replay.history")).map(Path::of);
    private static final long SEED = 1;
    private static final int SEEDS = 50;

    private static List<Play> plays = List.of();

    @BeforeAll
    static void play() {
        History history = history();
        plays = variants().map(variant -> Play.of(history, variant, SEED)).toList();
    }

    static List<Play> plays() {
        return plays;
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("plays")
    void theLawsHoldInEachVariant(Play play) {
        Laws.holdFor(play);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLawsHoldWhateverIsDrawn(long seed) {
        Laws.holdFor(Play.of(history(), Variants.mixed(seed), seed));
    }

    @Test
    void theFiguresAreThoseOfThePage() throws IOException {
        Table table = new Table();
        table.add(asItWas());
        plays.forEach(play -> table.add(play.figures()));

        System.out.printf("%n%s%n%s%s", history().name(), table, untold(history()));

        assumeTrue(OTHER.isEmpty());
        assertThat(Files.readString(PAGE)).contains(table.toString());
    }

    @Test
    void theFlowAsItWasComesOutAsMeasured() {
        assumeTrue(OTHER.isEmpty());

        Figures figures = asItWas();

        assertThat(figures.bundles()).isEqualTo(155);
        assertThat(100.0 * figures.staleAsMeasured().orElseThrow() / figures.bundles())
                .as("measured were 36 %; over many seeds the model gives 31 to 36")
                .isCloseTo(36, within(5.0));
    }

    private static Stream<Variant> variants() {
        return Stream.of(Stream.of(Variants.asMeasured()), Variants.nasty().stream(), Variants.limits().stream())
                .flatMap(some -> some);
    }

    private static History history() {
        return HistoryParser.parse(OTHER.orElse(BPFMAN));
    }

    private static Figures asItWas() {
        World world = Drawing.draw(history(), Variants.asMeasured(), SEED);
        return Figures.of("as it was", world, new OldFlow(world));
    }

    private static String untold(History history) {
        if (!history.tellsImages()) {
            return "Without the column nudges nothing tells a merge that hands an image on from another one, or of images of"
                    + " other repositories:\nevery commit that starts the bundle counts as one of its own, and whether the"
                    + " bundles were stale as it was is not known.\n";
        }
        return history.tellsSources()
                ? ""
                : "Without the column source nothing tells what was embedded: whether the bundles were stale as it was is not"
                        + " known,\nand every hand-over of an image of another repository counts as a new image.\n";
    }
}
