package io.bpfman.siblings.validate;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.manifest.ManifestFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleCheckTest {

    private static final String OPERATOR = "quay.io/t/operator@" + digest('a');
    private static final String AGENT = "quay.io/t/agent@" + digest('b');
    private static final String RELEASED_AGENT = "registry.example.com/agent@" + digest('b');

    private static final Snapshot SNAPSHOT = Snapshot.parse("""
            {"application": "x", "components": [
              {"name": "operator", "containerImage": "%s"},
              {"name": "agent", "containerImage": "%s"},
              {"name": "bundle", "containerImage": "quay.io/t/bundle@%s"}]}""".formatted(OPERATOR, AGENT, digest('c')));

    private static final Rules RULES = new Rules(
            Map.of(new ImageRepository("registry.example.com/agent"), new ComponentName("agent")),
            Set.of(new ImageRepository("quay.io/other/proxy")),
            Set.of());

    private static List<String> findings(String text, Rules rules, Platforms platforms) {
        return BundleCheck.check(
                        SNAPSHOT,
                        Set.of(new ComponentName("bundle")),
                        List.of(ManifestFile.parse("m.yaml", text)),
                        rules,
                        platforms)
                .stream()
                .map(finding -> finding.severity() + " " + finding)
                .map(said -> said.replaceAll("sha256:(.)\\1{63}", "$1"))
                .toList();
    }

    private static List<String> findings(String text) {
        return findings(text, RULES, Platforms.none());
    }

    /** Names the operator in a container, all that runs among the related images, and then what is given. */
    private static String csv(String more) {
        return """
                kind: ClusterServiceVersion
                metadata: {labels: {operatorframework.io/arch.amd64: supported, operatorframework.io/arch.s390x: unsupported}}
                spec:
                  relatedImages: [{name: a, image: '%s'}, {name: b, image: '%s'}]
                  pod: {containers: [{image: '%s'}]}
                """.formatted(OPERATOR, AGENT, OPERATOR) + more;
    }

    @Test
    void aBundleThatNamesTheSnapshotsImagesIsAsItMustBe() {
        assertThat(findings(csv(""))).isEmpty();
    }

    static List<Arguments> forms() {
        return List.of(
                arguments("  env: [{name: X, value: '%s'}]\n"),
                arguments("  install: {containers: [{image: '%s'}]}\n"),
                arguments("  install: {initContainers: [{image: '%s'}]}\n"),
                arguments("  install: {containers: [{image: '" + OPERATOR + "', args: ['--agent=%s', x]}]}\n"),
                arguments("  install: {containers: [{image: '" + OPERATOR + "', env: [{value: '%s', name: X}]}]}\n"),
                arguments("  description: see %s.\n"),
                arguments("  annotations: {alm-examples: '[{\"image\": \"%s\"}]'}\n"),
                arguments("---\nkind: ConfigMap\ndata: {x: '%s'}\n"),
                arguments("---\nkind: ConfigMap\ndata:\n  x: |\n    agent = \"%s\" # why\n"),
                arguments("---\n- [%s]\n"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aStaleDigestIsFoundWhereverItStands(String form) {
        assertThat(findings(csv(form.formatted("registry.example.com/agent@" + digest('e')))))
                .anyMatch(
                        finding -> finding.startsWith(
                                "FAILURE stale: registry.example.com/agent@e is not in the Snapshot, which has b of agent (m.yaml:"));
    }

    static List<Arguments> references() {
        return List.of(
                arguments(RELEASED_AGENT, ""),
                arguments("elsewhere.example.com/mirror/agent@" + digest('b'), ""),
                arguments("quay.io/t/agent:v1@" + digest('b'), ""),
                arguments("quay.io/other/proxy@" + digest('e'), ""),
                arguments("https://quay.io/other", ""),
                arguments(
                        "quay.io/t/agent@" + digest('e'),
                        "FAILURE stale: quay.io/t/agent@e is not in the Snapshot, which has b of agent (m.yaml:6)"),
                arguments(
                        "quay.io/new/thing@" + digest('e'),
                        "FAILURE stale: quay.io/new/thing@e is not in the Snapshot; if it is of no component, name its repository with --external (m.yaml:6)"),
                arguments(
                        "registry.example.com/agent@" + digest('a'),
                        "FAILURE swapped: registry.example.com/agent@a has the digest of operator (m.yaml:6)"),
                arguments(
                        "quay.io/t/operator@" + digest('b'),
                        "FAILURE swapped: quay.io/t/operator@b has the digest of agent (m.yaml:6)"),
                arguments(
                        "quay.io/t/bundle@" + digest('a'),
                        "FAILURE swapped: quay.io/t/bundle@a has the digest of operator (m.yaml:6)"));
    }

    @ParameterizedTest
    @MethodSource("references")
    void theDigestDecides(String reference, String finding) {
        assertThat(findings(csv("  x: '%s'\n".formatted(reference))))
                .isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void oneImageInManyPlacesIsOneFinding() {
        assertThat(findings(csv(
                        "  x: [quay.io/n/t@%1$s, quay.io/n/t@%1$s]\n  y: quay.io/n/t@%1$s\n".formatted(digest('e')))))
                .singleElement()
                .asString()
                .endsWith("(m.yaml:6, m.yaml:7)");
    }

    @Test
    void whatTheBundleDoesNotNameIsUnreferenced() {
        String text = "x: " + OPERATOR;

        assertThat(findings(text))
                .containsExactly(
                        "FAILURE unreferenced: no manifest names agent; if the bundle has no use for it, name it with --ignore");
        assertThat(findings(text, new Rules(Map.of(), Set.of(), Set.of(new ComponentName("agent"))), Platforms.none()))
                .isEmpty();
    }

    @Test
    void onePlatformOfTheRightIndexIsToldAsThat() {
        Platforms platforms =
                new Platforms(Map.of(new ComponentName("agent"), Map.of("arm64", new ImageDigest(digest('e')))));

        assertThat(findings(csv("  x: quay.io/t/agent@" + digest('e')), RULES, platforms))
                .containsExactly(
                        "FAILURE stale: quay.io/t/agent@e is the arm64 image of agent alone; name the index, b of agent (m.yaml:6)");
    }

    static List<Arguments> unpinned() {
        return List.of(
                arguments(
                        "  a: {containers: [{image: '%s', args: ['--x=quay.io/y/z:v1']}]}",
                        "FAILURE unpinned: quay.io/y/z:v1 (m.yaml:6) runs, and no digest pins it"),
                arguments(
                        "  a: {containers: [{image: '%s'}, {image: 'z'}]}",
                        "FAILURE unpinned: z (m.yaml:6) runs, and no digest pins it"),
                arguments(
                        "  a: {containers: [{image: '%s', env: [{name: x, value: 'quay.io/y/z@sha256:1'}]}]}",
                        "FAILURE unpinned: quay.io/y/z@sha256:1 (m.yaml:6) runs, and no digest pins it"),
                arguments(
                        "---\nkind: CSV\nmetadata: {annotations: {alm-examples: '[\"quay.io/y/z:v1\", \"%s\"]'}}",
                        "WARNING unpinned: quay.io/y/z:v1 (m.yaml:8) stands in an example, and no digest pins it"));
    }

    @ParameterizedTest
    @MethodSource("unpinned")
    void aTagWithoutADigestIsAFailureWhereItRuns(String more, String finding) {
        assertThat(findings(csv(more.formatted(AGENT)))).containsExactly(finding);
    }

    @Test
    void whatRunsShouldBeRelated() {
        assertThat(findings("a: {containers: [{image: '%s', args: ['%s']}]}".formatted(OPERATOR, RELEASED_AGENT)))
                .containsExactly(
                        "WARNING unrelated: spec.relatedImages lacks what runs: quay.io/t/operator@a, registry.example.com/agent@b");
    }

    @Test
    void anArchitectureThatTheOperatorIsNotBuiltForIsAWarning() {
        Platforms platforms =
                new Platforms(Map.of(new ComponentName("operator"), Map.of("arm64", new ImageDigest(digest('e')))));

        assertThat(findings(csv(""), RULES, platforms))
                .containsExactly(
                        "WARNING architecture: the label operatorframework.io/arch.amd64 promises what operator is not built for: it has arm64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"components\": []}",
                "{\"spec\": {\"components\": [{\"name\": \"a\", \"containerImage\": \"quay.io/a:v1\"}]}}",
                "{\"components\": [{\"name\": \"A b\", \"containerImage\": \"x\"}]}"
            })
    void aSnapshotAgainstWhichNothingCanBeHeldIsRefused(String json) {
        assertThatExceptionOfType(UnusableSnapshot.class)
                .isThrownBy(() -> Snapshot.parse(json))
                .withMessageStartingWith("the Snapshot cannot be used: ");
    }
}
