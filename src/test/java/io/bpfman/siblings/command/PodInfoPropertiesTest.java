package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PodInfoPropertiesTest {

    @Property
    void whatKubernetesWritesIsReadBack(@ForAll("texts") String label, @ForAll("texts") String annotation)
            throws IOException {
        Map<String, String> labels = Map.of("app", label, "tekton.dev/taskRun", "build");
        Map<String, String> annotations = Map.of("example.com/a", annotation, "example.com/b", label + annotation);
        Path folder = Files.createTempDirectory("podinfo");
        try {
            Files.writeString(folder.resolve("labels"), formatMap(labels));
            Files.writeString(folder.resolve("annotations"), formatMap(annotations));

            assertThat(PodInfo.read(folder)).isEqualTo(new PodInfo(labels, annotations));
        } finally {
            Files.delete(folder.resolve("labels"));
            Files.delete(folder.resolve("annotations"));
            Files.delete(folder);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Integer> any = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> Character.getType(point) != Character.SURROGATE);
        Arbitrary<Integer> special =
                Arbitraries.of("\"\\\u0000\u0007\b\f\n\r\t\u000b\u001b\u007f\u0085\u00a0\u2028=xuU0aé€🎉 "
                        .codePoints()
                        .boxed()
                        .toList());
        return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(3, special))
                .list()
                .ofMaxSize(30)
                .map(points -> points.stream().map(Character::toString).collect(Collectors.joining()));
    }

    private static String formatMap(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quote(entry.getValue()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Go: src/strconv/quote.go, appendEscapedRune. */
    private static String quote(String text) {
        return text.codePoints().mapToObj(PodInfoPropertiesTest::quote).collect(Collectors.joining("", "\"", "\""));
    }

    private static String quote(int point) {
        if (point == '"' || point == '\\') {
            return "\\" + Character.toString(point);
        }
        if (isPrint(point)) {
            return Character.toString(point);
        }
        return switch (point) {
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 11 -> "\\v";
            default -> {
                if (point < ' ' || point == 0x7f) {
                    yield "\\x%02x".formatted(point);
                }
                yield point < 0x10000 ? "\\u%04x".formatted(point) : "\\U%08x".formatted(point);
            }
        };
    }

    /** Go: src/strconv/quote.go, IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
    private static boolean isPrint(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
