package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final Duration DAY = Duration.ofDays(1);

    private record Lists(Instant time, int number) {}

    private static List<Lists> aDay(IntUnaryOperator listsOfLook) {
        List<Lists> looks = new ArrayList<>();
        Pace pace = Pace.start();
        Instant now = Times.NOON;
        while (now.isBefore(Times.NOON.plus(DAY))) {
            int lists = listsOfLook.applyAsInt(looks.size());
            looks.add(new Lists(now, lists));
            now = now.plus(pace.pause(lists));
            pace = pace.slower();
        }
        return looks;
    }

    private static int between(List<Lists> looks, Instant from, Duration length) {
        return looks.stream()
                .filter(look -> !look.time().isBefore(from) && look.time().isBefore(from.plus(length)))
                .mapToInt(Lists::number)
                .sum();
    }

    @Test
    void inTheSteadyStateNoMinuteHasMoreThanFourLists() {
        List<Lists> looks = aDay(look -> 4);

        for (Instant from = Times.NOON.plusSeconds(75);
                from.isBefore(Times.NOON.plus(DAY));
                from = from.plusSeconds(1)) {
            assertThat(between(looks, from, Duration.ofMinutes(1))).isLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 40})
    void inTheLongRunFourListsAMinuteAreAskedForHoweverManyALookTakes(int lists) {
        List<Lists> looks = aDay(look -> lists);

        assertThat(between(looks, Times.NOON.plus(Duration.ofHours(12)), Duration.ofHours(12)))
                .isBetween(4 * 12 * 60 - lists, 4 * 12 * 60 + lists);
    }

    @Test
    void theFirstFiveMinutesCostAtMostThirtyTwoLists() {
        assertThat(between(aDay(look -> 4), Times.NOON, Duration.ofMinutes(5))).isEqualTo(32);
    }

    @Test
    void itStartsWithFiveSecondsAndDoubles() {
        assertThat(aDay(look -> 4).stream().limit(7).map(Lists::time))
                .containsExactly(
                        Times.NOON,
                        Times.seconds(5),
                        Times.seconds(15),
                        Times.seconds(35),
                        Times.seconds(75),
                        Times.seconds(135),
                        Times.seconds(195));
    }

    @Test
    void anExpensiveLookIsPaidForByTheRestAfterIt() {
        assertThat(new Pace(Duration.ofHours(1)).pause(8)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aLookThatAskedForNothingIsFollowedByARest() {
        assertThat(new Pace(Duration.ofHours(1)).pause(0)).isEqualTo(Duration.ofSeconds(15));
    }
}
