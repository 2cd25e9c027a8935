package io.bpfman.siblings.benchmark;

import io.bpfman.siblings.plane.ControlPlane;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged service, with its own account and exactly the rights of k8s/. */
final class Service implements AutoCloseable {

    static final String NAME = "wait-for-siblings";
    static final String USER = "system:serviceaccount:" + NAME + ":" + NAME;

    /** What the image gives the JVM, in a container of 256 MiB. */
    private static final String DEFAULT_FLAGS = "-XX:MaxRAM=256m -XX:+UseSerialGC -XX:MaxRAMPercentage=60";

    private static final Pattern CACHED =
            Pattern.compile("(?m)^wait_for_siblings_cached_pipeline_runs(?:\\{.*})? (\\S+)$");
    private static final String JAR = System.getProperty("benchmark.jar", "target/quarkus-app/quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int LONGEST_SHOWN = 400;

    private final Program program;
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final int port;
    private Duration ready = Duration.ZERO;
    private Duration filled = Duration.ZERO;

    private Service(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Applies the manifests, all but the Deployment. */
    static void install(ControlPlane plane) {
        plane.createNamespace(NAME);
        try (Stream<Path> files = Files.list(Path.of("k8s"))) {
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                    .filter(name -> !name.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList()) {
                try (InputStream yaml = Files.newInputStream(file)) {
                    plane.admin().load(yaml).items().stream()
                            .filter(object -> !(object instanceof Deployment))
                            .forEach(object -> plane.admin().resource(object).serverSideApply());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it is ready and holds so many builds. */
    static Service start(ControlPlane plane, long builds) {
        plane.admin().leases().inNamespace(NAME).withName(NAME).delete();
        int port = freePort();
        List<String> command = new ArrayList<>();
        Optional<String> executable = Optional.ofNullable(System.getProperty("benchmark.executable"));
        command.add(executable.orElseGet(Program::java));
        if (executable.isEmpty()) {
            command.addAll(flags());
        }
        command.addAll(List.of(
                "-Dquarkus.kubernetes-client.api-server-url=" + plane.url(),
                "-Dquarkus.kubernetes-client.ca-cert-file=" + plane.caCertificate(),
                "-Dquarkus.kubernetes-client.token=" + plane.token(NAME, NAME),
                "-Dquarkus.kubernetes-client.namespace=" + NAME,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + port));
        if (executable.isEmpty()) {
            command.addAll(List.of("-jar", JAR));
        }
        try {
            Path log = Files.createTempFile(plane.folder(), "service-", ".log");
            Service service = new Service(Program.start(log, command), port);
            service.awaitReady(builds);
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVM's flags of both contenders. */
    static List<String> flags() {
        return List.of(System.getProperty("benchmark.flags", DEFAULT_FLAGS).split(" "));
    }

    Program program() {
        return program;
    }

    /** How long it took from the start to ready. */
    Duration ready() {
        return ready;
    }

    /** How long it took from the start to a full cache. */
    Duration filled() {
        return filled;
    }

    /** The beginnings of the lines of its log that somebody should look at; that it was configured is none. */
    List<String> complaints() {
        return program.lines().stream()
                .filter(line -> line.contains("\"level\":\"WARN")
                        || line.contains("\"level\":\"ERROR\"")
                        || line.contains("Exception"))
                .filter(line -> !line.contains("ConfigRecorder"))
                .map(line -> line.substring(0, Math.min(line.length(), LONGEST_SHOWN)))
                .toList();
    }

    @Override
    public void close() {
        program.close();
    }

    private void awaitReady(long builds) {
        await("the service to be ready", () -> ask("/q/health/ready").isPresent());
        ready = Duration.ofNanos(System.nanoTime() - program.began());
        await("the service to see %d builds".formatted(builds), () -> cached() >= builds);
        filled = Duration.ofNanos(System.nanoTime() - program.began());
    }

    private long cached() {
        Matcher metric = CACHED.matcher(ask("/q/metrics").orElse(""));
        return metric.find() ? (long) Double.parseDouble(metric.group(1)) : -1;
    }

    private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !program.alive() || condition.call());
        if (!program.alive()) {
            throw new IllegalStateException("the service ended: " + String.join("\n", complaints()));
        }
    }

    private Optional<String> ask(String path) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
            return Optional.of(response.body()).filter(body -> response.statusCode() == 200);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the service started", e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
