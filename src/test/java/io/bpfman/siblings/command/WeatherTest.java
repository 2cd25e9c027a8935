package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
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
                .isEqualTo("connection refused");
    }

    @Test
    void whatSaysNothingIsToldInWords() {
        assertThat(of(new UnknownHostException("nowhere.test"))).isEqualTo("there is no host of this name");
        assertThat(of(new ClosedChannelException())).isEqualTo("connection refused");
        assertThat(of(new HttpConnectTimeoutException("HTTP connect timed out")))
                .isEqualTo("it does not answer in time");
        assertThat(of(new CertPathValidatorException("no chain")))
                .isEqualTo("its certificate is not signed by an authority that the kubeconfig or the system trusts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\nlater"})
    void whatSaysAsGoodAsNothingIsToldWithoutAClassName(String message) {
        assertThat(of(new IOException(message))).isEqualTo("it breaks off the connection");
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
