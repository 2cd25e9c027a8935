package io.bpfman.siblings.stamp;

import static io.bpfman.siblings.stamp.Stamps.BUNDLE;
import static io.bpfman.siblings.stamp.Stamps.CSV;
import static io.bpfman.siblings.stamp.Stamps.image;
import static io.bpfman.siblings.stamp.Stamps.stamping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.git.UnifiedDiff;
import io.bpfman.siblings.manifest.UnusableManifest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stamp writes beside images. */
class ClusterServiceVersionTest {

    private static final String KIND = "kind: ClusterServiceVersion\n";
    private static final String POD = """
            spec:
              install:
                spec:
                  deployments:
                  - spec: {template: {spec: {containers: [{name: a, image: '%s'}]}}}
            """;

    private static String stamped(String text, Stamps request) {
        Stamped stamped = Stamper.stamp(Map.of("c.yaml", text), request.request());
        assertThat(stamped).isInstanceOf(Stamped.Done.class);
        return ((Stamped.Done) stamped).files().getOrDefault("c.yaml", text);
    }

    private static List<String> refused(String text, Stamps request) {
        Stamped stamped = Stamper.stamp(Map.of("c.yaml", text), request.request());
        assertThat(stamped).isInstanceOf(Stamped.Refused.class);
        return ((Stamped.Refused) stamped).problems();
    }

    /** The lines that a stamp removes and adds. */
    private static List<String> changes(Stamps request) {
        Stamped stamped = Stamper.stamp(
                BUNDLE,
                request.unpinned("quay.io/bpfman/bpfman")
                        .unpinned("quay.io/bpfman/bpfman-agent")
                        .unpinned("quay.io/bpfman/bpfman-operator")
                        .request());
        assertThat(stamped).isInstanceOf(Stamped.Done.class);
        String before = Objects.requireNonNull(BUNDLE.get(CSV));
        String after = ((Stamped.Done) stamped).files().getOrDefault(CSV, before);
        return UnifiedDiff.of("", before, after)
                .lines()
                .filter(line -> line.matches("[-+](?![-+]{2}).*"))
                .toList();
    }

    @Test
    void theVersionStandsInTheNameAsWell() {
        assertThat(changes(stamping().version("0.7.0-rc.1")))
                .containsExactly(
                        "-  name: bpfman-operator.v0.6.0",
                        "+  name: bpfman-operator.v0.7.0-rc.1",
                        "-  version: 0.6.0",
                        "+  version: 0.7.0-rc.1");
    }

    @Test
    void aNameWithoutAVersionIsRefused() {
        assertThat(refused(KIND + "metadata: {name: x}\n", stamping().version("1.2.3")))
                .containsExactly("c.yaml: metadata.name x has no version behind .v that --version could replace");
    }

    @Test
    void timeAndArchitecturesGoToTheirSortedPlaces() {
        assertThat(changes(stamping()
                        .createdAt("2026-01-31T12:00:00Z")
                        .architecture("arm64")
                        .architecture("amd64")))
                .containsExactly(
                        "+    createdAt: \"2026-01-31T12:00:00Z\"", "+    operatorframework.io/arch.arm64: supported");
    }

    @Test
    void withoutAClusterServiceVersionThereIsNothingToWriteThemInto() {
        assertThat(refused("kind: ConfigMap\n", stamping().version("1.2.3")))
                .containsExactly("there is no ClusterServiceVersion in c.yaml");
    }

    @Test
    void anImageThatRunsIsRelatedOnce() {
        String one = image("quay.io/x/one", 'a');
        String text = KIND + POD.formatted(one);

        assertThat(stamped(text, stamping().relatedImages()))
                .isEqualTo(text + "  relatedImages:\n  - image: %s\n    name: one\n".formatted(one));
        assertThat(stamped(stamped(text, stamping().relatedImages()), stamping().relatedImages()))
                .isEqualTo(stamped(text, stamping().relatedImages()));
    }

    static List<Arguments> lists() {
        String one = image("quay.io/x/one", 'a');
        String two = image("quay.io/x/two", 'b');
        String item = "- image: %s\n".formatted(one);
        return List.of(
                arguments(
                        "  relatedImages:\n    # by hand\n    - name: other\n      image: %s\n  version: 1.0.0\n"
                                .formatted(two),
                        "  relatedImages:\n    # by hand\n    - name: other\n      image: %s\n    %s      name: one\n  version: 1.0.0\n"
                                .formatted(two, item)),
                arguments(
                        "  relatedImages:\n  - name: mine\n    image: %s".formatted(one),
                        "  relatedImages:\n  - name: mine\n    image: %s".formatted(one)),
                arguments(
                        "  relatedImages:\n  - name: mine\n    image: %s # old\n"
                                .formatted(image("quay.io/x/one", 'e')),
                        "  relatedImages:\n  - name: mine\n    image: %s # old\n".formatted(one)),
                arguments(
                        "  relatedImages: []\n",
                        "  relatedImages: [{\"image\": \"%s\", \"name\": \"one\"}]\n".formatted(one)),
                arguments(
                        "  relatedImages:\n  - name: other\n    image: %s".formatted(two),
                        "  relatedImages:\n  - name: other\n    image: %s\n  - image: %s\n    name: one"
                                .formatted(two, one)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void entriesThatAreThereStay(String before, String after) {
        String text = KIND + POD.formatted(image("quay.io/x/one", 'a'));

        assertThat(stamped(text + before, stamping().relatedImages())).isEqualTo(text + after);
    }

    @Test
    void anEntryFollowsTheVariableThatRuns() {
        String text = KIND
                + POD.formatted(image("quay.io/x/one", 'a')).replace("}]}}}", ", env: [{name: IMG, value: x}]}]}}}")
                + "  relatedImages:\n  - image: \"%s\"\n    name: two\n".formatted(image("quay.io/x/two", 'b'));
        Stamps request = stamping()
                .image("quay.io/x/two", image("quay.io/x/two", 'c'))
                .variable("IMG", image("quay.io/x/two", 'd'))
                .relatedImages();

        assertThat(stamped(text, request)).contains("- image: \"%s\"\n".formatted(image("quay.io/x/two", 'd')));
    }

    @Test
    void twoImagesOfOneNameAreRefused() {
        String text = KIND
                + POD.formatted(image("quay.io/x/one", 'a'))
                + "  relatedImages: [{name: one, image: '%s'}]\n".formatted(image("quay.io/y/one", 'b'));

        assertThat(refused(text, stamping().relatedImages()))
                .containsExactly(
                        "relatedImages would have the name one for both %s and %s; give one of them an entry by hand"
                                .formatted(image("quay.io/y/one", 'b'), image("quay.io/x/one", 'a')));
    }

    static List<Arguments> patches() {
        return List.of(
                arguments("spec: {a: 1}\n", "spec: {a: null}", "cannot remove a"),
                arguments("spec:\n  a: 1\n  b: 2\n", "spec: {a: null}", "spec:\n  b: 2\n"),
                arguments("spec:\n  a: 1 # x\n  b:\n  - c\n", "spec: {b: null}", "spec:\n  a: 1 # x\n"),
                arguments("spec:\n  a: x # why\n", "spec: {a: z}", "spec:\n  a: z # why\n"),
                arguments("spec:\n  a: 'x'\n", "spec: {a: it's}", "spec:\n  a: \"it's\"\n"),
                arguments("spec:\n  a: x\n", "spec: {a: yes}", "spec:\n  a: \"yes\"\n"),
                arguments(
                        "spec:\n  a: 1 # n\n  c: 3\n",
                        "spec: {a: 2, b: true}",
                        "spec:\n  a: 2 # n\n  b: true\n  c: 3\n"),
                arguments("spec:\n  b: 1\n", "spec: {a: {x: {y: z, n: null}}}", "spec:\n  a: {x: {y: z}}\n  b: 1\n"),
                arguments(
                        "spec:\n  a: # l\n  - 1\n  b: 2\n",
                        "spec:\n  a:\n  - 3\n  - 4\n",
                        "spec:\n  a: # l\n  - 3\n  - 4\n  b: 2\n"),
                arguments(
                        "spec:\n  a:\n    b: 1\n  c: 2\n",
                        "spec: {a: {z: 1}, c: null}",
                        "spec:\n  a:\n    b: 1\n    z: 1\n"),
                arguments("spec:\n  a: {}\n", "spec: {a: {b: c}}", "spec:\n  a: {b: c}\n"),
                arguments(
                        "spec:\n  a: x # t\n",
                        "spec:\n  a: |\n    one\n    two\n",
                        "spec:\n  a: | # t\n    one\n    two\n"),
                arguments("spec:\n  a: |\n    one\n  b: 1\n", "spec:\n  a: two\n", "spec:\n  a: two\n  b: 1\n"),
                arguments("spec:\r\n  b: 1\r\n", "spec:\n  a:\n    c: d\n", "spec:\r\n  a:\r\n    c: d\r\n  b: 1\r\n"),
                arguments("{\"spec\": {\"b\": 1}}", "spec: {a: [x, 1]}", "{\"spec\": {\"b\": 1, \"a\": [\"x\", 1]}}"));
    }

    @ParameterizedTest
    @MethodSource("patches")
    void aPatchIsMergedInPlace(String before, String patch, String after) {
        String kind = before.startsWith("{") ? "" : before.contains("\r") ? KIND.replace("\n", "\r\n") : KIND;
        String text =
                before.startsWith("{") ? before.replaceFirst("\\{", "{\"kind\": \"ClusterServiceVersion\", ") : before;
        String wanted =
                before.startsWith("{") ? after.replaceFirst("\\{", "{\"kind\": \"ClusterServiceVersion\", ") : after;
        if (after.startsWith("cannot")) {
            assertThatExceptionOfType(UnusableManifest.class)
                    .isThrownBy(() -> stamped(kind + text, stamping().patch(patch)))
                    .withMessageContaining(after);
        } else {
            assertThat(stamped(kind + text, stamping().patch(patch))).isEqualTo(kind + wanted);
        }
    }
}
