package io.bpfman.siblings.board;

import java.util.List;
import java.util.Optional;

/**
 * A component that waits for others.
 *
 * @param revisions newest first
 * @param images what is promoted of its siblings, and what its newest good build was given
 */
public record WaitingComponent(String name, List<RevisionRow> revisions, List<SiblingImage> images) {

    /**
     * The images of one sibling.
     *
     * @param promoted the one that Konflux promoted last; empty where nobody knows
     * @param handedOn the one that the newest wait that ended well handed on; empty where none did
     */
    public record SiblingImage(String component, Optional<String> promoted, Optional<String> handedOn) {

        /** In words. */
        public String agreement() {
            if (promoted.isEmpty() || handedOn.isEmpty()) {
                return "unknown";
            }
            return digest(promoted.get()).equals(digest(handedOn.get())) ? "same" : "differs";
        }

        private static String digest(String image) {
            return image.substring(image.indexOf('@') + 1);
        }
    }
}
