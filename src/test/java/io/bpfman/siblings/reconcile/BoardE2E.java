package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board as it is packaged, before the real API server and, where it is installed, in the real Chromium. */
@NeedsControlPlane
class BoardE2E {

    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/\\?token=(\\w+)");
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private ControlPlane plane;
    private Tenant tenant;
    private ServiceProcess service;
    private CommandProcess board;
    private Matcher link;

    @BeforeEach
    void open() {
        plane = ControlPlane.shared();
        tenant = Tenant.on(plane);
        service = ServiceProcess.start(
                plane.folder(), "board", Installation.on(plane).systemProperties());
        service.awaitReady();
        board = started(tenant.namespace());
        board.awaitLine("?token=");
        link = LINK.matcher(board.out());
        assertThat(link.find()).isTrue();
    }

    private CommandProcess started(String namespace) {
        Map<String, String> properties = new TreeMap<>(Installation.on(plane).systemProperties());
        properties.put("kubernetes.auth.token", plane.adminToken());
        properties.put("kubernetes.namespace", namespace);
        return CommandProcess.start(properties, "board");
    }

    @AfterEach
    void close() {
        board.close();
        service.close();
    }

    private static HttpResponse<String> get(HttpRequest.Builder request) {
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + link.group(1) + path));
    }

    private HttpRequest.Builder withCookie(String path) {
        return request(path).header("Cookie", "wait-for-siblings-board=" + link.group(2));
    }

    @Test
    void onlyWhoHasTheLinkGetsIn() {
        HttpResponse<String> stranger = get(request("/"));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("Open the link").doesNotContain(tenant.namespace());
        assertThat(get(request("/?token=wrong")).statusCode()).isEqualTo(401);
        assertThat(get(request("/api/v1/namespaces/" + tenant.namespace() + "/waits"))
                        .statusCode())
                .isEqualTo(401);

        HttpResponse<String> first = get(request("/?token=" + link.group(2)));
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/");
        assertThat(first.headers().firstValue("Location")).contains("/");
    }

    @Test
    void noOtherPageGetsIn() {
        assertThat(get(withCookie("/").header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "cors"))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> page = get(withCookie("/").header("Origin", "https://evil.test"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(get(withCookie("/?namespace=kube-system")).statusCode()).isEqualTo(404);
    }

    /** A name of the attacker's that is made to point to loopback: the browser sends it in the Host header. */
    @Test
    void noOtherNameIsAnswered() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(link.group(1)))) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: evil.test\r\nCookie: wait-for-siblings-board=%s\r\nConnection: close\r\n\r\n"
                                    .formatted(link.group(2))
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain(tenant.namespace());
        }
    }

    @Test
    void aProgramGetsWhatThePageShows() throws IOException {
        String agent = tenant.build(AGENT);
        String wait = tenant.waitOf(tenant.bundle("", "- {name: grace, value: 1h}"));
        tenant.awaitReason(wait, "WaitingForSiblings");

        await().atMost(Tenant.PATIENCE).untilAsserted(() -> {
            JsonNode json = new ObjectMapper()
                    .readTree(get(withCookie("/api/v1/namespaces/" + tenant.namespace() + "/waits"))
                            .body());
            assertThat(json.at("/components/0/waits/0/name").asText()).isEqualTo(wait);
            assertThat(json.at("/components/0/waits/0/state").asText()).isEqualTo("waiting");
            assertThat(json.at("/components/0/waits/0/runs").findValuesAsText("run"))
                    .contains(agent, wait);
            assertThat(json.path("troubles")).isEmpty();
        });
        JsonNode one = new ObjectMapper()
                .readTree(get(withCookie("/api/v1/namespaces/" + tenant.namespace() + "/waits/" + wait))
                        .body());
        assertThat(one.path("kind").asText()).isEqualTo("Explanation");
        assertThat(get(withCookie("/api/v1/namespaces/" + tenant.namespace() + "/waits/nobody"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(get(withCookie("/api/v1/openapi.yaml")).body()).startsWith("openapi: 3");
    }

    @Test
    void aRowAppearsAndMovesByItself() {
        assumeTrue(Browser.installed(), "no Chromium");
        try (Browser browser = new Browser()) {
            browser.open(link.group());
            assertThat(browser.text()).contains("Nothing waits here");
            browser.script("window.sameDocument = true;");

            String agent = tenant.build(AGENT);
            String wait = tenant.waitOf(tenant.bundle("", "- {name: grace, value: 1h}"));
            await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(browser.texts("article.waiting"))
                    .anySatisfy(row -> assertThat(row).contains("waiting", AGENT, OPERATOR, agent)));
            for (String scheme : new String[] {"light", "dark"}) {
                for (int width : new int[] {1280, 390}) {
                    browser.looks(scheme, width);
                    assertThat(browser.script("return document.documentElement.scrollWidth <= " + width))
                            .as("fits into %d pixels", width)
                            .isEqualTo(true);
                    assertThat(browser.violations())
                            .as("%s at %d pixels", scheme, width)
                            .isEmpty();
                    browser.screenshot(Path.of("target", "board", scheme + "-" + width + ".png"));
                }
            }

            tenant.succeed(agent, DIGEST);
            await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(browser.texts("article.waiting li"))
                    .anySatisfy(lane -> assertThat(lane).contains(AGENT, "built", DIGEST)));
            tenant.fail(tenant.build(OPERATOR));
            await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(browser.texts("article.failed"))
                    .anySatisfy(row -> assertThat(row).contains("SiblingFailed", OPERATOR)));
            assertThat(browser.script("return window.sameDocument")).isEqualTo(true);

            browser.click("article a[href^='/waits/']");
            assertThat(browser.text()).contains(wait, "SiblingFailed", "kubectl -n " + tenant.namespace());
            assertThat(browser.violations()).isEmpty();
            assertThat(browser.console()).isEmpty();

            board.terminate();
            await().atMost(Tenant.PATIENCE)
                    .untilAsserted(() -> assertThat(browser.text()).contains("The board has ended"));
        }
    }

    @Test
    void whereRightsAreMissingThePageSaysWhich() {
        Map<String, String> properties = new TreeMap<>(Installation.on(plane).systemProperties());
        tenant.createBuildAccount("viewer");
        properties.put("kubernetes.auth.token", plane.token(tenant.namespace(), "viewer"));
        properties.put("kubernetes.namespace", tenant.namespace());
        board.close();
        board = CommandProcess.start(properties, "board");
        board.awaitLine("?token=");
        link = LINK.matcher(board.out());
        assertThat(link.find()).isTrue();

        await().atMost(Tenant.PATIENCE)
                .untilAsserted(() -> assertThat(get(withCookie("/")).body())
                        .contains("You may not list and watch PipelineRuns in namespace " + tenant.namespace())
                        .contains("You may not list and watch CustomRuns in namespace " + tenant.namespace()));
    }

    @Test
    void anApiServerThatGoesAwayIsToldAndFollowedAgain() {
        await().atMost(Tenant.PATIENCE)
                .untilAsserted(() -> assertThat(get(withCookie("/")).body()).doesNotContain("class=\"trouble\""));

        plane.killApiServer();
        try {
            await().atMost(Tenant.PATIENCE)
                    .untilAsserted(() -> assertThat(get(withCookie("/")).body())
                            .contains("The connection to the API server is lost"));
        } finally {
            plane.startApiServer();
        }
        await().atMost(Tenant.PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(get(withCookie("/")).body()).doesNotContain("class=\"trouble\""));
    }

    @Test
    void whatATenantWroteIsTextAndNeverMarkup() {
        tenant.customRun("annotations: {test: evil}", """
                customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}
                params: [{name: "<img src=x onerror=alert(1)>", value: "<script>alert(2)</script>"}]
                """);

        await().atMost(Tenant.PATIENCE)
                .untilAsserted(() -> assertThat(get(withCookie("/")).body())
                        .contains("&lt;img src=x onerror=alert(1)&gt;")
                        .doesNotContain("<img", "<script>"));
    }

    @Test
    void aPortThatIsTakenIsSaidToBe() {
        Map<String, String> properties = new TreeMap<>(Installation.on(plane).systemProperties());
        properties.put("kubernetes.auth.token", plane.adminToken());
        try (CommandProcess second = CommandProcess.start(properties, "board", "--port", link.group(1))) {
            assertThat(second.ends(2).error()).contains("port " + link.group(1) + " cannot be used");
        }
    }
}
