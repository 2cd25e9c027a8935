package io.bpfman.siblings.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    private static final int MANY = 20_000;

    @Test
    void whatIsDrawnHasTheQuantilesThatWereMeasured() {
        SplittableRandom random = new SplittableRandom(1);

        double[] drawn = IntStream.range(0, MANY)
                .mapToDouble(each -> Quantiles.MERGE_TO_IMAGE.draw(random).toSeconds() / 60.0)
                .sorted()
                .toArray();

        assertThat(drawn[MANY / 4]).isCloseTo(8.6, within(0.2));
        assertThat(drawn[MANY / 2]).isCloseTo(10.2, within(0.2));
        assertThat(drawn[MANY * 3 / 4]).isCloseTo(11.4, within(0.2));
        assertThat(drawn[MANY * 9 / 10]).isCloseTo(13.4, within(0.3));
        assertThat(drawn[MANY - 1]).isBetween(80.0, 88.0);
    }
}
