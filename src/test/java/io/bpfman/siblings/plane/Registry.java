package io.bpfman.siblings.plane;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A registry with one image, for Tekton looks there for the entrypoint of a step that names no command.
 *
 * <p>Tekton tries TLS first, and has to be hung up on before it tries the plain protocol: an HTTP server would wait for
 * the rest of the line.
 */
public final class Registry implements AutoCloseable {

    private static final String REPOSITORY = "wait-for-siblings";
    private static final String TAG = "test";
    private static final int TLS_HANDSHAKE = 22;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final String CONFIGURATION_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private static final String CONFIGURATION = """
            {"architecture":"amd64","os":"linux","config":{"Entrypoint":["wait-for-siblings"]},
             "rootfs":{"type":"layers","diff_ids":[]}}""";

    private static final String MANIFEST =
            """
            {"schemaVersion":2,"mediaType":"%s","layers":[],
             "config":{"mediaType":"%s","size":%d,"digest":"%s"}}""".formatted(MANIFEST_TYPE, CONFIGURATION_TYPE, CONFIGURATION.length(), digest(CONFIGURATION));

    private static final Document NOTHING = new Document("text/plain", "");

    private static final Map<String, Document> DOCUMENTS = Map.of(
            "/v2/",
            new Document("application/json", "{}"),
            "/v2/" + REPOSITORY + "/manifests/" + TAG,
            new Document(MANIFEST_TYPE, MANIFEST),
            "/v2/" + REPOSITORY + "/manifests/" + digest(MANIFEST),
            new Document(MANIFEST_TYPE, MANIFEST),
            "/v2/" + REPOSITORY + "/blobs/" + digest(CONFIGURATION),
            new Document(CONFIGURATION_TYPE, CONFIGURATION));

    private final ServerSocket server;
    private volatile boolean away;

    private Registry(ServerSocket server) {
        this.server = server;
    }

    /** Starts it on this machine. */
    public static Registry start() {
        try {
            var registry = new Registry(new ServerSocket(Ports.free(), 0, InetAddress.getLoopbackAddress()));
            inBackground(registry::acceptAll);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the image, whose entrypoint is wait-for-siblings. */
    public String image() {
        return "localhost:%d/%s:%s".formatted(server.getLocalPort(), REPOSITORY, TAG);
    }

    /** Returns the image as Tekton writes it into a pod. */
    public String pinnedImage() {
        return "localhost:%d/%s@%s".formatted(server.getLocalPort(), REPOSITORY, digest(MANIFEST));
    }

    /** Has the registry know of no image, or of this one again. */
    public void away(boolean now) {
        away = now;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        try {
            while (!server.isClosed()) {
                var socket = server.accept();
                inBackground(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A client that is gone or says nothing is its own affair: it asks again. */
    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            answer(socket);
        } catch (IOException e) {
            System.err.println("registry: a client left: " + e.getMessage());
        }
    }

    private void answer(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        in.mark(1);
        var first = in.read();
        if (first == TLS_HANDSHAKE || first < 0) {
            return;
        }
        in.reset();
        var request = line(in).split(" ", -1);
        skipHeaders(in);
        var document = away ? NOTHING : DOCUMENTS.getOrDefault(request[1], NOTHING);
        var head = """
                HTTP/1.1 %s\r
                Connection: close\r
                Content-Type: %s\r
                Content-Length: %d\r
                Docker-Content-Digest: %s\r
                \r
                """.formatted(
                        document.equals(NOTHING) ? "404 Not Found" : "200 OK",
                        document.type(),
                        document.text().length(),
                        digest(document.text()));
        var answer = request[0].equals("HEAD") ? head : head + document.text();
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipHeaders(InputStream in) throws IOException {
        String header;
        do {
            header = line(in);
        } while (!header.isEmpty());
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static void inBackground(Runnable task) {
        var thread = new Thread(task, "registry");
        thread.setDaemon(true);
        thread.start();
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Document(String type, String text) {}
}
