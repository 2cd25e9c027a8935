package io.bpfman.siblings.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The images that are to be released together (konflux-ci/application-api: api/v1alpha1/snapshot_types.go).
 *
 * @param images by component, at least one
 */
public record Snapshot(SortedMap<ComponentName, ImageReference> images) {

    /**
     * Reads a Snapshot, or its spec alone, which is what integration-service hands to a pipeline.
     *
     * @throws UnusableSnapshot for anything else, and for a component that no digest pins or that is there twice
     */
    public static Snapshot parse(String json) {
        try {
            JsonNode object = new ObjectMapper().readTree(json);
            return of(object.has("spec") ? object.path("spec") : object);
        } catch (JsonProcessingException malformed) {
            throw new UnusableSnapshot("it is no JSON: " + malformed.getOriginalMessage());
        }
    }

    private static Snapshot of(JsonNode spec) {
        SortedMap<ComponentName, ImageReference> images = new TreeMap<>();
        for (JsonNode component : spec.path("components")) {
            String name = component.path("name").asText();
            String image = component.path("containerImage").asText();
            Optional<ImageReference> pinned = ImageReference.ofPinned(image);
            if (!ComponentName.wellFormed(name)) {
                throw new UnusableSnapshot("a component of it has no name, or one that cannot be: " + name);
            }
            if (pinned.isEmpty()) {
                throw new UnusableSnapshot(
                        "the image of its component %s is pinned by no digest: %s".formatted(name, image));
            }
            if (images.put(new ComponentName(name), pinned.get()) != null) {
                throw new UnusableSnapshot("it has the component %s twice".formatted(name));
            }
        }
        if (images.isEmpty()) {
            throw new UnusableSnapshot("it has no components");
        }
        return new Snapshot(images);
    }
}
