package io.bpfman.siblings.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process under measurement, which does not outlive this JVM. */
final class Program implements AutoCloseable {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private final Process process;
    private final Path log;
    private final long began = System.nanoTime();

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a command with nothing but a PATH as environment. */
    static Program start(Path log, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Program(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be started".formatted(command.get(0)), e);
        }
    }

    static String java() {
        return JAVA.resolve("java").toString();
    }

    /** When it was started, on the clock of {@link System#nanoTime}. */
    long began() {
        return began;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it wrote. */
    List<String> lines() {
        return read(log).lines().toList();
    }

    /** Writes a line to its standard input. */
    void tell(String line) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory of the whole process, in KiB, by the kernel's own name for it: Pss, Rss, Anonymous, or VmHWM for the peak. */
    long kibibytes(String name) {
        String file = name.startsWith("Vm") ? "status" : "smaps_rollup";
        Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB")
                .matcher(read(Path.of("/proc", String.valueOf(process.pid()), file)));
        return line.find() ? Long.parseLong(line.group(1)) : -1;
    }

    /** Seconds of processor time so far. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Collects all garbage of a JVM and returns the bytes of what lives; -1 where there is none. */
    long liveBytes() {
        if (!Files.exists(JAVA.resolve("jcmd"))) {
            return -1;
        }
        tool("GC.run");
        Matcher total = TOTAL.matcher(tool("GC.class_histogram"));
        return total.find() ? Long.parseLong(total.group(1)) : -1;
    }

    /** What jcmd answers. */
    String tool(String... words) {
        try {
            Path output = Files.createTempFile("jcmd", ".txt");
            var command = new ArrayList<>(List.of(JAVA.resolve("jcmd").toString(), String.valueOf(process.pid())));
            command.addAll(List.of(words));
            Process tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            awaitEnd(tool);
            String text = read(output);
            Files.delete(output);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        if (!awaitEnd(process)) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    private static boolean awaitEnd(Process process) {
        try {
            return process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
