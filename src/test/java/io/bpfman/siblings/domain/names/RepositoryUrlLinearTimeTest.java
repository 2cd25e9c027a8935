package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepositoryUrlLinearTimeTest {

    private static final int LENGTH = 1_000_000;

    static Stream<String> nasty() {
        return Stream.of("a", ":", "/", "@", "?", "0", ".git", "://", "a:", ":0", "@:", "a/", " ", ":/", "é")
                .flatMap(part -> {
                    String all = part.repeat(LENGTH / part.length());
                    return Stream.of(all, "https://" + all, "git@" + all, "a:" + all, all + ":a/b", "a:0" + all + "/");
                });
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("nasty")
    void aTextMadeToTakeLongTakesNoTime(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(
                        Stream.generate(() -> text).limit(3).map(RepositoryUrl::parse))
                .hasSize(3)
                .doesNotContainNull());
    }
}
