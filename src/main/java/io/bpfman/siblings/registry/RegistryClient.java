package io.bpfman.siblings.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a registry (opencontainers/distribution-spec: spec.md; distribution/distribution: docs/spec/auth/token.md). An
 * answer of 5xx or 429, or none, is asked for again.
 */
public final class RegistryClient {

    private static final String MANIFEST_TYPES = String.join(
            ",",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");
    private static final int MOST_REDIRECTS = 5;
    private static final int ATTEMPTS = 5;
    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration WHOLE_ANSWER = Duration.ofMinutes(5);
    private static final Pattern CHALLENGE = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final RegistryCredentials credentials;
    private final Pause pause;
    /** By registry and repository, the header that lets us in. */
    private final Map<String, String> authorizations = new HashMap<>();

    /** How long to wait before the next attempt. */
    @FunctionalInterface
    public interface Pause {
        /** Returns when the time is over. */
        void before(int attempt);
    }

    /** For one command. */
    public RegistryClient(RegistryCredentials credentials, Pause pause) {
        this.http = HttpClient.newBuilder()
                .connectTimeout(ANSWER)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.credentials = credentials;
        this.pause = pause;
    }

    /** The manifest or index with the digest. */
    JsonNode manifest(ImageRepository repository, ImageDigest digest) {
        return json(repository, digest, Place.of(repository).address("manifests", digest), MANIFEST_TYPES);
    }

    /** The blob with the digest, which is a JSON document. */
    JsonNode document(ImageRepository repository, ImageDigest digest) {
        return json(repository, digest, Place.of(repository).address("blobs", digest), "*/*");
    }

    /**
     * The blob with the digest; whoever reads it must check that.
     *
     * <p>Its end comes after five minutes at the latest.
     */
    InputStream blob(ImageRepository repository, ImageDigest digest) {
        return get(Place.of(repository), Place.of(repository).address("blobs", digest), "*/*");
    }

    private JsonNode json(ImageRepository repository, ImageDigest digest, URI address, String types) {
        byte[] bytes = document(get(Place.of(repository), address, types), "%s@%s".formatted(repository, digest));
        Digests.check(bytes, digest, repository);
        try {
            return JSON.readTree(bytes);
        } catch (IOException malformed) {
            throw RegistryFailure.unreadable("%s@%s is no JSON".formatted(repository, digest));
        }
    }

    private static byte[] document(InputStream answer, String what) {
        try (answer) {
            byte[] bytes = answer.readNBytes(LARGEST_DOCUMENT + 1);
            if (bytes.length > LARGEST_DOCUMENT) {
                throw RegistryFailure.unreadable("%s is larger than %d MiB".formatted(what, LARGEST_DOCUMENT >> 20));
            }
            return bytes;
        } catch (IOException cut) {
            throw RegistryFailure.noAccess("%s was cut off while it was read".formatted(what));
        }
    }

    private InputStream get(Place place, URI address, String types) {
        Optional<String> authorization = Optional.ofNullable(authorizations.get(place.toString()));
        HttpResponse<InputStream> answer = send(place, address, types, authorization);
        if (answer.statusCode() == 401) {
            close(answer);
            String granted = authorize(place, answer);
            authorizations.put(place.toString(), granted);
            answer = send(place, address, types, Optional.of(granted));
        }
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 401, 403 ->
                throw refused(
                        answer,
                        "%s does not let us read %s: log in, or name the file with the credentials"
                                .formatted(place.registry(), place.repository()));
            case 404 ->
                throw refused(
                        answer,
                        "%s has no %s, or does not show it to us".formatted(place.registry(), address.getPath()));
            default -> throw refused(answer, "%s answers with %d".formatted(place.registry(), answer.statusCode()));
        };
    }

    private static RegistryFailure refused(HttpResponse<InputStream> answer, String why) {
        close(answer);
        return RegistryFailure.noAccess(why);
    }

    /** Follows redirects, of which only the first place gets to see who we are. */
    private HttpResponse<InputStream> send(Place place, URI first, String types, Optional<String> authorization) {
        URI address = first;
        Optional<String> header = authorization;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(ANSWER).header("Accept", types);
            header.ifPresent(value -> request.header("Authorization", value));
            HttpResponse<InputStream> answer = untilAnswered(place, request.build());
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            close(answer);
            URI next = resolve(address, location.get(), place);
            if (!next.getAuthority().equals(address.getAuthority())) {
                header = Optional.empty();
            }
            address = next;
        }
        throw RegistryFailure.noAccess("%s redirects without end".formatted(place.registry()));
    }

    private static URI resolve(URI address, String location, Place place) {
        try {
            URI next = address.resolve(location);
            if (Loopback.safe(next) && next.getAuthority() != null) {
                return next;
            }
        } catch (IllegalArgumentException malformed) {
            // As unsafe as the plain protocol.
        }
        throw RegistryFailure.noAccess("%s redirects to what is no https address".formatted(place.registry()));
    }

    private HttpResponse<InputStream> untilAnswered(Place place, HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            String why;
            try {
                HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                closeInTime(answer);
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return answer;
                }
                close(answer);
                why = "it answers with %d".formatted(answer.statusCode());
            } catch (IOException away) {
                why = "it does not answer";
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw RegistryFailure.noAccess("interrupted");
            }
            if (attempt == ATTEMPTS) {
                throw RegistryFailure.noAccess(
                        "%s cannot be read: %s, %d times".formatted(place.registry(), why, ATTEMPTS));
            }
            pause.before(attempt);
        }
    }

    private String authorize(Place place, HttpResponse<InputStream> answer) {
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        Optional<String> basic = credentials.basic(place.registry(), place.repository());
        if (challenge.regionMatches(true, 0, "Basic", 0, "Basic".length())) {
            return "Basic "
                    + basic.orElseThrow(() -> RegistryFailure.noAccess(
                            "%s asks for a password, and there is none for it: log in, or name the file with the credentials"
                                    .formatted(place.registry())));
        }
        Map<String, String> parts = CHALLENGE
                .matcher(challenge)
                .results()
                .collect(Collectors.toMap(part -> part.group(1), part -> part.group(2), (one, other) -> one));
        return "Bearer " + token(place, parts, basic);
    }

    private String token(Place place, Map<String, String> challenge, Optional<String> basic) {
        URI realm = resolve(place.address(""), challenge.getOrDefault("realm", ":"), place);
        String query = Stream.of(
                        Map.entry("service", challenge.getOrDefault("service", place.registry())),
                        Map.entry("scope", "repository:%s:pull".formatted(place.repository())))
                .map(part -> part.getKey() + '=' + URLEncoder.encode(part.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        basic.ifPresent(value -> request.header("Authorization", "Basic " + value));
        HttpResponse<InputStream> answer = untilAnswered(place, request.build());
        if (answer.statusCode() != 200) {
            throw refused(
                    answer,
                    "%s does not let us read %s: its token service answers with %d; log in, or name the file with the credentials"
                            .formatted(place.registry(), place.repository(), answer.statusCode()));
        }
        try {
            JsonNode token = JSON.readTree(document(answer.body(), "the token of " + place.registry()));
            String text = token.path("token").asText(token.path("access_token").asText());
            if (!text.isEmpty()) {
                return text;
            }
        } catch (JsonProcessingException malformed) {
            // No token, either; and it may hold one.
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        throw RegistryFailure.noAccess("the token service of %s hands out no token".formatted(place.registry()));
    }

    /** A body that never ends does not hold the command up for ever. */
    private static void closeInTime(HttpResponse<InputStream> answer) {
        CompletableFuture.delayedExecutor(WHOLE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> close(answer));
    }

    private static void close(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException already) {
            // Then it is closed.
        }
    }

    /** A repository at its registry, as the protocol names them. */
    private record Place(String registry, String repository) {

        static Place of(ImageRepository repository) {
            Matcher parts = Pattern.compile("([^/]*)/(.*)").matcher(repository.value());
            if (!parts.matches()
                    || !(parts.group(1).matches(".*[.:].*") || parts.group(1).equals("localhost"))) {
                throw RegistryFailure.noAccess("%s names no registry".formatted(repository));
            }
            return parts.group(1).equals("docker.io")
                    ? new Place(
                            "registry-1.docker.io",
                            parts.group(2).contains("/") ? parts.group(2) : "library/" + parts.group(2))
                    : new Place(parts.group(1), parts.group(2));
        }

        URI address(String kind, ImageDigest digest) {
            return address("%s/%s/%s".formatted(repository, kind, digest));
        }

        URI address(String path) {
            return URI.create("%s://%s/v2/%s".formatted(Loopback.scheme(registry), registry, path));
        }

        @Override
        public String toString() {
            return registry + '/' + repository;
        }
    }
}
