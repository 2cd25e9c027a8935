package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The Go on the PATH, which never fetches another Go in its place. */
final class GoToolchain {

    private static final Pattern VERSION = Pattern.compile("(?:^|go ?)(\\d+(?:\\.\\d+){1,2})");
    private static final Map<String, String> ENVIRONMENT = Map.of("GOTOOLCHAIN", "local", "GOWORK", "off");

    private GoToolchain() {}

    /** Runs go in a folder and returns what it printed. */
    static String run(Path directory, Duration limit, List<String> arguments) {
        var words = new ArrayList<>(List.of("go"));
        words.addAll(arguments);
        return new Command(directory, ENVIRONMENT, limit, words).output().strip();
    }

    /** Returns version, operating system and architecture, or the empty text where there is no Go. */
    static String identity() {
        try {
            var directory = Path.of(System.getProperty("java.io.tmpdir"));
            return run(directory, Duration.ofMinutes(1), List.of("env", "GOVERSION", "GOOS", "GOARCH"));
        } catch (UncheckedIOException | IllegalStateException e) {
            return "";
        }
    }

    /** Tells whether a version, or the empty text for no Go, is at least the wanted one. */
    static boolean atLeast(String version, String wanted) {
        return Arrays.compare(numbers(version), numbers(wanted)) >= 0;
    }

    /** Returns the version a go.mod asks for. */
    static String wantedBy(Path goMod) {
        try (var lines = Files.lines(goMod)) {
            return lines.filter(line -> line.startsWith("go ")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(String version) {
        var matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            return new int[0];
        }
        return Pattern.compile("\\.")
                .splitAsStream(matcher.group(1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
