package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.ImageJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command of the packaged binary, run as a process of its own. */
public final class CommandProcess implements AutoCloseable {

    /** In Linux' /proc/net/tcp: a socket that listens. */
    private static final String LISTENING = "0A";

    /** A wait looks once a minute in the end, and Tekton takes as long to come back to an API server that was away. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * The binary; the arguments follow. What the properties say of the API server it reads from a kubeconfig, the rest are
     * its own.
     */
    static List<String> words(Map<String, String> properties) {
        Map<String, String> own = new HashMap<>(properties);
        String server = own.remove("kubernetes.master");
        String authority = own.remove("kubernetes.certs.ca.file");
        String token = own.remove("kubernetes.auth.token");
        String namespace = own.remove("kubernetes.namespace");
        List<String> words = new ArrayList<>();
        if (server != null) {
            words.add("env");
            words.add("KUBECONFIG=" + kubeconfig(server, authority, token, namespace));
        }
        words.addAll(ImageJvm.command(own));
        return words;
    }

    private static Path kubeconfig(String server, String authority, String token, String namespace) {
        try {
            String cluster = authority == null ? "" : ", certificate-authority: \"%s\"".formatted(authority);
            String context = namespace == null ? "" : ", namespace: \"%s\"".formatted(namespace);
            return Files.writeString(
                    Files.createTempFile("kubeconfig", ".yaml"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: plane, cluster: {server: "%s"%s}}]
                    contexts: [{name: plane, context: {cluster: plane, user: test%s}}]
                    current-context: plane
                    users: [{name: test, user: {token: "%s"}}]
                    """.formatted(server, cluster, context, token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the command with nothing of this process' environment. */
    public static CommandProcess start(Map<String, String> properties, String... arguments) {
        List<String> words = words(properties);
        words.addAll(Arrays.asList(arguments));
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().clear();
            return new CommandProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CommandProcess awaitLine(String part) {
        await().atMost(Tenant.PATIENCE).untilAsserted(() -> assertThat(out()).contains(part));
        return this;
    }

    /** Waits for its end, and checks how it was. */
    CommandProcess ends(int exitCode) {
        await().atMost(LONG_PATIENCE).until(() -> !process.isAlive());
        assertThat(process.exitValue()).as("out: %s%nerr: %s", out(), err()).isEqualTo(exitCode);
        return this;
    }

    /** The one line on standard error. */
    String error() {
        assertThat(err().lines()).as("lines on standard error").hasSize(1);
        return err().strip();
    }

    boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    void terminate() {
        process.toHandle().destroy();
    }

    /** Tells whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Returns what it has written to its standard output. */
    public String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    /** Whether the process listens on a TCP port. */
    boolean listens() {
        Set<String> sockets = Stream.of("tcp", "tcp6")
                .flatMap(protocol -> text(Path.of("/proc", String.valueOf(pid()), "net", protocol))
                        .lines()
                        .skip(1))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> LISTENING.equals(fields[3]))
                .map(fields -> "socket:[" + fields[9] + "]")
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid()), "fd"))) {
            return files.map(CommandProcess::target).anyMatch(sockets::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of its process. */
    public long pid() {
        return process.pid();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
