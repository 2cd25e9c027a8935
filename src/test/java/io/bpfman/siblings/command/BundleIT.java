package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.OciRegistry;
import io.bpfman.siblings.plane.Olm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle from its manifests to the release: stamped, held against OLM's own tools, pushed, and validated. */
@NeedsControlPlane
@SuppressWarnings("NullAway.Init")
class BundleIT {

    private static final Path SOURCE = Path.of("src/test/resources/bundle");
    private static final String LABEL = "operators.operatorframework.io.bundle.manifests.v1";
    private static final String PROXY = "registry.example.com/openshift/kube-rbac-proxy";

    @TempDir
    private static Path shared;

    private static OciRegistry registry;
    private static String operator;
    private static String agent;
    private static String daemon;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void pushImages() {
        registry = OciRegistry.start(shared);
        operator = index("operator", "amd64", "arm64");
        agent = index("agent", "amd64", "arm64");
        daemon = index("daemon", "amd64");
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static String index(String name, String... architectures) {
        Map<String, String> images = new TreeMap<>();
        for (String architecture : architectures) {
            images.put(architecture, registry.push(name, architecture, Map.of("name", name)));
        }
        return image(name, registry.index(name, images));
    }

    private static String image(String name, String digest) {
        return "%s/%s@%s".formatted(registry.address(), name, digest);
    }

    private ExitCode run(String input, String... arguments) {
        return new Commands(
                        InstantSource.system(),
                        Map.of("PATH", "/usr/bin"),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A copy of the bundle, stamped with these images. */
    private Path stamped(String operatorImage, String agentImage, String daemonImage, String... more) {
        Path bundle = copy();
        Path manifests = bundle.resolve("manifests");
        List<String> flags = new ArrayList<>(List.of(
                "stamp",
                "--manifests=" + manifests,
                "--image=quay.io/bpfman/bpfman-operator=" + operatorImage,
                "--image=quay.io/bpfman/bpfman-agent=" + agentImage,
                "--image=quay.io/bpfman/bpfman=" + daemonImage,
                "--version=0.7.0"));
        flags.addAll(Arrays.asList(more));
        assertThat(run("", flags.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(ExitCode.OK);
        out.reset();
        return bundle;
    }

    private Path copy() {
        Path bundle = folder.resolve("bundle");
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.toList()) {
                Path target = bundle.resolve(SOURCE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bundle;
    }

    private static String push(Path bundle) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(bundle)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(bundle.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image(
                "bundle",
                registry.push(
                        "bundle",
                        "amd64",
                        Map.of(
                                LABEL,
                                "manifests/",
                                "operators.operatorframework.io.bundle.metadata.v1",
                                "metadata/",
                                "operators.operatorframework.io.bundle.mediatype.v1",
                                "registry+v1",
                                "operators.operatorframework.io.bundle.package.v1",
                                "bpfman-operator",
                                "operators.operatorframework.io.bundle.channels.v1",
                                "latest"),
                        OciRegistry.tar(files)));
    }

    private static String snapshot(String... namesAndImages) {
        List<String> components = new ArrayList<>();
        for (int index = 0; index < namesAndImages.length; index += 2) {
            components.add("{\"name\": \"%s\", \"containerImage\": \"%s\"}"
                    .formatted(namesAndImages[index], namesAndImages[index + 1]));
        }
        return "{\"components\": [%s]}".formatted(String.join(",", components));
    }

    private JsonNode validate(ExitCode code, String snapshot, String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of("validate", "--snapshot=-", "-o", "json", "--external=" + PROXY));
        flags.addAll(Arrays.asList(more));
        assertThat(run(snapshot, flags.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(code);
        return new ObjectMapper().readTree(out());
    }

    @Test
    void aStampedBundleIsOneForOlmAndForItsSnapshot() throws IOException {
        Path bundle = stamped(operator, agent, daemon, "--related-images", "--created-at=2026-01-31T12:00:00Z");

        Olm olm = Olm.in(folder);
        assertThat(olm.verify(bundle.resolve("manifests"))).doesNotContain("Error");
        String image = push(bundle);
        Path catalog = Files.createDirectories(folder.resolve("catalog"));
        String rendered = olm.render(image);
        assertThat(rendered).contains("\"image\": \"" + agent + '"', "\"image\": \"" + daemon + '"');
        Files.writeString(catalog.resolve("index.json"), """
                {"schema": "olm.package", "name": "bpfman-operator", "defaultChannel": "latest"}
                {"schema": "olm.channel", "package": "bpfman-operator", "name": "latest", "entries": [{"name": "bpfman-operator.v0.7.0"}]}
                """ + rendered);
        olm.validate(catalog);

        JsonNode result = validate(
                ExitCode.OK, snapshot("operator", operator, "agent", agent, "daemon", daemon, "bundle", image));
        assertThat(result.path("result").asText()).isEqualTo("SUCCESS");
        assertThat(result.path("bundles")).hasSize(1);
    }

    @Test
    void anOldAgentIsStaleThoughItIsInTheRegistry() throws IOException {
        String image = push(stamped(operator, agent, daemon, "--related-images"));
        String newer = image("agent", registry.push("agent", "amd64", Map.of("built", "again")));

        JsonNode result = validate(
                ExitCode.FINDING, snapshot("operator", operator, "agent", newer, "daemon", daemon, "bundle", image));

        assertThat(result.path("result").asText()).isEqualTo("FAILURE");
        assertThat(result.path("findings").findValuesAsText("kind")).containsExactly("stale");
        assertThat(result.path("findings").path(0).path("message").asText())
                .contains(agent, newer.substring(newer.indexOf('@') + 1));
    }

    @Test
    void anExchangeOfTwoDigestsIsFound() throws IOException {
        String agentsDigest = agent.substring(agent.indexOf('@') + 1);
        String daemonsDigest = daemon.substring(daemon.indexOf('@') + 1);
        String image = push(stamped(
                operator,
                "registry.example.com/bpfman-agent@" + daemonsDigest,
                "registry.example.com/bpfman@" + agentsDigest,
                "--related-images"));

        JsonNode result = validate(
                ExitCode.FINDING,
                snapshot("operator", operator, "agent", agent, "daemon", daemon, "bundle", image),
                "--image=agent=registry.example.com/bpfman-agent",
                "--image=daemon=registry.example.com/bpfman");

        assertThat(result.path("findings").findValuesAsText("kind"))
                .contains("swapped")
                .doesNotContain("stale");
    }

    @Test
    void oneArchitectureOfTheRightIndexIsToldAsThat() throws IOException {
        String arm = image("agent", registry.push("agent", "arm64", Map.of("name", "agent")));
        String image = push(stamped(operator, arm, daemon, "--related-images"));

        JsonNode result = validate(
                ExitCode.FINDING,
                snapshot("operator", operator, "agent", agent, "daemon", daemon, "bundle", image),
                "--bundle=bundle");

        assertThat(result.path("findings").path(0).path("message").asText())
                .contains("is the arm64 image of agent alone");
    }

    @Test
    void aTaskLeavesAResultAndEndsWell() throws IOException {
        Path results = Files.createDirectories(folder.resolve("results"));
        String missing = image("agent", digest('0'));

        assertThat(run(
                        snapshot("operator", operator, "agent", missing),
                        "validate",
                        "--snapshot=-",
                        "--results-dir=" + results))
                .isEqualTo(ExitCode.OK);

        JsonNode output = new ObjectMapper().readTree(Files.readString(results.resolve("TEST_OUTPUT")));
        assertThat(output.path("result").asText()).isEqualTo("ERROR");
        assertThat(output.path("note").asText()).contains("has no /v2/agent/manifests/" + digest('0'));
        assertThat(output.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void aSnapshotWithoutABundleIsSkipped() throws IOException {
        assertThat(validate(ExitCode.OK, snapshot("operator", operator, "agent", agent))
                        .path("result")
                        .asText())
                .isEqualTo("SKIPPED");
    }
}
