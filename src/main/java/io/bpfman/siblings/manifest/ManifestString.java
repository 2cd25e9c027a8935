package io.bpfman.siblings.manifest;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A string in a manifest, by which a bundle may name images.
 *
 * @param variable the environment variable whose value it is; empty for all else
 */
public record ManifestString(ManifestFile file, ScalarNode node, Role role, String variable) {

    /** What a string is for. */
    public enum Role {
        /** The image of a container. */
        CONTAINER_IMAGE,
        /** What a container is given: the value of an environment variable. */
        ENV,
        /** What a container is given: arguments, a command, or a ConfigMap's data. */
        SETTING,
        /** The image of an entry in {@code spec.relatedImages}. */
        RELATED_IMAGE,
        /** An object that a user may make, as JSON in an annotation. */
        EXAMPLE,
        /** Anything else, which no pod gets to see. */
        OTHER;

        /** Whether a pod gets it. */
        public boolean runs() {
            return this == CONTAINER_IMAGE || this == ENV || this == SETTING;
        }
    }

    /** The file and the line. */
    public String place() {
        return file.place(node);
    }

    /** The string as it stands. */
    public String value() {
        return node.getValue();
    }
}
