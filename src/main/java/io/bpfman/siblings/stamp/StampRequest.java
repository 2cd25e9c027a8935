package io.bpfman.siblings.stamp;

import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.manifest.ManifestFile;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written into the manifests.
 *
 * @param images by the repository that is replaced, what takes its place
 * @param variables by the name of an environment variable, the image that it gets
 * @param relatedImages whether each image that runs gets an entry in {@code spec.relatedImages}
 * @param version of the ClusterServiceVersion, a semantic version
 * @param architectures that the operator's images are there for
 * @param patch a merge patch for the ClusterServiceVersion, one YAML mapping
 * @param allowedUnpinned repositories whose images may run without a digest
 */
public record StampRequest(
        Map<ImageRepository, Pullspec> images,
        Map<String, Pullspec> variables,
        boolean relatedImages,
        Optional<String> version,
        Optional<Instant> createdAt,
        Set<String> architectures,
        Optional<ManifestFile> patch,
        Set<ImageRepository> allowedUnpinned) {

    /** Whether the text holds a repository or a variable that is asked for. */
    boolean isIn(String text) {
        return images.entrySet().stream()
                        .anyMatch(image -> text.contains(image.getKey().value())
                                || text.contains(image.getValue().repository().value()))
                || variables.keySet().stream().anyMatch(text::contains);
    }

    boolean concernsClusterServiceVersion() {
        return relatedImages
                || version.isPresent()
                || createdAt.isPresent()
                || !architectures.isEmpty()
                || patch.isPresent();
    }
}
