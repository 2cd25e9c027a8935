package io.bpfman.siblings.domain.names;

import java.util.regex.Pattern;

/** The digest of an image, {@code sha256:} and 64 lower-case hexadecimal digits. */
public record ImageDigest(String value) {

    private static final int LENGTH = "sha256:".length() + 64;
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    public ImageDigest {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException("digest is not sha256 with 64 digits");
        }
    }

    /** Whether the text can be a digest. */
    public static boolean wellFormed(String text) {
        return text.length() == LENGTH && DIGEST.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
