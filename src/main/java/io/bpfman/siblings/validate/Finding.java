package io.bpfman.siblings.validate;

/**
 * Something in a bundle that a person should know.
 *
 * @param kind a word for what is wrong, for example {@code stale}
 * @param message where, and what to do
 */
public record Finding(Severity severity, String kind, String message) {

    /** Whether the bundle may be released. */
    public enum Severity {
        FAILURE,
        WARNING
    }

    static Finding failure(String kind, String message) {
        return new Finding(Severity.FAILURE, kind, message);
    }

    /** Something that breaks nothing, but that somebody did not mean. */
    public static Finding warning(String kind, String message) {
        return new Finding(Severity.WARNING, kind, message);
    }

    @Override
    public String toString() {
        return kind + ": " + message;
    }
}
