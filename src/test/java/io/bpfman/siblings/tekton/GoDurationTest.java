package io.bpfman.siblings.tekton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0,PT0S", "+0,PT0S", "-0,PT0S", "0s,PT0S", "1ns,PT0.000000001S", "1us,PT0.000001S", "1µs,PT0.000001S",
        "1μs,PT0.000001S", "1ms,PT0.001S", "1s,PT1S", "1m,PT1M", "1h,PT1H", "1h30m,PT1H30M", "90s,PT90S",
        "1.5h,PT1H30M", ".5s,PT0.5S", "1.s,PT1S", "-90s,PT-90S", "+90s,PT90S", "1m1m,PT2M", "30m1h,PT1H30M",
        "9223372036854775807ns,PT2562047H47M16.854775807S"
    })
    void whatGoReadsIsRead(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "s",
                "+",
                "-",
                ".",
                ".s",
                "+-1s",
                "1d",
                "1w",
                "1S",
                "1 s",
                " 1s",
                "1s ",
                "1s\n",
                "1h-1m",
                "1,5s",
                "1e3s",
                "0x1s",
                "PT1S",
                "9223372036854775808ns",
                "99999999h",
                "1.5",
                "٣s"
            })
    void whatGoDoesNotReadIsNone(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Test
    void aTextIsAsLongAsItMayBe() {
        assertThat(Stream.of(61, 62, 63, 64)
                        .map(zeros -> GoDuration.parse("0".repeat(zeros) + "1s").isPresent()))
                .containsExactly(true, true, false, false);
    }

    @Test
    void aTextMadeToTakeLongTakesNoTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(
                        Stream.of("1".repeat(64), "1".repeat(1_000_000), "1s".repeat(500_000), "+0".repeat(9))
                                .filter(text -> GoDuration.parse(text).isPresent()))
                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT1S,1s",
        "PT59S,59s",
        "PT60S,1m0s",
        "PT90S,1m30s",
        "PT1H,1h0m0s",
        "PT1H30M,1h30m0s",
        "PT25H1S,25h0m1s",
        "PT0.5S,0.5s",
        "PT1M0.25S,1m0.25s",
        "PT1H0.000000001S,1h0m0.000000001s",
        "PT-90S,-1m30s",
        "PT10S,10s",
        "PT20M,20m0s"
    })
    void aDurationIsPrintedAsGoDoes(Duration duration, String text) {
        assertThat(GoDuration.format(duration)).isEqualTo(text);
    }
}
