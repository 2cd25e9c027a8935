package io.bpfman.siblings.domain.names;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageRepositoryTest {

    private static final String DIGEST = digest('a');
    private static final String LONGEST = "quay.io/" + "a".repeat(247);

    static List<Arguments> references() {
        return List.of(
                Arguments.of("quay.io/bpfman/agent:v1", "quay.io/bpfman/agent"),
                Arguments.of("quay.io/bpfman/agent@" + DIGEST, "quay.io/bpfman/agent"),
                Arguments.of("quay.io/bpfman/agent:v1@" + DIGEST, "quay.io/bpfman/agent"),
                Arguments.of("quay.io/bpfman/agent", "quay.io/bpfman/agent"),
                Arguments.of("localhost:5000/agent", "localhost:5000/agent"),
                Arguments.of("localhost:5000/agent:5000", "localhost:5000/agent"),
                Arguments.of("registry:80/a/b/c:x@" + DIGEST, "registry:80/a/b/c"),
                Arguments.of("[2001:db8::1]/agent:v1", "[2001:db8::1]/agent"),
                Arguments.of("[2001:db8::1]:5000/agent", "[2001:db8::1]:5000/agent"),
                Arguments.of("10.0.0.1:65535/agent:v1", "10.0.0.1:65535/agent"),
                Arguments.of("Quay.IO/agent", "Quay.IO/agent"),
                Arguments.of("agent:v1", "agent"),
                Arguments.of("a__b/c.d/e---f/g_h:v1", "a__b/c.d/e---f/g_h"),
                Arguments.of("quay.io/agent:_x", "quay.io/agent"),
                Arguments.of("quay.io/agent:" + "t".repeat(128), "quay.io/agent"),
                Arguments.of(LONGEST + ":" + "t".repeat(128) + "@" + DIGEST, LONGEST));
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                " ",
                ":",
                "@",
                "/",
                "quay.io/bpfman/agent:v1 ",
                " quay.io/bpfman/agent:v1",
                "quay.io/bpfman/agent:v1\n",
                "quay.io/bpfman/agent\n",
                "quay.io/bpfman/agent\t:v1",
                "quay.io/bpfman/agent:v1\r\n",
                "quay.io/bpfman/agent:",
                "quay.io/bpfman/agent:v1:v2",
                "quay.io/bpfman/agent:-v1",
                "quay.io/bpfman/agent:v/1",
                "quay.io/bpfman/agent:" + "t".repeat(129),
                "quay.io/bpfman/agent@",
                "quay.io/bpfman/agent@" + DIGEST + "x",
                "quay.io/bpfman/agent@" + DIGEST.substring(0, 70),
                "quay.io/bpfman/agent@" + DIGEST.replace('a', 'A'),
                "quay.io/bpfman/agent@sha512:" + "a".repeat(128),
                "quay.io/bpfman/agent@" + DIGEST + "@" + DIGEST,
                "quay.io/bpfman/agent@" + DIGEST + ":v1",
                "@" + DIGEST,
                ":v1",
                "https://quay.io/bpfman/agent:v1",
                "docker://quay.io/bpfman/agent",
                "oci:quay.io/bpfman/agent",
                "user:password@quay.io/bpfman/agent",
                "user@quay.io/bpfman/agent",
                "quay.io//agent",
                "quay.io/agent/",
                "/agent",
                "quay.io/Agent",
                "quay.io/agent-",
                "quay.io/-agent",
                "quay.io/a..b",
                "quay.io/a___b",
                "quay.io/a._b",
                "quay..io/bpfman/agent",
                "-quay.io/bpfman/agent",
                "quay.io:/agent",
                "quay.io:port/agent",
                "quay.io:123456/agent",
                "[::1/agent",
                "::1/agent",
                "[::1]",
                "[]/agent",
                "[" + "1".repeat(40) + "]/agent",
                "quay.io/ägent",
                "quay.io/agent\u0000",
                "quay.io/\"agent\"",
                "quay.io/agent?x=1",
                "quay.io/agent#x",
                "quay.io\\agent",
                LONGEST + "a",
                "a".repeat(4096),
                "quay.io/agent:" + "t".repeat(4096));
    }

    @ParameterizedTest
    @MethodSource("references")
    void tagAndDigestAreTakenOff(String reference, String repository) {
        assertThat(ImageRepository.of(reference)).contains(new ImageRepository(repository));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedHasNoRepository(String reference) {
        assertThat(ImageRepository.of(reference)).isEmpty();
    }

    @Test
    void aRepositoryIsAsLongAsItMayBe() {
        assertThat(List.of(ImageRepository.wellFormed(LONGEST), ImageRepository.wellFormed(LONGEST + "a")))
                .containsExactly(true, false);
    }

    @Test
    void aRepositoryHasNoTag() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageRepository("quay.io/bpfman/agent:v1"));
    }

    @Test
    void repositoriesAreListedByName() {
        assertThat(new TreeSet<>(List.of(new ImageRepository("b"), new ImageRepository("a"))))
                .containsExactly(new ImageRepository("a"), new ImageRepository("b"));
    }

    @Test
    void aReferenceIsPinnedByItsDigest() {
        assertThat(ImageReference.parse("quay.io:443/bpfman/agent@" + DIGEST))
                .contains(new ImageReference(new ImageRepository("quay.io:443/bpfman/agent"), new ImageDigest(DIGEST)));
    }

    @Test
    void aReferenceIsNotReadFromAnythingElse() {
        assertThat(Stream.of(
                                "quay.io/bpfman/agent",
                                "quay.io/bpfman/agent:v1",
                                "quay.io/bpfman/agent:v1@" + DIGEST,
                                "quay.io/bpfman/agent@" + DIGEST + "0",
                                "@" + DIGEST,
                                "")
                        .filter(text -> ImageReference.parse(text).isPresent()))
                .isEmpty();
    }

    @Test
    void anImageUnderAnotherRepositoryKeepsItsDigest() {
        var image = new ImageReference(new ImageRepository("quay.io/tenant/agent"), new ImageDigest(DIGEST));

        assertThat(image.under(new ImageRepository("registry.redhat.io/bpfman/agent")))
                .hasToString("registry.redhat.io/bpfman/agent@" + DIGEST);
    }
}
