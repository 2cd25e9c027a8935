package io.bpfman.siblings;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.fixtures.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One folder of src/test/resources/scenarios: what the README there says. */
public record Scenario(Path folder) {

    private static final Path ALL = Path.of("src", "test", "resources", "scenarios");

    /** Every scenario. */
    public static List<Scenario> all() {
        return list(ALL, "").stream()
                .filter(Files::isDirectory)
                .map(Scenario::new)
                .toList();
    }

    /** Every object that the cluster holds. */
    public List<JsonNode> cluster() {
        return list(folder, "given-").stream().map(Scenario::read).toList();
    }

    /** The name of the CustomRun that is looked at. */
    public String lookedAt() {
        List<String> waits = cluster().stream()
                .filter(object -> "CustomRun".equals(object.path("kind").asText()))
                .map(object -> object.at("/metadata/name").asText())
                .filter(name ->
                        !when().has("run") || name.equals(when().path("run").asText()))
                .toList();
        if (waits.size() != 1) {
            throw new AssertionError("%s: when.yaml must say in run: which of these is looked at: %s"
                    .formatted(folder.getFileName(), waits));
        }
        return waits.get(0);
    }

    /** When it is looked at. */
    public Instant now() {
        return Instant.parse(when().path("now").asText());
    }

    /** Which kinds cannot be seen. */
    public Set<UnreadableKind> unreadable() {
        return when().path("unseen").properties().stream()
                .map(kind -> new UnreadableKind(
                        UnreadableKind.Kind.valueOf(kind.getKey().toUpperCase(Locale.ROOT)),
                        UnreadableKind.Why.valueOf(kind.getValue().asText().toUpperCase(Locale.ROOT))))
                .collect(Collectors.toSet());
    }

    /** Whether the real control plane must come to the same. */
    public boolean live() {
        return when().path("live").asBoolean();
    }

    /** The status that the run then has, as far as it matters. */
    public JsonNode then() {
        return read(folder.resolve("then-status.yaml"));
    }

    private JsonNode when() {
        return read(folder.resolve("when.yaml"));
    }

    private static JsonNode read(Path file) {
        try {
            return Wire.read(Files.readString(file), JsonNode.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> list(Path folder, String prefix) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
