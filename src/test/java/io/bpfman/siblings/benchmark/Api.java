package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The Kubernetes API over the JDK's own HTTP: no cache, no retry, no model. */
final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String token;
    private final HttpClient http;

    Api(String url, Path certificate, String token) {
        this.url = url;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(trusting(certificate))
                .build();
    }

    /** Reads an object or a list. */
    JsonNode get(String path) {
        return answer(request(path).GET().build());
    }

    /** Makes an object. */
    void create(String path, JsonNode object) {
        answer(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes(object)))
                .build());
    }

    /** Changes an object by a merge patch. */
    void patch(String path, JsonNode change) {
        answer(request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofByteArray(bytes(change)))
                .build());
    }

    /** Deletes an object. */
    void delete(String path) {
        answer(request(path).DELETE().build());
    }

    /** Hands every event on, from now until the server is gone; the server may end a watch whenever it likes. */
    void watch(String path, String selector, Runnable begun, Consumer<JsonNode> events) {
        String version = get(path + "?limit=1" + selector)
                .at("/metadata/resourceVersion")
                .asText();
        try {
            while (true) {
                version = watchOnce(path + "?watch=true&resourceVersion=" + version + selector, version, begun, events);
            }
        } catch (IOException e) {
            System.out.println("the watch broke off: " + e.getMessage());
        }
    }

    private String watchOnce(String path, String from, Runnable begun, Consumer<JsonNode> events) throws IOException {
        String version = from;
        try (InputStream body = checked(http.send(request(path).GET().build(), BodyHandlers.ofInputStream()))
                .body()) {
            begun.run();
            var lines = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body);
            while (lines.hasNextValue()) {
                JsonNode event = lines.nextValue();
                if ("ERROR".equals(event.path("type").asText())) {
                    throw new IOException(event.toString());
                }
                version = event.at("/object/metadata/resourceVersion").asText();
                events.accept(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return version;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
    }

    private JsonNode answer(HttpRequest request) {
        try {
            return JSON.readTree(
                    checked(send(request, BodyHandlers.ofByteArray())).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the API server was asked", e);
        }
    }

    private static <T> HttpResponse<T> checked(HttpResponse<T> response) {
        if (response.statusCode() >= 300) {
            String text = response.body() instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
            throw new IllegalStateException(
                    "%s %s: %d %s".formatted(response.request().method(), response.uri(), response.statusCode(), text));
        }
        return response;
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext trusting(Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("api-" + trusted.size(), authority);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate cannot be trusted", e);
        }
    }
}
