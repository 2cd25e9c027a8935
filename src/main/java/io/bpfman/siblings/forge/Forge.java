package io.bpfman.siblings.forge;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of forges, and where each has its API. */
public enum Forge {
    /** GitHub, and GitHub Enterprise. */
    GITHUB("/api/v3", "Bearer"),
    /** Gitea and Forgejo. */
    GITEA("/api/v1", "token"),
    /** GitLab, which makes its merge requests by itself when a push says so. */
    GITLAB("", "");

    private final String api;
    private final String scheme;

    Forge(String api, String scheme) {
        this.api = api;
        this.scheme = scheme;
    }

    /** The kind that a repository's address tells; empty for a host of one's own. */
    public static Optional<Forge> of(URI repository) {
        return switch (repository.getHost()) {
            case "github.com" -> Optional.of(GITHUB);
            case "gitlab.com" -> Optional.of(GITLAB);
            case "codeberg.org", "gitea.com" -> Optional.of(GITEA);
            default -> Optional.empty();
        };
    }

    /** The kind of the name; empty for any other word. */
    public static Optional<Forge> named(String name) {
        return List.of(values()).stream()
                .filter(forge -> forge.toString().equals(name))
                .findFirst();
    }

    /**
     * Where the API is.
     *
     * @param forge the address of the forge's own pages
     */
    URI api(URI forge) {
        return this == GITHUB && "github.com".equals(forge.getHost())
                ? URI.create("https://api.github.com")
                : URI.create(forge.toString().replaceAll("/+$", "") + api);
    }

    String authorization(String token) {
        return scheme + ' ' + token;
    }

    /**
     * What a push has to say so that a merge request comes of it (GitLab: doc/topics/git/commit.md, Push options).
     *
     * @param title without line ends
     */
    public static List<String> mergeRequest(String base, String title, List<String> labels) {
        List<String> options = new ArrayList<>(List.of(
                "merge_request.create",
                "merge_request.target=" + base,
                "merge_request.title=" + title,
                "merge_request.remove_source_branch"));
        labels.forEach(label -> options.add("merge_request.label=" + label));
        return options;
    }

    /** Its name in a flag. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
