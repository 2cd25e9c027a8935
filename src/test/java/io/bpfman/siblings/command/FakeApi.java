package io.bpfman.siblings.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** An API server that lists PipelineRuns, whatever the selector, and has nothing else. */
final class FakeApi implements AutoCloseable {

    static final String NAMESPACE = "tenant";

    private final HttpServer server;

    private FakeApi(IntSupplier code, Supplier<List<PipelineRun>> pipelineRuns) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/", exchange -> answer(exchange, 404, "{}"));
        server.createContext(
                "/apis/tekton.dev/v1/namespaces/tenant/pipelineruns",
                exchange -> answer(
                        exchange,
                        exchange.getRequestURI().getPath().endsWith("pipelineruns") ? code.getAsInt() : 404,
                        Wire.write(Map.of("items", pipelineRuns.get()))));
        server.start();
    }

    static FakeApi with(Supplier<List<PipelineRun>> pipelineRuns) {
        return new FakeApi(() -> 200, pipelineRuns);
    }

    /** The same that answers each list with the code that is given then. */
    static FakeApi with(IntSupplier code, Supplier<List<PipelineRun>> pipelineRuns) {
        return new FakeApi(code, pipelineRuns);
    }

    static FakeApi refusing(int code) {
        return new FakeApi(() -> code, List::of);
    }

    Connection connection() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(
                        "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()))
                .withRequestRetryBackoffLimit(0)
                .build();
        KubernetesSerialization serialization = Wire.serialization();
        ClusterApi api = new ClusterApi(
                config.getMasterUrl(),
                new JdkHttpClientFactory().newBuilder(config).build(),
                serialization);
        return new Connection(api, Optional.of(NAMESPACE));
    }

    private static void answer(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
