package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

    private static final String PROPERTY = "kubeconfig";

    /** The development mode, which other tests of this JVM play, switches it off. */
    private static final String TRIED = "kubernetes.auth.tryKubeConfig";

    private final Path folder;
    private final Optional<String> tried = Optional.ofNullable(System.getProperty(TRIED));

    ConnectionTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void kubeconfig(String content) throws IOException {
        System.setProperty(TRIED, "true");
        System.setProperty(
                PROPERTY,
                Files.writeString(folder.resolve("kubeconfig"), content).toString());
    }

    private static String pointingTo(String server) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: here, cluster: {server: "%s"}}]
                contexts: [{name: here, context: {cluster: here, user: me, namespace: tenant}}]
                current-context: here
                users: [{name: me, user: {token: secret}}]
                """.formatted(server);
    }

    @AfterEach
    void forgetTheKubeconfig() {
        System.clearProperty(PROPERTY);
        tried.ifPresentOrElse(value -> System.setProperty(TRIED, value), () -> System.clearProperty(TRIED));
    }

    @Test
    void itsNamespaceIsTheKubeconfigs() throws IOException {
        kubeconfig(pointingTo("http://127.0.0.1:1"));

        assertThat(Connection.open().namespace()).contains("tenant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage: [", "just text", "\u0000", "clusters: 5"})
    void aKubeconfigThatIsNoneIsSaidToBe(String content) throws IOException {
        kubeconfig(content);

        assertThatThrownBy(Connection::open)
                .isInstanceOfSatisfying(
                        FailedCommand.class, failed -> assertThat(failed.code()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessageStartingWith("the kubeconfig cannot be read: ");
    }

    @Test
    void anAddressThatIsNoneIsSaidToBe() throws IOException {
        kubeconfig(pointingTo("http://here and there"));

        assertThatThrownBy(Connection::open)
                .isInstanceOf(FailedCommand.class)
                .hasMessageStartingWith("the kubeconfig cannot be read: ");
    }
}
