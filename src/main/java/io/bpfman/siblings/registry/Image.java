package io.bpfman.siblings.registry;

import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.util.List;
import java.util.Map;

/**
 * What a registry tells of an image.
 *
 * @param index whether it is one, of which the rest is that of the image for amd64
 * @param architectures by name, the digest of the image for it; of what is no index its own
 * @param labels of the image's configuration
 */
public record Image(
        ImageRepository repository,
        boolean index,
        Map<String, ImageDigest> architectures,
        Map<String, String> labels,
        List<Layer> layers) {

    /**
     * A layer of the image.
     *
     * @param mediaType which tells how it is packed
     */
    record Layer(ImageDigest digest, String mediaType, long bytes) {}
}
