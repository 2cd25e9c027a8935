package io.bpfman.siblings.plane;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The store behind the API server, which forgets everything on a power cut and is fast for it. */
record Etcd(Child child, String url) {

    /** Starts it and waits until it answers. */
    static Etcd start(Binaries binaries, Path folder) {
        var clients = "http://127.0.0.1:" + Ports.free();
        var peers = "http://127.0.0.1:" + Ports.free();
        var command = List.of(
                binaries.etcd().toString(),
                "--name=test",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=test=" + peers,
                "--unsafe-no-fsync",
                "--quota-backend-bytes=8589934592",
                "--log-level=warn");
        var child = Child.start("etcd", folder, Map.of(), command);
        child.awaitReady(() -> isHealthy(clients));
        return new Etcd(child, clients);
    }

    private static boolean isHealthy(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url + "/health").toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(1000);
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    }
}
