package io.bpfman.siblings.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process of a JVM costs, by the kernel and by jcmd. */
record Figures(long pid) {

    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** Memory of the whole process. */
    String memory() {
        return "%d MiB Pss, %d MiB anonymous, %d MiB peak"
                .formatted(mebibytes("smaps_rollup", "Pss"), mebibytes("smaps_rollup", "Anonymous"), peakMebibytes());
    }

    long peakMebibytes() {
        return mebibytes("status", "VmHWM");
    }

    double processorSeconds() {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1000.0;
    }

    /** The bytes of what lives; collects all garbage, so that the figures of memory are to be taken before. */
    long liveBytes() {
        try {
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(pid),
                            "GC.class_histogram")
                    .start();
            return number(TOTAL, new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long mebibytes(String file, String name) {
        try {
            String text = Files.readString(Path.of("/proc", String.valueOf(pid), file));
            return number(Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB"), text) >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no %s in %s".formatted(pattern, text));
        }
        return Long.parseLong(found.group(1));
    }
}
