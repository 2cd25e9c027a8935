package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ImageReferencePropertiesTest {

    @Property
    void whatIsPrintedIsReadBack(@ForAll("images") ImageReference image) {
        assertThat(ImageReference.parse(image.toString())).contains(image);
    }

    @Property
    void tagAndDigestAreTakenOffAndThePortIsKept(@ForAll("images") ImageReference image, @ForAll("tags") String tag) {
        assertThat(ImageRepository.of(image.repository() + ":" + tag + "@" + image.digest()))
                .contains(image.repository());
    }

    @Property
    void anyTextIsReadOrRefusedAndWhatIsReadIsPrintedAsItWas(@ForAll String text) {
        assertThat(ImageReference.parse(text).map(ImageReference::toString)).satisfies(printed -> assertThat(
                        printed.isEmpty() || printed.get().equals(text))
                .isTrue());
    }

    @Property
    void aRepositoryIsAlwaysTheBeginningOfWhatItWasReadFrom(@ForAll("nearlyImages") String text) {
        assertThat(ImageRepository.of(text).map(ImageRepository::value))
                .satisfies(value -> assertThat(value.isEmpty() || text.startsWith(value.get()))
                        .isTrue());
    }

    @Provide
    Arbitrary<ImageReference> images() {
        Arbitrary<String> hosts = Arbitraries.of(
                "quay.io/", "localhost:5000/", "Registry.Example.COM:443/", "[2001:db8::1]:5000/", "10.0.0.1/", "");
        Arbitrary<String> steps = Arbitraries.of("a", "bpfman", "redhat-user-workloads", "a__b", "x.y_z--0", "9");
        Arbitrary<String> paths = steps.list().ofMinSize(1).ofMaxSize(5).map(some -> String.join("/", some));
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
        return Combinators.combine(hosts, paths, digits)
                .as((host, path, digest) ->
                        new ImageReference(new ImageRepository(host + path), new ImageDigest("sha256:" + digest)));
    }

    @Provide
    Arbitrary<String> tags() {
        return Arbitraries.of("latest", "v1.2.3", "_x", "0123456789abcdef0123456789abcdef01234567", "A-B.c");
    }

    @Provide
    Arbitrary<String> nearlyImages() {
        return Arbitraries.strings().withChars("aZ0./:@-_[] \n").ofMaxLength(40);
    }
}
