package io.bpfman.siblings.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpfman.siblings.forge.PullRequests.PullRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GitHub has no server that a test can start: these are its answers, in the shape that its documentation gives them. */
class PullRequestsTest {

    private static final String OPEN = """
            [{"number": 7, "html_url": "https://github.com/x/repo/pull/7", "title": "other", "state": "open",
              "head": {"ref": "siblings/main", "repo": {"full_name": "stranger/repo"}}, "base": {"ref": "main"}},
             {"number": 8, "html_url": "https://github.com/x/repo/pull/8", "title": "old title", "state": "open",
              "head": {"ref": "siblings/main", "repo": {"full_name": "x/repo"}}, "base": {"ref": "main"}}]""";

    private final HttpServer server;
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();

    PullRequestsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add("%s %s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        String answer = answers.isEmpty() ? "500 {}" : answers.remove();
        byte[] body = answer.substring(4).getBytes(UTF_8);
        exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private PullRequests requests() {
        return new PullRequests(
                Forge.GITHUB,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "x/repo",
                Optional.of("T"));
    }

    @Test
    void anOpenOneOfThisRepositoryIsBroughtUpToDate() {
        answers.addAll(List.of("200 " + OPEN, "200 {}", "200 []"));

        PullRequest request = requests().ensure("siblings/main", "main", "new title", "text", List.of("images"));

        assertThat(request.url()).isEqualTo("https://github.com/x/repo/pull/8");
        assertThat(asked)
                .containsExactly(
                        "GET /api/v3/repos/x/repo/pulls?state=open&head=x%3Asiblings%2Fmain&base=main&limit=50&per_page=50&page=1 Bearer T ",
                        "PATCH /api/v3/repos/x/repo/pulls/8 Bearer T {\"title\":\"new title\",\"body\":\"text\"}",
                        "POST /api/v3/repos/x/repo/issues/8/labels Bearer T {\"labels\":[\"images\"]}");
    }

    @Test
    void whereNoneIsOpenOneIsOpened() {
        answers.addAll(List.of(
                "200 []", "201 {\"number\": 9, \"html_url\": \"https://github.com/x/repo/pull/9\", \"title\": \"t\"}"));

        assertThat(requests()
                        .ensure("siblings/main", "main", "t", "text", List.of())
                        .number())
                .isEqualTo(9);
        assertThat(asked.get(1))
                .endsWith("{\"head\":\"siblings/main\",\"base\":\"main\",\"title\":\"t\",\"body\":\"text\"}");
    }

    @Test
    void ofTwoThatOpenItAtOnceTheOtherOneFindsIt() {
        answers.addAll(List.of(
                "200 []",
                "422 {\"message\": \"Validation Failed\", \"errors\": [{\"message\": \"A pull request already exists\"}]}",
                "200 " + OPEN));

        assertThat(requests()
                        .ensure("siblings/main", "main", "old title", "text", List.of())
                        .number())
                .isEqualTo(8);
    }

    @Test
    void aTokenThatExpiredIsToldAsThat() {
        answers.add("401 {\"message\": \"Bad credentials\"}");

        assertThatExceptionOfType(ForgeFailure.class)
                .isThrownBy(() -> requests().open("a", "b"))
                .withMessageContaining(
                        "answers with 401, the token may have expired, or may not open pull requests: Bad credentials")
                .matches(ForgeFailure::ofAccess);
    }

    @Test
    void githubsOwnApiIsOnAnotherHost() {
        assertThat(Forge.GITHUB.api(URI.create("https://github.com"))).hasToString("https://api.github.com");
        assertThat(Forge.GITHUB.api(URI.create("https://ghe.example.com/")))
                .hasToString("https://ghe.example.com/api/v3");
        assertThat(Forge.GITEA.api(URI.create("https://git.example.com")))
                .hasToString("https://git.example.com/api/v1");
    }
}
