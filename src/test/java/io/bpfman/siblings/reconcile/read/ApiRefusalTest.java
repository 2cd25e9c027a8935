package io.bpfman.siblings.reconcile.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "-1, WEATHER, false",
        "0, WEATHER, false",
        "400, REFUSED, false",
        "401, UNAUTHENTICATED, true",
        "403, FORBIDDEN, true",
        "404, ABSENT, true",
        "408, WEATHER, false",
        "409, CONFLICT, false",
        "410, WEATHER, false",
        "413, REFUSED, false",
        "422, CONFLICT, false",
        "429, WEATHER, false",
        "500, WEATHER, false",
        "503, WEATHER, false",
        "504, WEATHER, false"
    })
    void eachCodeMeansOneThing(int code, ApiRefusal refusal, boolean ofNoUseToAskAgain) {
        ApiRefusal actual = ApiRefusal.of(new KubernetesClientException("refused", code, null));

        assertThat(actual).isEqualTo(refusal);
        assertThat(actual.isFinal()).isEqualTo(ofNoUseToAskAgain);
    }

    @Test
    void whatOnlyReadsConflictsWithNothing() {
        assertThat(ApiRefusal.ofRead(new KubernetesClientException("refused", 422, null)))
                .isEqualTo(ApiRefusal.REFUSED);
    }

    @Test
    void anAnswerThatNeverCameIsWeather() {
        assertThat(ApiRefusal.of(new KubernetesClientException("broke off", new ConnectException("refused"))))
                .isEqualTo(ApiRefusal.WEATHER);
    }
}
