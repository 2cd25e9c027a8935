package io.bpfman.siblings.text;

import java.util.regex.Pattern;

/** Text as one line in which a terminal finds no commands, as a tenant may have written some of it. */
public final class OneLine {

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private OneLine() {}

    public static String of(String text) {
        return UNPRINTABLE.matcher(LINE_BREAK.matcher(text).replaceAll(" ")).replaceAll("?");
    }
}
