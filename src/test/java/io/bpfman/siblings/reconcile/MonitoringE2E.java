package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.Child;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.Ports;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and dashboard with Debian's Prometheus, which the gate installs: that they hold, and that they are fed. */
@NeedsControlPlane
class MonitoringE2E {

    private static final File PROMTOOL = new File("/usr/bin/promtool");
    private static final File PROMETHEUS = new File("/usr/bin/prometheus");
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    /** An alert compares; what it compares must be there before. */
    private static final Pattern COMPARISON = Pattern.compile(" (>|==) [0-9 *]+$");

    private final Path folder;
    private final List<String> expressions = new ArrayList<>();

    MonitoringE2E(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void readTheRules() throws IOException {
        assumeTrue(PROMTOOL.canExecute() && PROMETHEUS.canExecute(), "no Prometheus");
        JsonNode spec = Serialization.unmarshal(
                        Files.readString(Path.of("k8s/monitoring/prometheusrule.yaml")), JsonNode.class)
                .path("spec");
        Files.writeString(folder.resolve("rules.yaml"), Serialization.asYaml(spec));
        Files.copy(Path.of("src/test/resources/monitoring/rules-test.yaml"), folder.resolve("rules-test.yaml"));
        spec.findValuesAsText("expr")
                .forEach(expression ->
                        expressions.add(COMPARISON.matcher(expression.strip()).replaceFirst("")));
        JsonNode dashboard = new ObjectMapper().readTree(new File("k8s/monitoring/dashboard.json"));
        expressions.addAll(dashboard.findValuesAsText("expr"));
    }

    @Test
    void theRulesHoldAndEachAlertFiresWhenItShould() throws IOException, InterruptedException {
        assertThat(promtool("check", "rules", "rules.yaml")).contains("SUCCESS: 6 rules found");
        assertThat(promtool("test", "rules", "rules-test.yaml")).contains("SUCCESS");
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(PROMTOOL.getPath()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void everyExpressionGivesDataOfTheServiceAtWork() throws IOException {
        ControlPlane plane = ControlPlane.shared();
        Tenant tenant = Tenant.on(plane);
        int port = Ports.free();
        try (ServiceProcess service = ServiceProcess.start(
                plane.folder(), "monitored", Installation.on(plane).systemProperties())) {
            service.awaitReady();
            Files.writeString(folder.resolve("prometheus.yaml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [rules.yaml]
                    scrape_configs:
                      - job_name: service
                        metrics_path: /q/metrics
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(service.port()));
            Child prometheus = Child.start(
                    "prometheus",
                    plane.folder(),
                    Map.of(),
                    List.of(
                            PROMETHEUS.getPath(),
                            "--config.file=" + folder.resolve("prometheus.yaml"),
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port));
            try {
                String agent = tenant.build(AGENT);
                String operator = tenant.build(OPERATOR);
                String wait = tenant.waitOf(tenant.bundle("", ""));
                tenant.awaitReason(wait, "WaitingForSiblings");
                tenant.succeed(agent, DIGEST);
                tenant.succeed(operator, DIGEST);
                tenant.awaitReason(wait, "SiblingsReady");

                assertThat(expressions).hasSizeGreaterThan(12);
                assertThat(expressions).allSatisfy(expression -> await().atMost(Duration.ofMinutes(2))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(query(port, expression).at("/data/result"))
                                .as(expression)
                                .isNotEmpty()));
                assertThat(service.metrics()).doesNotContain(tenant.namespace());
                assertThat(help(service.metrics())).isEmpty();
            } finally {
                prometheus.terminate();
            }
        } finally {
            tenant.close();
        }
    }

    /** Those of ours that do not say what they are. */
    private static List<String> help(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("# HELP wait_for_siblings_"))
                .filter(line -> line.strip().split(" ").length < 6)
                .toList();
    }

    private static JsonNode query(int port, String expression) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/query?query=%s"
                            .formatted(port, URLEncoder.encode(expression, StandardCharsets.UTF_8))))
                    .build();
            return new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
