package io.bpfman.siblings.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The pull requests of one repository on GitHub or Gitea, which share these calls (GitHub: REST API, Pulls; Gitea:
 * routers/api/v1/repo/pull.go).
 */
public final class PullRequests {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int PAGE = 50;
    private static final int MOST_PAGES = 40;
    private static final int LONGEST_WORDS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(ANSWER)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Forge forge;
    private final URI api;
    private final String repository;
    private final Optional<String> token;

    /**
     * Of one repository.
     *
     * @param address of the forge's own pages
     * @param repository as in owner/name
     * @param token empty where there is none, and little can be done
     */
    public PullRequests(Forge forge, URI address, String repository, Optional<String> token) {
        this.forge = forge;
        this.api = forge.api(address);
        this.repository = repository;
        this.token = token;
    }

    /** A pull request that is open. */
    public record PullRequest(long number, String url, String title) {}

    /** The open one from the one branch into the other, both of this repository. */
    public Optional<PullRequest> open(String head, String base) {
        String owner = repository.substring(0, repository.indexOf('/'));
        for (int page = 1; page <= MOST_PAGES; page++) {
            JsonNode answer = call(
                    "GET",
                    "/pulls?state=open&head=%s&base=%s&limit=%d&per_page=%d&page=%d"
                            .formatted(encoded(owner + ':' + head), encoded(base), PAGE, PAGE, page),
                    MissingNode.getInstance());
            for (JsonNode one : answer) {
                boolean ours = one.at("/head/ref").asText().equals(head)
                        && one.at("/base/ref").asText().equals(base)
                        && one.at("/head/repo/full_name").asText().equalsIgnoreCase(repository);
                if (ours) {
                    return Optional.of(read(one));
                }
            }
            if (answer.size() < PAGE) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Opens one, unless somebody else just did; brings title and text of one that is open up to date. */
    public PullRequest ensure(String head, String base, String title, String text, List<String> labels) {
        Optional<PullRequest> present = open(head, base);
        PullRequest request = present.isPresent() ? present.get() : create(head, base, title, text);
        if (present.filter(there -> !there.title().equals(title)).isPresent()) {
            call(
                    "PATCH",
                    "/pulls/" + request.number(),
                    body().put("title", title).put("body", text));
        }
        if (!labels.isEmpty()) {
            ObjectNode body = body();
            labels.forEach(body.putArray("labels")::add);
            call("POST", "/issues/%d/labels".formatted(request.number()), body);
        }
        return request;
    }

    /** Closes the open one, if there is one. */
    public void close(String head, String base) {
        open(head, base)
                .ifPresent(request -> call("PATCH", "/pulls/" + request.number(), body().put("state", "closed")));
    }

    private PullRequest create(String head, String base, String title, String text) {
        try {
            return read(call(
                    "POST",
                    "/pulls",
                    body().put("head", head)
                            .put("base", base)
                            .put("title", title)
                            .put("body", text)));
        } catch (ForgeFailure refused) {
            // Of two that open it at once, one is told that it is there.
            return open(head, base).orElseThrow(() -> refused);
        }
    }

    private static PullRequest read(JsonNode request) {
        return new PullRequest(
                request.path("number").asLong(),
                request.path("html_url").asText(),
                request.path("title").asText());
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private JsonNode call(String method, String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("%s/repos/%s%s".formatted(api, repository, path)))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isMissingNode()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        token.ifPresent(secret -> request.header("Authorization", forge.authorization(secret)));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return switch (answer.statusCode() / 100) {
                case 2 -> answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
                case 3 ->
                    throw new ForgeFailure(
                            false,
                            false,
                            "%s leads to another address, which is not followed; name the forge's own with --forge-url"
                                    .formatted(api));
                default -> throw refused(answer);
            };
        } catch (JsonProcessingException malformed) {
            throw new ForgeFailure(false, false, "%s does not answer as %s does".formatted(api, forge));
        } catch (IOException away) {
            throw new ForgeFailure(true, true, "%s does not answer".formatted(api));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ForgeFailure(true, false, "interrupted");
        }
    }

    private ForgeFailure refused(HttpResponse<String> answer) {
        int code = answer.statusCode();
        boolean ofAccess = code == 401 || code == 403 || code == 404 || code >= 500;
        // Gitea answers 404 while it does not know yet of a branch that was pushed.
        return new ForgeFailure(
                ofAccess,
                code == 404 || code >= 500,
                "%s answers with %d%s: %s"
                        .formatted(
                                api,
                                code,
                                code == 401 || code == 403
                                        ? ", the token may have expired, or may not open pull requests"
                                        : "",
                                words(answer.body())));
    }

    private static String words(String body) {
        String text = body;
        try {
            text = JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException plain) {
            // Then it is told as it came.
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_WORDS ? line : line.substring(0, LONGEST_WORDS);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
