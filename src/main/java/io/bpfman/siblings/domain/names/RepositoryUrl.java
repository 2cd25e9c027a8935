package io.bpfman.siblings.domain.names;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a source repository lives, without all that may differ between two spellings of one place: scheme, user,
 * {@code .git}, query and case.
 */
public record RepositoryUrl(String value) {

    private static final String GIT_SUFFIX = ".git";
    private static final char DELETE = 0x7f;

    /** The place that the URL names, also in git's short form {@code git@host:path}; empty when it names none. */
    public static Optional<RepositoryUrl> parse(String url) {
        String place = url.strip();
        if (!place.chars().allMatch(character -> character > ' ' && character < DELETE)) {
            return Optional.empty();
        }
        place = place.toLowerCase(Locale.ROOT);
        int query = place.indexOf('?');
        place = query < 0 ? place : place.substring(0, query);
        int scheme = place.indexOf("://");
        boolean shortForm = scheme < 0;
        place = shortForm ? place : place.substring(scheme + "://".length());
        int slash = place.indexOf('/');
        int user = place.lastIndexOf('@', slash < 0 ? place.length() : slash);
        place = place.substring(user + 1);
        place = shortForm ? place.replaceFirst("^([^/:]+):(?![0-9]+/)", "$1/") : place;
        place = withoutEnd(withoutEnd(place, "/"), GIT_SUFFIX);
        return place.isEmpty() ? Optional.empty() : Optional.of(new RepositoryUrl(place));
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    @Override
    public String toString() {
        return value;
    }
}
