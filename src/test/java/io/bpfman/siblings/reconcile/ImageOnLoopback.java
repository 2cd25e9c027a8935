package io.bpfman.siblings.reconcile;

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
 * A registry on this machine that holds one image without layers: Tekton asks it for the image's entrypoint. Tekton
 * tries TLS first, and so what does not begin like HTTP is hung up on at once.
 */
final class ImageOnLoopback {

    private static final String NAME = "wait-for-siblings";
    private static final String TAG = "test";
    private static final int TLS = 22;
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String CONFIG = """
            {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},\
            "config":{"User":"185","Entrypoint":["java","-jar","quarkus-run.jar"]}}""";
    private static final String MANIFEST = """
            {"schemaVersion":2,"mediaType":"%s","layers":[],\
            "config":{"mediaType":"%s","digest":"%s","size":%d}}""".formatted(MANIFEST_TYPE, CONFIG_TYPE, digest(CONFIG), CONFIG.length());
    private static final Map<String, String> BODIES = Map.of(
            "/v2/",
            "{}",
            "/v2/" + NAME + "/manifests/" + TAG,
            MANIFEST,
            "/v2/" + NAME + "/manifests/" + digest(MANIFEST),
            MANIFEST,
            "/v2/" + NAME + "/blobs/" + digest(CONFIG),
            CONFIG);

    private final ServerSocket server;
    private volatile boolean away;

    private ImageOnLoopback(ServerSocket server) {
        this.server = server;
    }

    /** Serves until the JVM ends. */
    static ImageOnLoopback serve() {
        try {
            ImageOnLoopback image = new ImageOnLoopback(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread thread = new Thread(image::answerAll, "registry");
            thread.setDaemon(true);
            thread.start();
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image's name, which says where it is. */
    String image() {
        return "127.0.0.1:%d/%s:%s".formatted(server.getLocalPort(), NAME, TAG);
    }

    /** Has the registry know of no image, or of this one again. */
    void away(boolean now) {
        away = now;
    }

    private void answerAll() {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    answer(socket);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        in.mark(1);
        if (in.read() == TLS) {
            return;
        }
        in.reset();
        String[] request = line(in).split(" ", -1);
        skipHeaders(in);
        String body = away ? "" : BODIES.getOrDefault(request[1], "");
        String head =
                """
                HTTP/1.1 %s\r
                Connection: close\r
                Content-Type: %s\r
                Content-Length: %d\r
                Docker-Content-Digest: %s\r
                \r
                """.formatted(body.isEmpty() ? "404 Not Found" : "200 OK", MANIFEST_TYPE, body.length(), digest(body));
        String answer = request[0].equals("HEAD") ? head : head + body;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipHeaders(InputStream in) throws IOException {
        String header;
        do {
            header = line(in);
        } while (!header.isEmpty());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
