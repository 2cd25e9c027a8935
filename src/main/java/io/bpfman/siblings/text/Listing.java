package io.bpfman.siblings.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names in a sentence: not so many that nobody reads it. */
public final class Listing {

    private static final int MOST_NAMED = 30;

    private Listing() {}

    /** In the order that they have; of many the first ones, and how many more there are. */
    public static String of(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String listed = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? "%s and %d more".formatted(listed, names.size() - MOST_NAMED) : listed;
    }
}
