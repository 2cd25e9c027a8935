package io.bpfman.siblings.domain.names;

import java.util.regex.Pattern;

/** The name of a Konflux component: an RFC 1123 label, which makes it a valid result name, too. */
public record ComponentName(String value) implements Comparable<ComponentName> {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public ComponentName {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException("component name is not an RFC 1123 label");
        }
    }

    /** Whether the text can be a component's name. */
    public static boolean wellFormed(String text) {
        return text.length() <= 63 && LABEL.matcher(text).matches();
    }

    @Override
    public int compareTo(ComponentName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
