package io.bpfman.siblings.validate;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * What the images of the Snapshot consist of, as far as it was read.
 *
 * @param manifests by component, for each architecture the digest of its image; of an image that is no index its own
 */
public record Platforms(Map<ComponentName, Map<String, ImageDigest>> manifests) {

    /** Of which nothing was read. */
    public static Platforms none() {
        return new Platforms(Map.of());
    }

    /** The component, and the architecture, whose image has the digest. */
    Optional<String> platform(ImageDigest digest) {
        return manifests.entrySet().stream()
                .flatMap(component -> component.getValue().entrySet().stream()
                        .filter(platform -> platform.getValue().equals(digest))
                        .map(platform -> "the %s image of %s".formatted(platform.getKey(), component.getKey())))
                .findFirst();
    }
}
