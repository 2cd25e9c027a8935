package io.bpfman.siblings.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.manifest.ManifestFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stamps to stamp, and the bundle of the tests. */
final class Stamps {

    static final String CSV = "bpfman-operator.clusterserviceversion.yaml";
    static final String CONFIG_MAP = "bpfman-config_v1_configmap.yaml";
    static final String AGENT = "quay.io/bpfman/bpfman-agent";

    static final Map<String, String> BUNDLE = Map.of(CSV, bundleFile(CSV), CONFIG_MAP, bundleFile(CONFIG_MAP));

    private final Map<ImageRepository, Pullspec> images = new LinkedHashMap<>();
    private final Map<String, Pullspec> variables = new LinkedHashMap<>();
    private final Set<String> architectures = new LinkedHashSet<>();
    private final Set<ImageRepository> unpinned = new LinkedHashSet<>();
    private boolean relatedImages;
    private Optional<String> version = Optional.empty();
    private Optional<Instant> createdAt = Optional.empty();
    private Optional<ManifestFile> patch = Optional.empty();

    private Stamps() {}

    static Stamps stamping() {
        return new Stamps();
    }

    static String image(String repository, char digest) {
        return repository + '@' + Images.digest(digest);
    }

    /** The bundle with the images that a wait handed on. */
    static Map<String, String> stampedBundle() {
        Stamped stamped = Stamper.stamp(BUNDLE, stamping().bundle().request());
        assertThat(stamped).isInstanceOf(Stamped.Done.class);
        return ((Stamped.Done) stamped).files();
    }

    Stamps bundle() {
        return image(AGENT, image("registry.example.com/bpfman/bpfman-agent", 'a'))
                .image("quay.io/bpfman/bpfman", image("registry.example.com/bpfman/bpfman", 'b'))
                .image(
                        "quay.io/bpfman/bpfman-operator",
                        image("registry.example.com/bpfman/bpfman-rhel9-operator", 'd'));
    }

    Stamps image(String from, String to) {
        images.put(new ImageRepository(from), Pullspec.parse(to).orElseThrow());
        return this;
    }

    Stamps variable(String name, String to) {
        variables.put(name, Pullspec.parse(to).orElseThrow());
        return this;
    }

    Stamps relatedImages() {
        relatedImages = true;
        return this;
    }

    Stamps version(String number) {
        version = Optional.of(number);
        return this;
    }

    Stamps createdAt(String time) {
        createdAt = Optional.of(Instant.parse(time));
        return this;
    }

    Stamps architecture(String name) {
        architectures.add(name);
        return this;
    }

    Stamps patch(String text) {
        patch = Optional.of(ManifestFile.parse("patch.yaml", text));
        return this;
    }

    Stamps unpinned(String repository) {
        unpinned.add(new ImageRepository(repository));
        return this;
    }

    StampRequest request() {
        return new StampRequest(images, variables, relatedImages, version, createdAt, architectures, patch, unpinned);
    }

    private static String bundleFile(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/bundle/manifests", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
