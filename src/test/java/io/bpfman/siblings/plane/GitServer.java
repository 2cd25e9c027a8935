package io.bpfman.siblings.plane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Git's own server, {@code git http-backend}, with one repository and one user, to which races can be ordered. */
public final class GitServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String USER = "the-bot";
    private static final String PASSWORD = "the secret/of:the bot";

    private final Path folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Runnable beforePush = () -> {};

    private GitServer(Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
    }

    /** Starts it, with an empty repository below that folder. */
    public static GitServer start(Path folder) {
        try {
            var server = new GitServer(Files.createTempDirectory(folder, "git-"));
            server.git("init", "--quiet", "--bare", "--initial-branch", "main", "x/repo.git");
            server.git("-C", "x/repo.git", "config", "http.receivepack", "true");
            server.git("-C", "x/repo.git", "config", "receive.advertisePushOptions", "true");
            server.server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the address of the repository. */
    public String url() {
        return "http://127.0.0.1:%d/x/repo.git".formatted(server.getAddress().getPort());
    }

    /** Returns a folder with the credentials of who may push. */
    public Path auth() {
        try {
            Path auth = Files.createTempDirectory(folder, "auth-");
            Files.writeString(auth.resolve("username"), USER);
            Files.writeString(auth.resolve("password"), PASSWORD);
            return auth;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the password, which nobody may print. */
    public String password() {
        return PASSWORD;
    }

    /** Has something happen each time that a push arrives, before it is looked at. */
    public void beforePush(Runnable action) {
        beforePush = action;
    }

    /** Has git run a script, for example before it takes a push. */
    public void hook(String name, String script) {
        try {
            Path hook = Files.writeString(folder.resolve("x/repo.git/hooks").resolve(name), "#!/bin/sh\n" + script);
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an empty work tree of the repository, which needs no password. */
    public WorkTree workTree() {
        try {
            return WorkTree.make(
                    Files.createTempDirectory(folder, "work-"),
                    "a developer",
                    folder.resolve("x/repo.git").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs git in the repository, and returns what it prints. */
    public String inRepository(String... words) {
        var command = new ArrayList<>(List.of("-C", "x/repo.git"));
        command.addAll(List.of(words));
        return git(command.toArray(String[]::new)).strip();
    }

    /** Returns what a hook wrote beside the repository's own files. */
    public String file(String name) {
        try {
            return Files.readString(folder.resolve("x/repo.git").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((USER + ':' + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (uri.getPath().endsWith("/git-receive-pack")) {
            beforePush.run();
        }
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "GIT_PROJECT_ROOT", folder.toString(),
                        "GIT_HTTP_EXPORT_ALL", "1",
                        "PATH_INFO", uri.getPath(),
                        "QUERY_STRING", Optional.ofNullable(uri.getRawQuery()).orElse(""),
                        "REQUEST_METHOD", exchange.getRequestMethod(),
                        "REMOTE_USER", USER,
                        "REMOTE_ADDR", "127.0.0.1",
                        "CONTENT_LENGTH", String.valueOf(body.length)));
        copy(exchange, builder, "Content-Type", "CONTENT_TYPE");
        copy(exchange, builder, "Content-Encoding", "HTTP_CONTENT_ENCODING");
        copy(exchange, builder, "Git-Protocol", "HTTP_GIT_PROTOCOL");
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        relay(new BufferedInputStream(process.getInputStream()), exchange);
    }

    private static void copy(HttpExchange exchange, ProcessBuilder builder, String header, String variable) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            builder.environment().put(variable, value);
        }
    }

    private static void relay(InputStream answer, HttpExchange exchange) throws IOException {
        int status = 200;
        for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(header[0], header[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        try (var out = exchange.getResponseBody()) {
            answer.transferTo(out);
        }
    }

    private static String line(InputStream answer) throws IOException {
        var line = new StringBuilder();
        for (int next = answer.read(); next >= 0 && next != '\n'; next = answer.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private String git(String... words) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        return new Command(
                        folder,
                        Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1", "HOME", folder.toString()),
                        LIMIT,
                        command)
                .output();
    }
}
