package io.bpfman.siblings.plane;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Stands before the API server and breaks the requests that a test names. All others pass as they are, watches and
 * WebSockets too: each connection carries one request, so that the answer is all bytes until its end.
 */
public final class FaultyApi implements AutoCloseable {

    private static final long DRIP_MILLIS = 50;

    private final URI upstream;
    private final SSLSocketFactory tls;
    private final ServerSocket server;
    private final List<Breakage> breakages = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FaultyApi(URI upstream, SSLSocketFactory tls, ServerSocket server) {
        this.upstream = upstream;
        this.tls = tls;
        this.server = server;
    }

    /** How a request is answered that is broken. */
    public sealed interface Fault {

        /** With this code. */
        record Refused(int code) implements Fault {}

        /** Never. */
        record Silent() implements Fault {}

        /** With a page that goes on and on. */
        record Endless() implements Fault {}

        /** By hanging up. */
        record Cut() implements Fault {}
    }

    /** What is asked for: the verb of HTTP, the path, and the query or the empty text. */
    public record Request(String verb, String path, String query) {

        /** Whether it asks for a list of that kind, by its plural, in that namespace. */
        public boolean lists(String plural, String namespace) {
            return verb.equals("GET") && path.endsWith("/namespaces/%s/%s".formatted(namespace, plural)) && !watches();
        }

        /** Whether it asks for what changes. */
        public boolean watches() {
            return query.contains("watch=true");
        }
    }

    /** Starts before the API server of a control plane. */
    public static FaultyApi before(ControlPlane plane) {
        try {
            var server = new ServerSocket(Ports.free(), 0, InetAddress.getLoopbackAddress());
            var api = new FaultyApi(URI.create(plane.url()), trusting(plane.caCertificate()), server);
            inBackground(api::acceptAll);
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns its address, of plain HTTP. */
    public String url() {
        return "http://127.0.0.1:%d/".formatted(server.getLocalPort());
    }

    /** Breaks all requests that fit, from now on. */
    public void breaking(Predicate<Request> fits, Fault fault) {
        breakingFirst(Integer.MAX_VALUE, fits, fault);
    }

    /** Breaks the next requests that fit, as many as that. */
    public void breakingFirst(int count, Predicate<Request> fits, Fault fault) {
        breakages.add(new Breakage(fits, fault, new AtomicInteger(count), new AtomicInteger()));
    }

    /** Returns how many requests were broken so far. */
    public int broken() {
        return breakages.stream().mapToInt(breakage -> breakage.done().get()).sum();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                inBackground(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Whoever leaves amid a request is answered no more. */
    private void serve(Socket client) {
        try (client) {
            var head = Head.read(client.getInputStream());
            if (head.isPresent()) {
                var fault = fault(head.get().request());
                if (fault.isPresent()) {
                    answer(client, fault.get());
                } else {
                    pass(client, head.get());
                }
            }
        } catch (IOException gone) {
            // The client's own affair, or that of an API server that was killed.
        }
    }

    private Optional<Fault> fault(Request request) {
        return breakages.stream()
                .filter(breakage -> breakage.fits().test(request))
                .filter(breakage -> breakage.left().getAndDecrement() > 0)
                .findFirst()
                .map(breakage -> {
                    breakage.done().incrementAndGet();
                    return breakage.fault();
                });
    }

    private void answer(Socket client, Fault fault) throws IOException {
        var out = client.getOutputStream();
        if (fault instanceof Fault.Refused refused) {
            var body = """
                    {"kind":"Status","apiVersion":"v1","status":"Failure","message":"broken by a test","code":%d}""".formatted(refused.code());
            out.write("""
                    HTTP/1.1 %d Broken\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Connection: close\r
                    \r
                    %s""".formatted(refused.code(), body.length(), body).getBytes(StandardCharsets.US_ASCII));
        } else if (fault instanceof Fault.Silent) {
            awaitHangUp(client);
        } else if (fault instanceof Fault.Endless) {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"items\":["
                    .getBytes(StandardCharsets.US_ASCII));
            while (!isClosedAfter(DRIP_MILLIS)) {
                out.write(' ');
                out.flush();
            }
        }
    }

    private void awaitHangUp(Socket client) throws IOException {
        client.setSoTimeout((int) DRIP_MILLIS);
        while (!isClosedAfter(0)) {
            try {
                if (client.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException stillThere) {
                // Asked again, as the test may be over.
            }
        }
    }

    private boolean isClosedAfter(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void pass(Socket client, Head head) throws IOException {
        try (var server = tls.createSocket(upstream.getHost(), upstream.getPort())) {
            server.getOutputStream().write(head.forwarded());
            inBackground(() -> copy(client, server));
            copy(server, client);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            var buffer = new byte[8192];
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // Either side may hang up, and then the other is hung up on.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLSocketFactory trusting(Path certificate) throws IOException, GeneralSecurityException {
        try (var pem = new FileInputStream(certificate.toFile())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        }
    }

    private static void inBackground(Runnable task) {
        var thread = new Thread(task, "faulty-api");
        thread.setDaemon(true);
        thread.start();
    }

    private record Breakage(Predicate<Request> fits, Fault fault, AtomicInteger left, AtomicInteger done) {}

    /** The first line and the headers of a request; its body is not looked at. */
    private record Head(String firstLine, List<String> headers) {

        /** Empty where the client hangs up before the end of the headers. */
        static Optional<Head> read(InputStream in) throws IOException {
            var bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return Optional.empty();
                }
                bytes.write(next);
            }
            var lines = bytes.toString(StandardCharsets.ISO_8859_1).lines().toList();
            return Optional.of(new Head(
                    lines.get(0),
                    lines.stream().skip(1).filter(line -> !line.isEmpty()).toList()));
        }

        Request request() {
            var words = firstLine.split(" ", -1);
            var target = words[1].split("\\?", 2);
            return new Request(words[0], target[0], target.length > 1 ? target[1] : "");
        }

        /** The same, as the only request of its connection, unless that becomes a WebSocket; never one of HTTP/2. */
        byte[] forwarded() {
            var text = new StringBuilder(firstLine).append("\r\n");
            var webSocket = headers.stream().anyMatch(header -> is(header, "upgrade: websocket"));
            headers.stream()
                    .filter(header -> webSocket || !is(header, "connection:"))
                    .filter(header -> webSocket || !is(header, "upgrade:"))
                    .filter(header -> !is(header, "http2-settings:"))
                    .forEach(header -> text.append(header).append("\r\n"));
            text.append(webSocket ? "\r\n" : "Connection: close\r\n\r\n");
            return text.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        private static boolean is(String header, String beginning) {
            return header.toLowerCase(Locale.ROOT).startsWith(beginning);
        }
    }
}
