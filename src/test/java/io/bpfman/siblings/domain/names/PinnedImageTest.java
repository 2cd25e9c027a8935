package io.bpfman.siblings.domain.names;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedImageTest {

    @ParameterizedTest
    @ValueSource(strings = {"quay.io/tenant/agent", "localhost:5000/agent", "registry.example.com:443/a/b/c"})
    void aPinnedImageIsReadWithOrWithoutATag(String repository) {
        ImageReference image = new ImageReference(new ImageRepository(repository), new ImageDigest(digest('a')));

        assertThat(Stream.of(repository + "@" + digest('a'), repository + ":v1.2@" + digest('a'))
                        .map(ImageReference::ofPinned))
                .allSatisfy(read -> assertThat(read).contains(image));
    }

    static Stream<String> notPinned() {
        String digest = digest('a');
        return Stream.of(
                "",
                "@",
                "quay.io/tenant/agent",
                "quay.io/tenant/agent:v1",
                "quay.io/tenant/agent@",
                "quay.io/tenant/agent@sha256:abc",
                "quay.io/tenant/agent@" + digest.toUpperCase(Locale.ROOT),
                "quay.io/tenant/agent@" + digest + " ",
                " quay.io/tenant/agent@" + digest,
                "quay.io/tenant/agent@" + digest + "@" + digest,
                "quay.io/tenant/agent:@" + digest,
                "quay.io/tenant/agent:a b@" + digest,
                "https://quay.io/tenant/agent@" + digest,
                "quay.io/Tenant/agent@" + digest,
                "@" + digest,
                "quay.io/" + "a".repeat(600) + "@" + digest);
    }

    @ParameterizedTest
    @MethodSource("notPinned")
    void whatIsNotPinnedOrMalformedIsNoImage(String reference) {
        assertThat(ImageReference.ofPinned(reference)).isEmpty();
    }

    @Test
    void whatIsPrintedIsPinned() {
        ImageReference image =
                new ImageReference(new ImageRepository("quay.io/tenant/agent"), new ImageDigest(digest('a')));

        assertThat(ImageReference.ofPinned(image.toString())).contains(image);
    }
}
