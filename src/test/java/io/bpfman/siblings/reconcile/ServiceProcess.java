package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.Child;
import io.bpfman.siblings.plane.ImageJvm;
import io.bpfman.siblings.plane.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The packaged service as a process of its own, with the flags of its image. */
public final class ServiceProcess implements AutoCloseable {

    private static final int OK = 200;

    private final Child child;
    private final int managementPort;

    private ServiceProcess(Child child, int managementPort) {
        this.child = child;
        this.managementPort = managementPort;
    }

    /** Starts the service as one replica of its Deployment, under that name. */
    public static ServiceProcess start(Path folder, String name, Map<String, String> configuration) {
        int managementPort = Ports.free();
        Map<String, String> properties = new TreeMap<>(configuration);
        properties.put("quarkus.http.port", String.valueOf(Ports.free()));
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.management.port", String.valueOf(managementPort));
        properties.put("quarkus.management.host", "127.0.0.1");
        var child = Child.start(name, folder, Map.of("HOSTNAME", name), ImageJvm.command(properties));
        return new ServiceProcess(child, managementPort);
    }

    /** Waits until it says that it is ready. */
    public ServiceProcess awaitReady() {
        child.awaitReady(this::ready);
        return this;
    }

    boolean ready() throws IOException {
        return get("/q/health/ready").statusCode() == OK;
    }

    /** Whether it says that it is alive; false also while it does not listen yet. */
    boolean live() {
        try {
            return get("/q/health/live").statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Of health and metrics. */
    int port() {
        return managementPort;
    }

    String metrics() {
        try {
            return get("/q/metrics").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the service", e);
        }
    }

    /** Returns the number of its process. */
    public long pid() {
        return child.pid();
    }

    void kill() {
        child.kill();
    }

    void terminate() {
        child.terminate();
    }

    boolean alive() {
        return child.alive();
    }

    /** Returns what it wrote. */
    public String log() {
        return child.log();
    }

    @Override
    public void close() {
        child.kill();
    }
}
