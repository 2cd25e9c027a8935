package io.bpfman.siblings.stamp;

import static io.bpfman.siblings.stamp.Stamps.image;
import static io.bpfman.siblings.stamp.Stamps.stamping;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.ManifestString;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of a stamp: it changes the images that were named and nothing else, and a second time nothing. */
class StamperPropertiesTest {

    private static final String OLD = "quay.io/x/agent:v1";
    private static final String NEW = image("registry.example.com/x/agent", 'a');

    @Property(tries = 300)
    void eachStringIsWhatItWasWithTheNewImageInIt(@ForAll("manifests") String text) {
        Stamped stamped = stamp(text);

        assertThat(stamped).isInstanceOf(Stamped.Done.class);
        String after = ((Stamped.Done) stamped).files().getOrDefault("m.yaml", text);
        assertThat(strings(after))
                .isEqualTo(strings(text).stream()
                        .map(value -> value.replaceAll("(?<![\\w./@-])" + OLD + "(?![\\w/@-])", NEW))
                        .toList());
        assertThat(((Stamped.Done) stamp(after)).files()).isEmpty();
    }

    private static Stamped stamp(String text) {
        return Stamper.stamp(
                Map.of("m.yaml", text), stamping().image("quay.io/x/agent", NEW).request());
    }

    private static List<String> strings(String text) {
        return ManifestFile.parse("m.yaml", text).strings().stream()
                .map(ManifestString::value)
                .toList();
    }

    @Provide
    Arbitrary<String> manifests() {
        Arbitrary<String> entry =
                Combinators.combine(Arbitraries.of(Style.values()), words()).as((style, words) -> style.entry(words));
        return Combinators.combine(
                        entry.list().ofMinSize(1).ofMaxSize(6), Arbitraries.of("\n", "\r\n"), Arbitraries.of("", "🎉"))
                .as((entries, lineEnd, before) -> {
                    StringBuilder text = new StringBuilder("first: [%s, %s]\n".formatted(OLD, before));
                    for (int index = 0; index < entries.size(); index++) {
                        text.append("k")
                                .append(index)
                                .append(entries.get(index))
                                .append('\n');
                    }
                    return text.toString().replace("\n", lineEnd);
                });
    }

    private Arbitrary<List<String>> words() {
        return Arbitraries.of(
                        OLD,
                        OLD + ".",
                        "--image=" + OLD,
                        "quay.io/x/agent-tools:v1",
                        "see quay.io/x/agent",
                        "https://" + OLD,
                        "a",
                        "ä",
                        "🎉",
                        "it's",
                        "#",
                        "{}",
                        "\\n")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    /** The ways in which YAML writes a string. */
    private enum Style {
        SINGLE {
            @Override
            String entry(List<String> words) {
                return ": '" + String.join(" ", words).replace("'", "''") + "' # " + OLD;
            }
        },
        DOUBLE {
            @Override
            String entry(List<String> words) {
                return ": \"" + String.join("\\n", words).replace("\\\\n", "\\n") + '"';
            }
        },
        SPLIT {
            @Override
            String entry(List<String> words) {
                return ": \"x " + String.join(" ", words).replace("\\n", "").replace("agent", "ag\\\n  ent") + '"';
            }
        },
        LITERAL {
            @Override
            String entry(List<String> words) {
                return ": |\n  " + String.join("\n  ", words);
            }
        },
        FOLDED {
            @Override
            String entry(List<String> words) {
                return ": >-\n  " + String.join("\n  ", words);
            }
        };

        abstract String entry(List<String> words);
    }
}
