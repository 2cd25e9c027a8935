package io.bpfman.siblings.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'plain ä € 🎉'|'plain ä € 🎉'",
                "'a\r\nb\nc\u2028d\u0085e'|'a b c d e'",
                "'\u001b[2J\u009b1m\t\u0000\u007f'|'?[2J?1m???'",
                "'\u202eabc\u200b'|'?abc?'",
                "''|''"
            })
    void noTerminalTakesItForMoreThanALine(String text, String line) {
        assertThat(OneLine.of(text)).isEqualTo(line);
    }
}
