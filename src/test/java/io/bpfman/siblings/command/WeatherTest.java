package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeatherTest {

    private static String of(Throwable cause) {
        return Weather.of(new KubernetesClientException("the API server broke off", cause));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 503})
    void anAnswerIsToldByItsCode(int code) {
        assertThat(Weather.of(new KubernetesClientException("no", code, null)))
                .isEqualTo("it answers with code " + code);
    }

    @Test
    void whatLiesDeepestIsTold() {
        assertThat(of(new IOException("outer", new ConnectException("Connection refused"))))
                .isEqualTo("Connection refused");
    }

    @Test
    void whatSaysNothingIsToldByItsName() {
        assertThat(of(new ConnectException())).isEqualTo("ConnectException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\nlater"})
    void whatSaysAsGoodAsNothingIsToldByItsName(String message) {
        assertThat(of(new IOException(message))).isEqualTo("IOException");
    }

    @Test
    void onlyTheFirstLineIsTold() {
        assertThat(of(new IOException("first\nsecond"))).isEqualTo("first");
    }

    @Test
    void aLongLineIsCut() {
        assertThat(of(new IOException("x".repeat(10_000)))).isEqualTo("x".repeat(200));
    }
}
