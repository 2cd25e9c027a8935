package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A server running beside the tests, which writes to a log file and never outlives the tests. */
public final class Child {

    /** Starts the server together with a watcher that kills it when this JVM is gone, however that came. */
    private static final String SHELL =
            "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec \"$@\" 3<&- </dev/null";

    private static final int TAIL = 4000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts a server in the given folder, with nothing but the given environment. */
    public static Child start(String name, Path folder, Map<String, String> environment, List<String> command) {
        var log = folder.resolve(name + ".log");
        var builder = new ProcessBuilder(endingWithThisJvm(name, command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end of " + name));
            return new Child(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be started".formatted(name), e);
        }
    }

    /** Returns a command that runs the given one for as long as this JVM keeps its standard input open. */
    static List<String> endingWithThisJvm(String name, List<String> command) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, name));
        words.addAll(command);
        return words;
    }

    /** Waits until the condition holds; fails with the end of the log when the server died or took too long. */
    public void awaitReady(Callable<Boolean> condition) {
        try {
            Awaitility.await(name)
                    .atMost(PATIENCE)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsMatching(e -> e instanceof KubernetesClientException || e instanceof IOException)
                    .until(() -> !process.isAlive() || condition.call());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("%s is not ready after %s: %s".formatted(name, PATIENCE, logTail()), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("%s ended with %d: %s".formatted(name, process.exitValue(), logTail()));
        }
    }

    /** Kills the server without warning and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("%s cannot be killed".formatted(name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while killing %s".formatted(name), e);
        }
    }

    /** Asks the server to end, as a kubelet does. By its handle, since destroying the process would close its stdin. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Returns everything that the server has written. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Tells whether the server runs. */
    public boolean alive() {
        return process.isAlive();
    }

    private String logTail() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(TAIL, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
