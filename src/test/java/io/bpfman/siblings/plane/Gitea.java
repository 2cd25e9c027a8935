package io.bpfman.siblings.plane;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A forge on this machine: the real Gitea, with its users, repositories, webhooks and pull requests. */
public final class Gitea implements AutoCloseable {

    /** Whom every webhook is signed for. */
    static final String HOOK_SECRET = "hook-secret";

    private static final String ORGANIZATION = "bpfman";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern TOKEN = Pattern.compile("\\b[0-9a-f]{40}\\b");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CONFIGURATION = """
            APP_NAME = forge
            RUN_MODE = prod
            RUN_USER = %1$s
            I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
            WORK_PATH = %2$s
            [server]
            HTTP_ADDR = 127.0.0.1
            HTTP_PORT = %3$d
            ROOT_URL = http://127.0.0.1:%3$d/
            DISABLE_SSH = true
            OFFLINE_MODE = true
            STATIC_ROOT_PATH = %4$s
            [database]
            DB_TYPE = sqlite3
            PATH = %2$s/gitea.db
            SQLITE_JOURNAL_MODE = WAL
            [security]
            INSTALL_LOCK = true
            INTERNAL_TOKEN = %5$s
            PASSWORD_HASH_ALGO = pbkdf2_v2
            [log]
            LEVEL = warn
            [service]
            DISABLE_REGISTRATION = true
            [oauth2]
            JWT_SECRET = %6$s
            [repository]
            DEFAULT_BRANCH = main
            [webhook]
            ALLOWED_HOST_LIST = loopback
            DELIVER_TIMEOUT = 30
            [actions]
            ENABLED = false
            [mailer]
            ENABLED = false
            """;

    /** Who is known here. */
    public enum User {
        /** May do everything. */
        OWNER,
        /** Pipelines-as-Code's own. */
        BOT,
        /** May push, and allow the pull requests of others to be tested. */
        DEVELOPER,
        /** May only propose what a fork of theirs holds. */
        STRANGER;

        String login() {
            return "the-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Path program;
    private final Path home;
    private final Path configuration;
    private final String url;
    private final Map<User, String> tokens = new EnumMap<>(User.class);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Child child;

    private Gitea(Path program, Path home) throws IOException {
        this.program = program.resolve("gitea");
        this.home = home;
        this.configuration = home.resolve("app.ini");
        int port = Ports.free();
        this.url = "http://127.0.0.1:" + port;
        Files.writeString(
                configuration,
                CONFIGURATION.formatted(
                        System.getProperty("user.name"),
                        home,
                        port,
                        program,
                        run("generate", "secret", "INTERNAL_TOKEN").strip(),
                        run("generate", "secret", "JWT_SECRET").strip()));
        run("migrate", "--config", configuration.toString());
        for (var user : User.values()) {
            tokens.put(user, create(user));
        }
        this.child = Child.start(
                "gitea",
                home,
                Map.of("GITEA_WORK_DIR", home.toString()),
                List.of(this.program.toString(), "web", "--config", configuration.toString()));
    }

    /** Starts it, with its data below that folder. */
    public static Gitea start(Path folder) {
        try {
            var gitea = new Gitea(Binaries.gitea(), Files.createTempDirectory(folder, "gitea-"));
            gitea.child.awaitReady(
                    () -> gitea.send(User.OWNER, "GET", "/version", Map.of()).statusCode() == 200);
            gitea.call(User.OWNER, "POST", "/orgs", Map.of("username", ORGANIZATION, "visibility", "public"));
            return gitea;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its address, without a slash at the end. */
    public String url() {
        return url;
    }

    /** Makes an empty repository of which each event is told to that address, and returns it as owner/name. */
    public String createRepository(String name, String hook) {
        var repository = ORGANIZATION + "/" + name;
        call(User.OWNER, "POST", "/orgs/%s/repos".formatted(ORGANIZATION), Map.of("name", name));
        allow(repository, User.BOT, "admin");
        allow(repository, User.DEVELOPER, "write");
        call(
                User.OWNER,
                "POST",
                "/repos/%s/hooks".formatted(repository),
                Map.of(
                        "type",
                        "gitea",
                        "active",
                        true,
                        "events",
                        List.of("push", "pull_request", "pull_request_sync", "pull_request_comment", "issue_comment"),
                        "config",
                        Map.of("url", hook, "content_type", "json", "secret", HOOK_SECRET)));
        return repository;
    }

    /** Makes the stranger's fork, and returns it as owner/name. */
    public String fork(String repository, String name) {
        call(User.STRANGER, "POST", "/repos/%s/forks".formatted(repository), Map.of("name", name));
        return User.STRANGER.login() + "/" + name;
    }

    /** Opens a pull request into main, and returns its number; the head is a branch, or owner:branch of a fork. */
    public int openPullRequest(User user, String repository, String head) {
        return call(
                        user,
                        "POST",
                        "/repos/%s/pulls".formatted(repository),
                        Map.of("head", head, "base", "main", "title", "a change"))
                .path("number")
                .asInt();
    }

    /** Comments on a pull request. */
    public void comment(User user, String repository, int number, String text) {
        call(user, "POST", "/repos/%s/issues/%d/comments".formatted(repository, number), Map.of("body", text));
    }

    /** Makes an empty work tree of a repository. */
    public WorkTree workTree(User user, String repository) {
        try {
            return WorkTree.make(
                    Files.createTempDirectory(home, "work-"),
                    user.login(),
                    "http://%s:%s@127.0.0.1:%d/%s.git"
                            .formatted(
                                    user.login(),
                                    tokens.get(user),
                                    URI.create(url).getPort(),
                                    repository));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the titles of a repository's pull requests in that state. */
    public List<String> pullRequests(String repository, String state) {
        return call(User.OWNER, "GET", "/repos/%s/pulls?state=%s".formatted(repository, state), Map.of())
                .findValuesAsText("title");
    }

    /** Closes a pull request, as a person does who does not want it. */
    public void close(String repository, int number) {
        call(User.OWNER, "PATCH", "/repos/%s/pulls/%d".formatted(repository, number), Map.of("state", "closed"));
    }

    /** Lets nobody push to a branch. */
    public void protect(String repository, String branch) {
        call(
                User.OWNER,
                "POST",
                "/repos/%s/branch_protections".formatted(repository),
                Map.of("rule_name", branch, "enable_push", false));
    }

    /** Returns the token of a user. */
    public String token(User user) {
        return requireNonNull(tokens.get(user));
    }

    @Override
    public void close() {
        child.kill();
    }

    private String create(User user) {
        var printed = run(
                "admin",
                "user",
                "create",
                "--config",
                configuration.toString(),
                "--username",
                user.login(),
                "--random-password",
                "--email",
                user.login() + "@forge.test",
                "--must-change-password=false",
                "--admin=" + (user == User.OWNER),
                "--access-token",
                "--access-token-scopes",
                "all");
        var token = TOKEN.matcher(printed);
        if (!token.find()) {
            throw new IllegalStateException("Gitea gave %s no token".formatted(user.login()));
        }
        return token.group();
    }

    private void allow(String repository, User user, String permission) {
        call(
                User.OWNER,
                "PUT",
                "/repos/%s/collaborators/%s".formatted(repository, user.login()),
                Map.of("permission", permission));
    }

    private JsonNode call(User user, String method, String path, Map<String, ?> body) {
        try {
            var answer = send(user, method, path, body);
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        "%s %s was answered with %d: %s".formatted(method, path, answer.statusCode(), answer.body()));
            }
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(User user, String method, String path, Map<String, ?> body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                .timeout(LIMIT)
                .header("Authorization", "token " + tokens.get(user))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Gitea", e);
        }
    }

    private String run(String... words) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        return new Command(home, Map.of("HOME", home.toString(), "GITEA_WORK_DIR", home.toString()), LIMIT, command)
                .output();
    }
}
