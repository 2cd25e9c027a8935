package io.bpfman.siblings.plane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoToolchainTest {

    @ParameterizedTest
    @CsvSource({
        "go1.26.8 linux amd64, 1.25.6, true",
        "go1.25.6, 1.25.6, true",
        "go1.25.10, 1.25.6, true",
        "go1.25.0, 1.25.6, false",
        "go1.9.7, 1.25.6, false",
        "go1.26, go 1.25.6, true",
        "devel go1.27-abc, 1.25.6, true",
        "'', 1.25.6, false",
    })
    void versionsAreComparedByNumber(String version, String wanted, boolean enough) {
        assertThat(GoToolchain.atLeast(version, wanted)).isEqualTo(enough);
    }
}
