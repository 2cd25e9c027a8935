package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageRepositoryLinearTimeTest {

    private static final List<Integer> LENGTHS = List.of(255, 510, 200_000);

    static Stream<String> nasty() {
        return LENGTHS.stream()
                .flatMap(length -> Stream.of(
                        "a".repeat(length) + "!",
                        "a-".repeat(length / 2) + "!",
                        "a.".repeat(length / 2) + "!",
                        "a/".repeat(length / 2) + "!",
                        "a_".repeat(length / 2) + "!",
                        "_".repeat(length) + "!",
                        "-".repeat(length),
                        "a" + "-".repeat(length) + "!",
                        "a" + "_".repeat(length) + "!",
                        "a.a-a".repeat(length / 5) + ":",
                        ":".repeat(length),
                        "@".repeat(length),
                        "[".repeat(length),
                        "[" + ":".repeat(length),
                        "/".repeat(length)));
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void aTextMadeToTakeLongTakesNoTime(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThat(
                        Stream.generate(() -> text).limit(20).anyMatch(ImageRepositoryLinearTimeTest::anyRoomForIt))
                .isFalse());
    }

    private static boolean anyRoomForIt(String text) {
        return ImageRepository.of(text).isPresent()
                || ImageRepository.wellFormed(text)
                || ImageReference.parse(text).isPresent();
    }
}
