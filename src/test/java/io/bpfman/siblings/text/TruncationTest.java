package io.bpfman.siblings.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationTest {

    @ParameterizedTest
    @CsvSource({
        "abc, 4, abc, abc",
        "abc, 3, abc, abc",
        "abc, 2, ab, a…",
        "abc, 1, a, …",
        "🚫🚫, 4, 🚫🚫, 🚫🚫",
        "🚫🚫, 3, 🚫, 🚫…",
        "🚫🚫, 2, 🚫, …",
        "a🚫b, 2, a, a…",
        "a🚫b, 3, a🚫, a…"
    })
    void aTextIsCutBeforeTheCharacterThatDoesNotFit(String text, int longest, String cut, String shortened) {
        assertThat(Truncation.cut(text, longest)).isEqualTo(cut);
        assertThat(Truncation.shorten(text, longest)).isEqualTo(shortened);
    }
}
