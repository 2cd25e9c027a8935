package io.bpfman.siblings.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * The labels and annotations of the pod that the command runs in, as a downwardAPI volume has them. Tekton copies a
 * TaskRun's onto its pod, and a PipelineRun's onto its TaskRuns.
 */
record PodInfo(Map<String, String> labels, Map<String, String> annotations) {

    private static final String TASK_RUN = "tekton.dev/taskRun";
    private static final String PIPELINE_RUN = "tekton.dev/pipelineRun";
    private static final int HEX = 16;
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:(x[0-9a-f]{2}|u[0-9a-f]{4}|U00(?:0[0-9a-f]|10)[0-9a-f]{4})|(.))");

    private static final Path DEFAULT_FOLDER = Path.of("/etc/podinfo");

    /** Of the folder that the flag names, or of the usual one if it is there. */
    static PodInfo given(ParseResult flags, String flag) {
        return Folders.given(flags, flag)
                .or(() -> Optional.of(DEFAULT_FOLDER).filter(Files::isDirectory))
                .map(PodInfo::read)
                .orElseGet(PodInfo::none);
    }

    /** Outside of a pod. */
    static PodInfo none() {
        return new PodInfo(Map.of(), Map.of());
    }

    /** Reads the files {@code labels} and {@code annotations} of the folder. */
    static PodInfo read(Path folder) {
        try {
            return new PodInfo(entries(folder.resolve("labels")), entries(folder.resolve("annotations")));
        } catch (IOException missing) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "no labels and annotations in %s: mount a downwardAPI volume there with the items labels and annotations"
                            .formatted(folder));
        }
    }

    /** The TaskRun whose pod it is; empty when it is none's. */
    Optional<String> taskRun() {
        return Optional.ofNullable(labels.get(TASK_RUN));
    }

    /** The PipelineRun that the TaskRun belongs to; empty when it stands by itself. */
    Optional<String> pipelineRun() {
        return Optional.ofNullable(labels.get(PIPELINE_RUN));
    }

    private static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf("=\"");
            if (equals > 0 && line.endsWith("\"")) {
                entries.put(line.substring(0, equals), unquoted(line.substring(equals + 2, line.length() - 1)));
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    /** Undoes Go's {@code %q} (Kubernetes: pkg/fieldpath/fieldpath.go, FormatMap). */
    private static String unquoted(String quoted) {
        return ESCAPE.matcher(quoted).replaceAll(escape -> Matcher.quoteReplacement(escaped(escape)));
    }

    private static String escaped(MatchResult escape) {
        @Nullable String digits = escape.group(1);
        return digits == null
                ? single(escape.group(2))
                : Character.toString(Integer.parseInt(digits.substring(1), HEX));
    }

    private static String single(String letter) {
        return switch (letter) {
            case "a" -> "\u0007";
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "v" -> "\u000b";
            default -> letter;
        };
    }
}
