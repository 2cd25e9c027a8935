package io.bpfman.siblings.text;

/** Cuts text down to a length in characters, and never in the middle of one that takes two. */
public final class Truncation {

    private static final String ELLIPSIS = "…";

    private Truncation() {}

    /** The text without what is beyond the length. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }

    /** The same, of which a person sees that it was cut: the last character is an ellipsis. */
    public static String shorten(String text, int longest) {
        return text.length() <= longest ? text : cut(text, longest - 1) + ELLIPSIS;
    }
}
