package io.bpfman.siblings.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryCredentialsTest {

    private static final String FILE = "{\"auths\": {\"quay.io\": {\"auth\": \"YTpi\"}}}";

    private final Path folder;

    RegistryCredentialsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Optional<String> basic(Map<String, String> environment) {
        return RegistryCredentials.read(Optional.empty(), environment).basic("quay.io", "x/y");
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTRY_AUTH_FILE, my.json, my.json",
        "DOCKER_CONFIG, config.json, ''",
        "HOME, .docker/config.json, ''",
        "HOME, .config/containers/auth.json, ''",
        "XDG_RUNTIME_DIR, containers/auth.json, ''"
    })
    void credentialsAreFoundWhereTheToolsPutThem(String variable, String file, String value) throws IOException {
        write(file, FILE);

        assertThat(basic(Map.of(variable, folder.resolve(value).toString()))).contains("YTpi");
    }

    @Test
    void withoutAnyNobodyIsLoggedIn() {
        assertThat(basic(Map.of("HOME", folder.toString()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"auths\": {\"quay.io\": {\"auth\": \"?\"}}}",
                "{\"auths\": {\"quay.io\": {\"auth\": \"YQ==\"}}}"
            })
    void aMalformedFileIsNamedAndNotQuoted(String text) throws IOException {
        Path file = write("secret.json", text);

        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> basic(Map.of("REGISTRY_AUTH_FILE", file.toString())))
                .withMessageMatching("the credentials in .*/secret.json (?:are no JSON|are malformed)");
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> RegistryCredentials.read(Optional.of(folder.resolve("none")), Map.of()))
                .withMessageEndingWith("none cannot be read");
    }

    @Test
    void aHelperThatIsNotThereIsNamed() throws IOException {
        write(".docker/config.json", "{\"credHelpers\": {\"quay.io\": \"acme\"}}");

        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> basic(Map.of("HOME", folder.toString(), "PATH", "/nowhere")))
                .withMessageContaining(
                        "names the credential helper docker-credential-acme, and there is no such program here");
    }
}
