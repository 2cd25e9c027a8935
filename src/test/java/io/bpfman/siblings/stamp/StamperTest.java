package io.bpfman.siblings.stamp;

import static io.bpfman.siblings.stamp.Stamps.AGENT;
import static io.bpfman.siblings.stamp.Stamps.BUNDLE;
import static io.bpfman.siblings.stamp.Stamps.CSV;
import static io.bpfman.siblings.stamp.Stamps.image;
import static io.bpfman.siblings.stamp.Stamps.stampedBundle;
import static io.bpfman.siblings.stamp.Stamps.stamping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.manifest.UnusableManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StamperTest {

    private static final String OLD = "quay.io/x/agent";
    private static final String NEW = image("registry.example.com/x/agent", 'a');

    private static Stamped stamp(String text) {
        return Stamper.stamp(Map.of("m.yaml", text), stamping().image(OLD, NEW).request());
    }

    private static String stamped(String text) {
        return done(stamp(text)).getOrDefault("m.yaml", text);
    }

    private static Map<String, String> done(Stamped stamped) {
        assertThat(stamped).isInstanceOf(Stamped.Done.class);
        return ((Stamped.Done) stamped).files();
    }

    private static List<String> refused(Stamped stamped) {
        assertThat(stamped).isInstanceOf(Stamped.Refused.class);
        return ((Stamped.Refused) stamped).problems();
    }

    private static String csvOf(Map<String, String> files) {
        return Objects.requireNonNull(files.get(CSV));
    }

    @Test
    void ofABundleOnlyTheLinesThatNameTheImagesChange() {
        List<String> changed = new ArrayList<>();
        stampedBundle().forEach((name, after) -> {
            List<String> before =
                    Objects.requireNonNull(BUNDLE.get(name)).lines().toList();
            List<String> lines = after.lines().toList();
            assertThat(lines).hasSameSizeAs(before);
            for (int line = 0; line < lines.size(); line++) {
                if (!lines.get(line).equals(before.get(line))) {
                    changed.add(lines.get(line).strip().replaceAll("sha256:(.)\\1{63}", "$1"));
                }
            }
        });

        assertThat(changed)
                .containsExactly(
                        "bpfman.agent.image: registry.example.com/bpfman/bpfman-agent@a # the older form",
                        "bpfman.image: 'registry.example.com/bpfman/bpfman@b'",
                        "\"agent\": {\"image\": \"registry.example.com/bpfman/bpfman-agent@a\", \"healthProbePort\": 8175},",
                        "\"daemon\": {\"image\": \"registry.example.com/bpfman/bpfman@b\"}",
                        "containerImage: registry.example.com/bpfman/bpfman-rhel9-operator@d",
                        "value: registry.example.com/bpfman/bpfman@b",
                        "value: \"registry.example.com/bpfman/bpfman-agent@a\"",
                        "image: registry.example.com/bpfman/bpfman-rhel9-operator@d");
    }

    @Test
    void aSecondRunChangesNothing() {
        Map<String, String> once = new TreeMap<>(BUNDLE);
        once.putAll(stampedBundle());

        assertThat(done(Stamper.stamp(once, stamping().bundle().request()))).isEmpty();
    }

    @Test
    void aSecondRunWritesAnotherDigest() {
        Map<String, String> once = new TreeMap<>(BUNDLE);
        once.putAll(stampedBundle());
        String newer = image("registry.example.com/bpfman/bpfman-agent", 'e');

        assertThat(csvOf(done(Stamper.stamp(
                        once, stamping().bundle().image(AGENT, newer).request()))))
                .contains("value: \"" + newer + '"');
    }

    static List<Arguments> styles() {
        return List.of(
                arguments("a: quay.io/x/agent:v1 # why", "a: " + NEW + " # why"),
                arguments("a: quay.io/x/agent", "a: " + NEW),
                arguments("a: quay.io/x/agent:v1@sha256:" + "f".repeat(64), "a: " + NEW),
                arguments("a: 'quay.io/x/agent:v1'", "a: '" + NEW + "'"),
                arguments("a: 'it''s quay.io/x/agent:v1.'", "a: 'it''s " + NEW + ".'"),
                arguments("a: \"quay.io/x/agent:v1\"", "a: \"" + NEW + "\""),
                arguments("a: \"one\\nquay.io/x/agent:v1\\n\"", "a: \"one\\n" + NEW + "\\n\""),
                arguments("a: \"--image=quay.io/x/agent:v1\"", "a: \"--image=" + NEW + "\""),
                arguments("a: docker://quay.io/x/agent:v1", "a: docker://" + NEW),
                arguments("a: |-\n  {\"i\":\"quay.io/x/agent:v1\"}", "a: |-\n  {\"i\":\"" + NEW + "\"}"),
                arguments("a: >\n  one\n  quay.io/x/agent:v1\nb: 1", "a: >\n  one\n  " + NEW + "\nb: 1"),
                arguments("a: one\n  quay.io/x/agent:v1 two\nb: 1", "a: one\n  " + NEW + " two\nb: 1"),
                arguments("a: \"quay.io/x/\\\n  agent:v1\"\nb: 1", "a: \"" + NEW + "\"\nb: 1"),
                arguments("a: \"quay.io\\/x/agent:v1\" # b", "a: \"" + NEW + "\" # b"),
                arguments("a: quay.io/x/agent:v1\r\nb: 1\r\n", "a: " + NEW + "\r\nb: 1\r\n"),
                arguments("\ufeffa: quay.io/x/agent:v1", "\ufeffa: " + NEW),
                arguments("b: 🎉🎉\na: quay.io/x/agent:v1", "b: 🎉🎉\na: " + NEW),
                arguments("{\"a\": \"quay.io/x/agent:v1\",\"b\":[]}", "{\"a\": \"" + NEW + "\",\"b\":[]}"),
                arguments("- [quay.io/x/agent:v1, 2]\n---\na: quay.io/x/agent", "- [" + NEW + ", 2]\n---\na: " + NEW),
                arguments("a: quay.io/x/agent:1 quay.io/x/agent:2", "a: " + NEW + ' ' + NEW));
    }

    @ParameterizedTest
    @MethodSource("styles")
    void onlyTheCharactersOfTheImageChange(String before, String after) {
        assertThat(stamped(before)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quay.io/x/agent-tools:v1",
                "quay.io/x/agent/app-test:v1",
                "https://quay.io/x/agent",
                "https://quay.io/x/agent:v1",
                "my.quay.io/x/agent:v1",
                "see quay.io/x/agent",
                "quay.io/x/agent@v1.2",
                "user@quay.io/x/agent:v1",
                "/quay.io/x/agent:v1"
            })
    void whatOnlyLooksLikeTheImageStays(String text) {
        assertThat(refused(stamp("a: " + text))).hasSize(1);
    }

    @Test
    void anImageThatIsNowhereIsRefusedWithWhatIsThere() {
        assertThat(refused(stamp("a: quay.io/y/one:v1\nb: [quay.io/y/two, quay.io/y/one:v2]")))
                .containsExactly(
                        "no manifest names an image of quay.io/x/agent; there are: quay.io/y/one, quay.io/y/two");
    }

    @Test
    void aVariableGetsTheImageWhateverItHad() {
        Map<String, String> files = done(Stamper.stamp(
                BUNDLE,
                stamping().bundle().variable("BPFMAN_IMAGE_PULL_POLICY", NEW).request()));

        assertThat(csvOf(files)).contains("name: BPFMAN_IMAGE_PULL_POLICY\n                  value: " + NEW + "\n");
    }

    @Test
    void aVariableWithoutAValueGetsOne() {
        String pod =
                "a: {containers: [{env: [{name: OTHER, value: x}]}]}\nspec:\n  containers:\n  - env:\n    - name: IMG\n      value:%s\n    image: "
                        + NEW + "\n";

        assertThat(done(Stamper.stamp(
                        Map.of("m.yaml", pod.formatted("")),
                        stamping().variable("IMG", NEW).request())))
                .containsValue(pod.formatted(" " + NEW));
    }

    @Test
    void aVariableThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThat(refused(Stamper.stamp(
                        BUNDLE,
                        stamping().bundle().variable("POD_NAMESPACE", NEW).request())))
                .containsExactly("no container has the environment variable POD_NAMESPACE with a value; there are: "
                        + "BPFMAN_AGENT_IMG, BPFMAN_IMAGE_PULL_POLICY, BPFMAN_IMG, GO_LOG");
    }

    static List<Arguments> unusable() {
        return List.of(
                arguments(
                        "a: &x quay.io/x/agent:v1\nb: *x", "m.yaml:1: an anchor or alias stands on what would change"),
                arguments(
                        "a: &x\n  - quay.io/x/agent:v1\nb: *x",
                        "m.yaml:2: an anchor or alias stands on what would change"),
                arguments("a: 1\nb: {c: quay.io/x/agent:v1, c: 2}", "m.yaml:2: the key c stands twice"),
                arguments("a: [ # ConfigMap", "m.yaml: not YAML: "),
                arguments("a: &x [*x] # @sha256", "m.yaml:1: an alias stands within what it names"),
                arguments("# @sha256\n" + "[".repeat(100_000), "m.yaml: not YAML: nested deeper than 200 levels"),
                arguments(laughs(), "m.yaml: more than 2000000 values"));
    }

    private static String laughs() {
        StringBuilder text = new StringBuilder("# @sha256\na0: &a0 [x,x]\n");
        for (int level = 1; level < 25; level++) {
            text.append("a%d: &a%d [%s]%n".formatted(level, level, "*a%d,*a%d".formatted(level - 1, level - 1)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void whatCannotBeChangedWithoutARiskIsRefused(String text, String problem) {
        assertThatExceptionOfType(UnusableManifest.class)
                .isThrownBy(() -> stamp(text))
                .withMessageStartingWith(problem);
    }

    @Test
    void anAliasElsewhereIsNoHindrance() {
        assertThat(stamped("a: &x 1\nb: *x\nc: quay.io/x/agent:v1")).endsWith("c: " + NEW);
    }

    @Test
    void twoVersionsOfAnOperatorAreNoBundle() {
        Map<String, String> two = Map.of("a.yaml", csvOf(BUNDLE), "b.yaml", csvOf(BUNDLE));

        assertThat(refused(Stamper.stamp(two, stamping().bundle().request())))
                .containsExactly("there are 2 ClusterServiceVersions: a.yaml, b.yaml; a bundle has one");
    }

    static Stream<Arguments> unpinned() {
        String pod = "spec:\n  containers:\n  - image: quay.io/x/agent:v1\n    ";
        return Stream.of(
                arguments(pod + "env: [{name: A, value: 'quay.io/y/b:v1'}]", "m.yaml:4: quay.io/y/b:v1"),
                arguments(pod + "args: [--image=quay.io/y/b:v1]", "m.yaml:4: quay.io/y/b:v1"),
                arguments(pod + "command: [x, 'localhost:5000/b:v1']", "m.yaml:4: localhost:5000/b:v1"),
                arguments(
                        pod + "env: [{name: A, value: 'quay.io/y/b@sha256:123'}]", "m.yaml:4: quay.io/y/b@sha256:123"),
                arguments("a: quay.io/x/agent:v1\nspec: {initContainers: [{image: b}]}", "m.yaml:2: b"),
                arguments(
                        "kind: ConfigMap\ndata: {a: quay.io/x/agent:v1, b: 'quay.io/y/b:v1'}",
                        "m.yaml:2: quay.io/y/b:v1"));
    }

    @ParameterizedTest
    @MethodSource("unpinned")
    void whatRunsMustBePinned(String text, String image) {
        assertThat(stamp(text)).isEqualTo(new Stamped.Unpinned(List.of(image)));
    }

    @Test
    void aRepositoryMayBeAllowedToRunUnpinned() {
        StampRequest request =
                stamping().image(OLD, NEW).unpinned("quay.io/y/b").request();

        assertThat(Stamper.stamp(
                        Map.of("m.yaml", "a: quay.io/x/agent:v1\nspec: {containers: [{image: 'quay.io/y/b:v1'}]}"),
                        request))
                .isInstanceOf(Stamped.Done.class);
        assertThat(request.allowedUnpinned()).isEqualTo(Set.of(new ImageRepository("quay.io/y/b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1:8080", "http://127.0.0.1:8174/", "/etc/x:ro", "a/b:c", "unix:///run/x.sock", "v1"})
    void whatIsNoImageNeedsNoDigest(String setting) {
        assertThat(stamp("a: quay.io/x/agent:v1\nspec: {containers: [{args: ['" + setting + "']}]}"))
                .isInstanceOf(Stamped.Done.class);
    }
}
