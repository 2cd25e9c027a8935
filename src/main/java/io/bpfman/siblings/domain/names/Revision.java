package io.bpfman.siblings.domain.names;

import java.util.regex.Pattern;

/** A full git commit id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
public record Revision(String value) {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    public Revision {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException("revision is not a full commit id");
        }
    }

    /** Whether the text can be a revision. */
    public static boolean wellFormed(String text) {
        return (text.length() == 40 || text.length() == 64)
                && COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
