package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that is run to its end. */
record Command(Path directory, Map<String, String> environment, Duration limit, List<String> words) {

    private static final int TAIL = 4000;

    /** Runs the command and returns what it wrote to its standard output; fails with its standard error. */
    String output() {
        try {
            var standardOutput = Files.createTempFile("command", ".out");
            var standardError = Files.createTempFile("command", ".err");
            try {
                return run(standardOutput, standardError);
            } finally {
                Files.deleteIfExists(standardOutput);
                Files.deleteIfExists(standardError);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be run".formatted(words), e);
        }
    }

    private String run(Path standardOutput, Path standardError) throws IOException {
        var builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(standardOutput.toFile())
                .redirectError(standardError.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("%s did not end within %s".formatted(words, limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running %s".formatted(words), e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "%s ended with %d: %s".formatted(words, process.exitValue(), tail(text(standardError))));
        }
        return text(standardOutput);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TAIL));
    }
}
