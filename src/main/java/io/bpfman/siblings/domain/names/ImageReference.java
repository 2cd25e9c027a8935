package io.bpfman.siblings.domain.names;

import java.util.Optional;

/** An image pinned by its digest. */
public record ImageReference(ImageRepository repository, ImageDigest digest) {

    /** The same image under another repository. */
    public ImageReference under(ImageRepository other) {
        return new ImageReference(other, digest);
    }

    /** What {@link #toString()} prints, read back; empty when it is not pinned by a digest or malformed. */
    public static Optional<ImageReference> parse(String text) {
        int at = text.indexOf('@');
        if (at < 0
                || !ImageDigest.wellFormed(text.substring(at + 1))
                || !ImageRepository.wellFormed(text.substring(0, at))) {
            return Optional.empty();
        }
        return Optional.of(new ImageReference(
                new ImageRepository(text.substring(0, at)), new ImageDigest(text.substring(at + 1))));
    }

    /** The image that a reference pins, whether it names a tag beside the digest or not; empty when it pins none. */
    public static Optional<ImageReference> ofPinned(String reference) {
        return Pullspec.parse(reference).flatMap(Pullspec::pinned);
    }

    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
