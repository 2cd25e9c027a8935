package io.bpfman.siblings.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: quay.io/x/y@sha256:123",
                "a: \"quay.io/x/y@sha\\\n  256:123\"",
                "a: \"quay.io/x/y@sha\\\r\n  256:123\"",
                "a: \"quay.io/x/y\\x40sha256:123\"",
                "{\"a\": \"quay.io/x/y@sha\\u0032\\u0035\\u0036:123\"}",
                "a: {containers: []}",
                "a: {initContainers: []}",
                "a: {ephemeralContainers: []}",
                "kind: ConfigMap",
                "kind: ClusterServiceVersion"
            })
    void whatMayNameAnImageIsParsed(String text) {
        assertThat(ManifestFile.mayNameImages(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kind: CustomResourceDefinition", "pattern: '^\\d+$'", "a: quay.io/x/y:v1"})
    void whatHoldsNothingOfConcernIsNot(String text) {
        assertThat(ManifestFile.mayNameImages(text)).isFalse();
    }
}
