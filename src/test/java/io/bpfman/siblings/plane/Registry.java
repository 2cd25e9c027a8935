package io.bpfman.siblings.plane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry with one image, for Tekton looks there for the entrypoint of a step that names no command. */
public final class Registry implements AutoCloseable {

    private static final String REPOSITORY = "wait-for-siblings";
    private static final String CONFIGURATION_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private static final String CONFIGURATION = """
            {"architecture":"amd64","os":"linux","config":{"Entrypoint":["wait-for-siblings"]},
             "rootfs":{"type":"layers","diff_ids":[]}}""";

    private static final String MANIFEST =
            """
            {"schemaVersion":2,"mediaType":"%s","layers":[],
             "config":{"mediaType":"%s","size":%d,"digest":"%s"}}""".formatted(MANIFEST_TYPE, CONFIGURATION_TYPE, CONFIGURATION.length(), digest(CONFIGURATION));

    private final HttpServer server;

    /** Several threads, for a client tries https first, and in that nobody answers until it gives up. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Registry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
    }

    /** Starts it on this machine. */
    public static Registry start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
            var repository = "/v2/" + REPOSITORY;
            server.createContext("/v2/", exchange -> answer(exchange, "application/json", "{}"));
            server.createContext(repository + "/manifests/", exchange -> answer(exchange, MANIFEST_TYPE, MANIFEST));
            server.createContext(
                    repository + "/blobs/", exchange -> answer(exchange, CONFIGURATION_TYPE, CONFIGURATION));
            var registry = new Registry(server);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the image, whose entrypoint is wait-for-siblings. */
    public String image() {
        return "localhost:%d/%s:test".formatted(server.getAddress().getPort(), REPOSITORY);
    }

    /** Returns the image as Tekton writes it into a pod. */
    public String pinnedImage() {
        return image().replaceFirst(":test$", "@" + digest(MANIFEST));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
