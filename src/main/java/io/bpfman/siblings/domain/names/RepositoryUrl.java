package io.bpfman.siblings.domain.names;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a source repository lives, without all that may differ between two spellings of one place: scheme, user, the
 * scheme's port, {@code .git}, query, case, what a forge puts behind the repository to show a commit, and whether Bitbucket
 * Data Center is asked for the page or for the clone.
 */
public record RepositoryUrl(String value) implements Comparable<RepositoryUrl> {

    private static final String GIT_SUFFIX = ".git";
    private static final char DELETE = 0x7f;

    /** The ports that need not be written. */
    private static final Map<String, String> PORTS =
            Map.of("https", ":443", "http", ":80", "ssh", ":22", "git", ":9418");

    /**
     * How a forge shows a commit of a repository, which has a host and two names at least before it: GitLab; GitHub and
     * Forgejo; Bitbucket Cloud; Bitbucket Data Center.
     */
    private static final Pattern COMMIT_PAGE =
            Pattern.compile("([^/]+/[^/]+/.*?[^/])(?:/-/.*|/(?:tree|commit|commits|src)/.*|/browse(?:/.*)?)");

    /** Where Bitbucket Data Center clones from: of a project, or of a person, whose project has a tilde before the name. */
    private static final Pattern BITBUCKET_CLONE =
            Pattern.compile("([^/]+(?:/(?!(?:projects|users)/)[^/]+)?)/scm/(~?)([^/]+)/([^/]+)");

    /** The place that the URL names, also in git's short form {@code git@host:path}; empty when it names none. */
    public static Optional<RepositoryUrl> parse(String url) {
        String place = url.strip();
        if (!place.chars().allMatch(character -> character > ' ' && character < DELETE)) {
            return Optional.empty();
        }
        place = place.toLowerCase(Locale.ROOT);
        place = place.replaceFirst("[?#].*", "");
        int scheme = place.indexOf("://");
        boolean shortForm = scheme < 0;
        String port = shortForm ? "" : PORTS.getOrDefault(place.substring(0, scheme), "");
        place = shortForm ? place : place.substring(scheme + "://".length());
        int slash = place.indexOf('/');
        int user = place.lastIndexOf('@', slash < 0 ? place.length() : slash);
        place = place.substring(user + 1);
        place = shortForm ? place.replaceFirst("^([^/:]+):(?![0-9]+/)", "$1/") : place;
        place = withoutPort(withoutEnd(place, "/"), port);
        place = bitbucketPage(withoutEnd(withoutCommitPage(place), GIT_SUFFIX));
        return place.isEmpty() ? Optional.empty() : Optional.of(new RepositoryUrl(place));
    }

    private static String withoutPort(String place, String port) {
        int path = place.indexOf('/');
        return port.isEmpty() || path < 0 ? place : withoutEnd(place.substring(0, path), port) + place.substring(path);
    }

    private static String withoutCommitPage(String place) {
        Matcher page = COMMIT_PAGE.matcher(place);
        return !place.endsWith(GIT_SUFFIX) && page.matches() ? page.group(1) : place;
    }

    private static String bitbucketPage(String place) {
        Matcher clone = BITBUCKET_CLONE.matcher(place);
        return clone.matches()
                ? "%s/%s/%s/repos/%s"
                        .formatted(
                                clone.group(1),
                                clone.group(2).isEmpty() ? "projects" : "users",
                                clone.group(3),
                                clone.group(4))
                : place;
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    @Override
    public int compareTo(RepositoryUrl other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
