package io.bpfman.siblings.plane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The real registry of images, distribution, on this machine; whatever is pushed to it is small. */
public final class OciRegistry implements AutoCloseable {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIGURATION = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static final String SETTINGS = """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:%d", secret: of-the-tests}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final Child child;

    private OciRegistry(Path folder, Path program) throws IOException {
        int port = Ports.free();
        this.address = "127.0.0.1:" + port;
        var settings =
                Files.writeString(folder.resolve("registry.yml"), SETTINGS.formatted(folder.resolve("images"), port));
        this.child =
                Child.start("registry", folder, Map.of(), List.of(program.toString(), "serve", settings.toString()));
    }

    /** Starts it, with its images below that folder. */
    public static OciRegistry start(Path folder) {
        try {
            var registry = new OciRegistry(Files.createTempDirectory(folder, "registry-"), Binaries.registry());
            registry.child.awaitReady(registry::answers);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its host and port, as they begin an image's name. */
    public String address() {
        return address;
    }

    /** Pushes an image for one architecture, and returns its digest. */
    public String push(String repository, String architecture, Map<String, String> labels, byte[]... layers) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration.put("architecture", architecture).put("os", "linux");
        labels.forEach(configuration.putObject("config").putObject("Labels")::put);
        var differences =
                configuration.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("schemaVersion", 2).put("mediaType", MANIFEST);
        var config = manifest.putObject("config");
        var descriptors = manifest.putArray("layers");
        for (byte[] layer : layers) {
            byte[] packed = gzip(layer);
            differences.add(digest(layer));
            descriptors
                    .addObject()
                    .put("mediaType", LAYER)
                    .put("size", packed.length)
                    .put("digest", blob(repository, packed));
        }
        byte[] bytes = configuration.toString().getBytes(StandardCharsets.UTF_8);
        config.put("mediaType", CONFIGURATION).put("size", bytes.length).put("digest", blob(repository, bytes));
        return manifest(repository, MANIFEST, manifest);
    }

    /** Pushes an index of images that are there, by architecture, and returns its digest. */
    public String index(String repository, Map<String, String> digests) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.put("schemaVersion", 2).put("mediaType", INDEX);
        var manifests = index.putArray("manifests");
        digests.forEach((architecture, digest) -> manifests
                .addObject()
                .put("mediaType", MANIFEST)
                .put("size", 1)
                .put("digest", digest)
                .putObject("platform")
                .put("architecture", architecture)
                .put("os", "linux"));
        return manifest(repository, INDEX, index);
    }

    /** Packs files as a layer has them, by path. */
    public static byte[] tar(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            for (var file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private String blob(String repository, byte[] bytes) {
        String digest = digest(bytes);
        HttpResponse<String> begun = send(HttpRequest.newBuilder(uri("/v2/%s/blobs/uploads/".formatted(repository)))
                .POST(HttpRequest.BodyPublishers.noBody()));
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI upload = uri("/").resolve(location);
        created(send(HttpRequest.newBuilder(
                        URI.create(upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))));
        return digest;
    }

    private String manifest(String repository, String type, ObjectNode manifest) {
        byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
        created(send(HttpRequest.newBuilder(uri("/v2/%s/manifests/%s".formatted(repository, digest(bytes))))
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))));
        return digest(bytes);
    }

    private boolean answers() throws IOException {
        try {
            var request = HttpRequest.newBuilder(uri("/v2/")).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void created(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new AssertionError("the registry answers with %d: %s".formatted(answer.statusCode(), answer.body()));
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + address + path);
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        child.kill();
    }
}
