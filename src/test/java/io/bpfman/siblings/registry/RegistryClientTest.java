package io.bpfman.siblings.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry does that the real one of the tests cannot be brought to do. */
class RegistryClientTest {

    private static final String DOCUMENT = "{\"manifests\": []}";
    private static final ImageDigest DIGEST = new ImageDigest(
            "sha256:" + HexFormat.of().formatHex(Digests.sha256().digest(DOCUMENT.getBytes(UTF_8))));

    private final Path folder;
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Integer> pauses = new ArrayList<>();

    RegistryClientTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add("%s %s"
                .formatted(
                        exchange.getRequestURI(),
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                                .orElse("-")));
        Answer answer = answers.isEmpty() ? new Answer(500, Map.of(), "") : answers.remove();
        answer.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().add(name, value.replace("HOST", address())));
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String read(RegistryCredentials credentials) {
        return new RegistryClient(credentials, pauses::add)
                .manifest(new ImageRepository(address() + "/x/y"), DIGEST)
                .toString();
    }

    private RegistryCredentials credentials(String user) throws IOException {
        Path file = Files.writeString(
                folder.resolve("auth.json"),
                "{\"auths\": {\"%s/x\": {\"auth\": \"%s\"}, \"%s\": {\"auth\": \"b3RoZXI6\"}}}"
                        .formatted(address(), Base64.getEncoder().encodeToString(user.getBytes(UTF_8)), address()));
        return RegistryCredentials.read(Optional.of(file), Map.of());
    }

    private void assertNoAccess(String message) {
        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> read(RegistryCredentials.none()))
                .withMessageContaining(message)
                .matches(RegistryFailure::ofAccess);
    }

    @Test
    void weatherIsAskedAgain() {
        answers.add(new Answer(503, Map.of(), ""));
        answers.add(new Answer(429, Map.of(), ""));
        answers.add(Answer.ok(DOCUMENT));

        assertThat(read(RegistryCredentials.none())).isEqualTo("{\"manifests\":[]}");
        assertThat(pauses).containsExactly(1, 2);
    }

    @Test
    void aRegistryThatStaysAwayIsGivenUp() {
        assertNoAccess("cannot be read: it answers with 500, 5 times");
    }

    @Test
    void aTokenIsAskedForWithThePasswordOfTheMostSpecificEntry() throws IOException {
        answers.add(new Answer(
                401, Map.of("WWW-Authenticate", "Bearer realm=\"http://HOST/token?a=b\",service=\"s p\""), ""));
        answers.add(Answer.ok("{\"token\": \"T\"}"));
        answers.add(Answer.ok(DOCUMENT));

        read(credentials("me:secret"));

        assertThat(asked)
                .containsExactly(
                        "/v2/x/y/manifests/" + DIGEST + " -",
                        "/token?a=b&service=s+p&scope=repository%3Ax%2Fy%3Apull Basic bWU6c2VjcmV0",
                        "/v2/x/y/manifests/" + DIGEST + " Bearer T");
    }

    @Test
    void aPasswordIsNotSentWhereARedirectLeads() throws IOException {
        answers.add(new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), ""));
        answers.add(new Answer(
                307,
                Map.of("Location", "http://localhost:" + server.getAddress().getPort() + "/blob"),
                ""));
        answers.add(Answer.ok(DOCUMENT));

        read(credentials("me:secret"));

        assertThat(asked.get(1)).endsWith(" Basic bWU6c2VjcmV0");
        assertThat(asked.get(2)).isEqualTo("/blob -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://registry.example.com/blob", "file:///etc/passwd", "ftp://127.0.0.1/x", "::"})
    void aRedirectToWhatIsNotHttpsIsNotFollowed(String location) {
        answers.add(new Answer(302, Map.of("Location", location), ""));

        assertNoAccess("redirects to what is no https address");
    }

    @Test
    void whoIsNotLetInIsToldWhatToDo() {
        answers.add(new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), ""));

        assertNoAccess("asks for a password, and there is none for it: log in, or name the file with the credentials");
    }

    @Test
    void whatHasAnotherDigestIsRefused() {
        answers.add(Answer.ok("{}"));

        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> read(RegistryCredentials.none()))
                .withMessageContaining("has another digest")
                .matches(failure -> !failure.ofAccess());
    }

    private record Answer(int code, Map<String, String> headers, String body) {

        static Answer ok(String body) {
            return new Answer(200, Map.of(), body);
        }
    }
}
