package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailedCommandTest {

    private static KubernetesClientException refusal(int code) {
        return new KubernetesClientException("refused", code, null);
    }

    private static FailedCommand failed(KubernetesClientException refused) {
        return FailedCommand.of(refused, "read PipelineRuns", "tenant", "server here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|the API server does not accept the login: it is missing or has expired (server here)",
                "403|not allowed to read PipelineRuns in namespace tenant: the account needs get and list on them, or the namespace is another one (server here)",
                "404|cannot read PipelineRuns: this cluster does not have the kind (server here)",
                "503|cannot reach the API server: it answers with code 503 (server here)"
            })
    void aRefusalSaysWhatToDo(int code, String line) {
        assertThat(failed(refusal(code)))
                .hasMessage(line)
                .extracting(FailedCommand::code)
                .isEqualTo(ExitCode.NO_ACCESS);
    }

    @Test
    void anApiServerThatIsAwayIsSaidToBe() {
        KubernetesClientException away =
                new KubernetesClientException("broke off", new ConnectException("Connection refused"));

        assertThat(failed(away)).hasMessage("cannot reach the API server: connection refused (server here)");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void noUseInAskingAgain(int code) {
        assertThat(ApiRefusal.of(refusal(code)).isFinal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 400, 408, 409, 410, 429, 500, 502, 503, 504})
    void everythingElseMayPass(int code) {
        assertThat(ApiRefusal.of(refusal(code)).isFinal()).isFalse();
    }
}
