package io.bpfman.siblings.domain.names;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an image lives: registry and path, without tag and digest.
 *
 * <p>The grammar is that of distribution/reference ({@code reference.go}); a name longer than 255 characters is none.
 */
public record ImageRepository(String value) implements Comparable<ImageRepository> {

    private static final int LONGEST = 255;
    private static final String HOST_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?+";
    private static final String HOST =
            "(?:" + HOST_LABEL + "(?:\\." + HOST_LABEL + ")*+|\\[[0-9a-fA-F:]{2,39}+\\])(?::[0-9]{1,5}+)?+";
    private static final String STEP = "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+";
    private static final Pattern NAME =
            Pattern.compile("(?:" + HOST + "/)?" + STEP + "(?:/" + STEP + ")*+", Pattern.DOTALL);

    public ImageRepository {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException("image repository is malformed");
        }
    }

    /** Whether the text can be a repository: no tag, no digest, no scheme, no white space. */
    public static boolean wellFormed(String text) {
        return text.length() <= LONGEST && NAME.matcher(text).matches();
    }

    /** The repository of an image reference with or without tag and digest; empty when it is malformed. */
    public static Optional<ImageRepository> of(String reference) {
        return Pullspec.parse(reference).map(Pullspec::repository);
    }

    @Override
    public int compareTo(ImageRepository other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
