package io.bpfman.siblings.git;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a repository is, and who may push to it. Its text never tells the password.
 *
 * @param user empty where nobody's credentials are for this host
 */
public record GitAccess(URI url, Optional<String> user, Optional<String> password) {

    /** A user that goes with a token alone: no forge looks at it. */
    private static final String ANY_USER = "x-access-token";

    /**
     * Reads a folder as Kubernetes, Tekton and Pipelines-as-Code lay it out: {@code .git-credentials}, {@code username}
     * and {@code password}, or {@code git-provider-token}.
     *
     * @param folder empty for a repository that anybody may push to
     * @throws GitFailure for an address that is not https and not on this machine, or that has a password in it
     */
    public static GitAccess of(String address, Optional<Path> folder) {
        URI url = url(address);
        Optional<String[]> found = folder.flatMap(place -> fromCredentials(place, url)
                .or(() -> file(place, "password")
                        .map(password -> new String[] {file(place, "username").orElse(ANY_USER), password}))
                .or(() -> file(place, "git-provider-token").map(token -> new String[] {ANY_USER, token})));
        return new GitAccess(url, found.map(pair -> pair[0]), found.map(pair -> pair[1]));
    }

    /** The address without what a forge does not need in it. */
    public String path() {
        return url.getPath().replaceAll("^/+|/+$|\\.git/*$", "");
    }

    private static URI url(String address) {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException malformed) {
            throw bad("the address of the repository is malformed");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw bad("the address of the repository must be as in https://host/path, without a user or a password");
        }
        boolean loopback = url.getHost().matches("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
        if (!"https".equals(url.getScheme()) && !(loopback && "http".equals(url.getScheme()))) {
            throw bad("the address of the repository must begin with https://: %s".formatted(address));
        }
        return url;
    }

    private static Optional<String[]> fromCredentials(Path folder, URI url) {
        return file(folder, ".git-credentials").stream()
                .flatMap(String::lines)
                .flatMap(line -> pair(line, url).stream())
                .findFirst();
    }

    /** git: Documentation/git-credential-store.txt, Storage Format. */
    private static Optional<String[]> pair(String line, URI url) {
        int scheme = line.indexOf("://");
        int at = line.lastIndexOf('@');
        if (scheme < 0 || at < scheme || !line.substring(0, scheme).equals(url.getScheme())) {
            return Optional.empty();
        }
        String place = line.substring(at + 1);
        String authority = place.contains("/") ? place.substring(0, place.indexOf('/')) : place;
        String[] parts = line.substring(scheme + "://".length(), at).split(":", 2);
        return authority.equals(url.getAuthority()) && parts.length == 2
                ? Optional.of(Stream.of(parts)
                        .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                        .toArray(String[]::new))
                : Optional.empty();
    }

    private static Optional<String> file(Path folder, String name) {
        try {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException refused) {
            throw bad("the credentials in %s cannot be read".formatted(folder));
        }
    }

    private static GitFailure bad(String message) {
        return new GitFailure(GitFailure.Kind.BAD_INPUT, message);
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
