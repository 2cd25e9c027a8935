package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of a pod as its containers are told them, in environment variables or files. */
final class DownwardApi {

    private static final Pattern ONE_OF_MANY = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

    private DownwardApi() {}

    /** Returns the text of a field. Kubernetes: pkg/fieldpath/fieldpath.go. */
    static String value(Pod pod, String field) {
        var metadata = pod.getMetadata();
        var one = ONE_OF_MANY.matcher(field);
        if (one.matches()) {
            var many = one.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
            return Optional.ofNullable(many.get(one.group(2))).orElse("");
        }
        return switch (field) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(metadata.getLabels());
            case "metadata.annotations" -> lines(metadata.getAnnotations());
            default -> throw new IllegalArgumentException("no container is told the field " + field);
        };
    }

    private static String lines(Map<String, String> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** Quotes as Go's %q does. */
    static String quoted(String text) {
        return text.codePoints().mapToObj(DownwardApi::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x0b -> "\\v";
            default -> isPrintable(character) ? Character.toString(character) : number(character);
        };
    }

    private static String number(int character) {
        var format = character < ' ' || character == 0x7f ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x";
        return format.formatted(character);
    }

    /** Go: unicode.IsPrint; of all blanks only the space of ASCII is printable. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
