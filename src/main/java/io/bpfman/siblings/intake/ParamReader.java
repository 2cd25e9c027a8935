package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.bpfman.siblings.text.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads params of any shape by the shape that is wanted, and notes what is wrong with them. */
final class ParamReader {

    private static final int LONGEST_QUOTE = 64;

    private final Map<String, JsonNode> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    ParamReader(List<Param> params, Set<String> known) {
        SortedSet<String> unknown = new TreeSet<>();
        SortedSet<String> repeated = new TreeSet<>();
        for (Param param : params) {
            if (!known.contains(param.name())) {
                unknown.add(quoted(param.name()));
            } else if (values.put(param.name(), param.value()) != null) {
                repeated.add(param.name());
            }
        }
        if (!unknown.isEmpty()) {
            problem("unknown param %s; known are %s"
                    .formatted(String.join(", ", unknown), String.join(", ", new TreeSet<>(known))));
        }
        repeated.forEach(name -> problem("param %s is given twice".formatted(name)));
    }

    /** Notes what is wrong. */
    void problem(String text) {
        problems.add(text);
    }

    /** Everything wrong so far. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** The text; empty when it is absent, empty, or no text, which is noted. */
    Optional<String> text(String name) {
        @Nullable JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            problem("param %s must be a string".formatted(name));
            return Optional.empty();
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    /**
     * The texts of an array, or of one comma-separated string, which people write, too; empty when it is absent,
     * empty, or neither, which is noted.
     */
    List<String> texts(String name) {
        @Nullable JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return value.textValue().isBlank()
                    ? List.of()
                    : Arrays.stream(value.textValue().split(",", -1))
                            .map(String::strip)
                            .toList();
        }
        boolean texts = value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
        if (!texts) {
            problem("param %s must be an array of strings".formatted(name));
            return List.of();
        }
        List<String> elements = StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
        return elements.equals(List.of("")) ? List.of() : elements;
    }

    /** What somebody wrote, fit for a message: short, and without control characters. */
    static String quoted(String text) {
        String shortened = text.length() <= LONGEST_QUOTE ? text : Truncation.cut(text, LONGEST_QUOTE) + "…";
        StringBuilder safe = new StringBuilder("\"");
        shortened.codePoints().forEach(point -> {
            if (printable(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append("\\u%04x".formatted(point));
            }
        });
        return safe.append('"').toString();
    }

    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
