package io.bpfman.siblings.domain.names;

import java.util.Optional;
import java.util.regex.Pattern;

/** How a text names an image: {@code repository[:tag][@digest]}. Two of them compare by their exact repository. */
public record Pullspec(ImageRepository repository, Optional<String> tag, Optional<ImageDigest> digest) {

    private static final int LONGEST = 510;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}+");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Empty when the text is malformed, or names what is no image: a scheme, white space, another kind of digest. */
    public static Optional<Pullspec> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        if (at >= 0 && !ImageDigest.wellFormed(text.substring(at + 1))) {
            return Optional.empty();
        }
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        String repository = colon < 0 ? named : named.substring(0, colon);
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
        if (!ImageRepository.wellFormed(repository)
                || tag.filter(given -> !TAG.matcher(given).matches() || isDigestWithoutAt(repository, given))
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Pullspec(
                new ImageRepository(repository),
                tag,
                at < 0 ? Optional.empty() : Optional.of(new ImageDigest(text.substring(at + 1)))));
    }

    /** The image, if a digest pins it; the tag beside it says nothing more. */
    public Optional<ImageReference> pinned() {
        return digest.map(pin -> new ImageReference(repository, pin));
    }

    /** A script that lost the {@code @} makes a tag of the digest, and its repository one that nobody has. */
    private static boolean isDigestWithoutAt(String repository, String tag) {
        return repository.endsWith("sha256") && HEX.matcher(tag).matches();
    }

    @Override
    public String toString() {
        return repository
                + tag.map(":"::concat).orElse("")
                + digest.map(pin -> "@" + pin).orElse("");
    }
}
