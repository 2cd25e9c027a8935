package io.bpfman.siblings.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads manifests, configurations and files of images (opencontainers/image-spec). */
public final class ImageReader {

    private static final String AMD64 = "amd64";

    private final RegistryClient registry;

    /** For one command. */
    public ImageReader(RegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Reads what the registry tells of the image.
     *
     * @throws RegistryFailure where it cannot be read, or is an index without an image for amd64
     */
    public Image read(ImageReference image) {
        JsonNode manifest = registry.manifest(image.repository(), image.digest());
        if (!manifest.path("manifests").isArray()) {
            return image(image, manifest, Map.of(), false);
        }
        Map<String, ImageDigest> architectures = new TreeMap<>();
        for (JsonNode entry : manifest.path("manifests")) {
            String architecture = entry.path("platform").path("architecture").asText();
            // Attestations stand in an index as images of an unknown architecture.
            if (!architecture.isEmpty() && !architecture.equals("unknown")) {
                architectures.putIfAbsent(architecture, digest(entry, image));
            }
        }
        ImageDigest amd64 = architectures.get(AMD64);
        if (amd64 == null) {
            throw RegistryFailure.unreadable("%s is an index without an image for %s".formatted(image, AMD64));
        }
        ImageReference one = new ImageReference(image.repository(), amd64);
        return image(one, registry.manifest(one.repository(), amd64), architectures, true);
    }

    /**
     * The texts of the files directly in a folder of the image, by name.
     *
     * @throws RegistryFailure where a layer cannot be read, or holds what no bundle does
     */
    public Map<String, String> files(Image image, String folder) {
        LayerFiles files = new LayerFiles(folder);
        for (Image.Layer layer : image.layers()) {
            files.add(layer, registry.blob(image.repository(), layer.digest()));
        }
        return files.texts();
    }

    private Image image(
            ImageReference image, JsonNode manifest, Map<String, ImageDigest> architectures, boolean index) {
        if (!manifest.path("config").path("digest").isTextual()) {
            throw RegistryFailure.unreadable("%s is no manifest of an image".formatted(image));
        }
        JsonNode configuration = registry.document(image.repository(), digest(manifest.path("config"), image));
        Map<String, String> labels = new TreeMap<>();
        configuration
                .path("config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String architecture = configuration.path("architecture").asText();
        return new Image(
                image.repository(),
                index,
                index || architecture.isEmpty() ? architectures : Map.of(architecture, image.digest()),
                labels,
                layers(manifest, image));
    }

    private static List<Image.Layer> layers(JsonNode manifest, ImageReference image) {
        List<Image.Layer> layers = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            layers.add(new Image.Layer(
                    digest(layer, image),
                    layer.path("mediaType").asText(),
                    layer.path("size").asLong()));
        }
        return layers;
    }

    private static ImageDigest digest(JsonNode descriptor, ImageReference image) {
        String digest = descriptor.path("digest").asText();
        if (!ImageDigest.wellFormed(digest)) {
            throw RegistryFailure.unreadable(
                    "the manifest of %s names a part by what is no sha256 digest".formatted(image));
        }
        return new ImageDigest(digest);
    }
}
