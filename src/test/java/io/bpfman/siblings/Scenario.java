package io.bpfman.siblings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.fixtures.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One folder of src/test/resources/scenarios: what the README there says. */
public record Scenario(Path folder) {

    private static final Path ALL = Path.of("src", "test", "resources", "scenarios");
    private static final Path CAST = ALL.resolve("cast");

    /** Every scenario. */
    public static List<Scenario> all() {
        return list(ALL, "").stream()
                .filter(Files::isDirectory)
                .filter(folder -> !folder.equals(CAST))
                .map(Scenario::new)
                .toList();
    }

    /** The files of the cast that no scenario has, and that no other file is like. */
    public static List<String> idle() {
        Set<String> used = Stream.concat(all().stream().map(Scenario::folder), Stream.of(CAST))
                .flatMap(folder -> list(folder, "").stream())
                .map(Scenario::read)
                .flatMap(file -> Stream.concat(file.path("cast").valueStream(), Stream.of(file.path("like"))))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        return list(CAST, "").stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> !used.contains(file.replace(".yaml", "")))
                .toList();
    }

    /** Every object that the cluster holds: those of the cast, and then the folder's own. */
    public List<JsonNode> cluster() {
        Path when = folder.resolve("when.yaml");
        List<JsonNode> objects = Stream.concat(
                        when().path("cast").valueStream().map(name -> member(name.asText(), when)),
                        list(folder, "given-").stream().map(Scenario::object))
                .toList();
        Set<String> names = new HashSet<>();
        for (JsonNode object : objects) {
            String name = object.path("kind").asText() + " "
                    + object.at("/metadata/name").asText();
            String group = object.path("apiVersion").asText().replaceAll("/.*", "");
            if (!names.add(group + " " + name)) {
                throw new AssertionError(
                        "%s: %s is there twice: take it out of cast in when.yaml, or give the other one its own name"
                                .formatted(folder, name));
            }
        }
        return objects;
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

    private static JsonNode member(String name, Path whoAsks) {
        Path file = CAST.resolve(name + ".yaml");
        if (!Files.exists(file)) {
            throw new AssertionError("%s: there is no %s: add it, or name one that is there".formatted(whoAsks, file));
        }
        return object(file);
    }

    private static JsonNode object(Path file) {
        ObjectNode object = (ObjectNode) read(file);
        JsonNode like = object.remove("like");
        if ((like == null) != object.has("kind")) {
            throw new AssertionError("%s: needs kind, where it is a whole object, or like, where it changes one of %s"
                    .formatted(file, CAST));
        }
        return like == null ? object : merge(member(like.asText(), file), object);
    }

    /** As {@code kubectl patch --type=merge} does it, RFC 7386. */
    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode fields ? fields : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
            }
        });
        return merged;
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
