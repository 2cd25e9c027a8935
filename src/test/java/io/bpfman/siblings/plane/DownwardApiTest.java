package io.bpfman.siblings.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DownwardApiTest {

    static Stream<Arguments> textsWithWhatGoMakesOfThem() {
        return Stream.of(
                arguments("", "\"\""),
                arguments("plain", "\"plain\""),
                arguments("a \"b\" \\c", "\"a \\\"b\\\" \\\\c\""),
                arguments("\u0007\b\f\n\r\t\u000b\0\u001f\u007f", "\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x1f\\x7f\""),
                arguments("gr\u00fc\u00dfe \u20ac", "\"gr\u00fc\u00dfe \u20ac\""),
                arguments("\u00a0\u200b\u2028\u00ad\ue000\u0085", "\"\\u00a0\\u200b\\u2028\\u00ad\\ue000\\u0085\""),
                arguments("\ud83d\ude00\udb40\udc01", "\"\ud83d\ude00\\U000e0001\""));
    }

    @ParameterizedTest
    @MethodSource("textsWithWhatGoMakesOfThem")
    void aTextIsQuotedAsGoDoesIt(String text, String quoted) {
        assertThat(DownwardApi.quoted(text)).isEqualTo(quoted);
    }
}
