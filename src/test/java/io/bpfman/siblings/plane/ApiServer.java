package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The Kubernetes API server, which may be killed and started again on the same port with the same data. */
final class ApiServer {

    /** Enough for a connection that went stale; more would hide from a test that the server is away. */
    private static final int RETRIES = 2;

    private static final String ISSUER = "https://kubernetes.default.svc";

    private final Path folder;
    private final List<String> command;
    private final AuditLog auditLog;
    private final String adminToken;
    private final String url;
    private Child child;

    private ApiServer(
            Path folder, List<String> command, AuditLog auditLog, String adminToken, String url, Child child) {
        this.folder = folder;
        this.command = command;
        this.auditLog = auditLog;
        this.adminToken = adminToken;
        this.url = url;
        this.child = child;
    }

    /** Starts it and waits until it is ready. */
    static ApiServer start(Binaries binaries, Path folder, Etcd etcd) throws IOException {
        var port = Ports.free();
        var adminToken = UUID.randomUUID().toString();
        var tokens = Files.writeString(
                folder.resolve("tokens.csv"), "%s,admin,admin,system:masters%n".formatted(adminToken));
        var keys = ServiceAccountKeys.in(folder);
        var auditLog = AuditLog.in(folder);
        var command = new ArrayList<>(List.of(
                binaries.kubeApiServer().toString(),
                "--etcd-servers=" + etcd.url(),
                "--cert-dir=" + folder.resolve("certificates"),
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=" + ISSUER,
                "--service-account-key-file=" + keys.checking(),
                "--service-account-signing-key-file=" + keys.signing(),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount"));
        command.addAll(auditLog.flags());
        var url = "https://127.0.0.1:" + port;
        var server = new ApiServer(folder, command, auditLog, adminToken, url, launch(folder, command));
        server.awaitReady();
        return server;
    }

    /** Starts it again after it was killed, and waits until it is ready. */
    void restart() {
        if (child.alive()) {
            throw new IllegalStateException("kube-apiserver runs already");
        }
        child = launch(folder, command);
        awaitReady();
    }

    /** Returns the process. */
    Child child() {
        return child;
    }

    /** Returns the address. */
    String url() {
        return url;
    }

    /** Returns the token of a user who may do everything. */
    String adminToken() {
        return adminToken;
    }

    /** Returns the audit log. */
    AuditLog auditLog() {
        return auditLog;
    }

    /** Returns the certificate to trust, as a PEM file. */
    Path caCertificate() {
        return folder.resolve("certificates").resolve("apiserver.crt");
    }

    /** Returns a client with nothing but a token, whatever the environment says about clusters and proxies. */
    KubernetesClient client(String token) {
        return client(configuration(token).build());
    }

    private ConfigBuilder configuration(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertData(caCertificateData())
                .withOauthToken(token)
                .withRequestRetryBackoffLimit(RETRIES)
                .withNamespace("default");
    }

    /** Returns the certificate to trust, as kubeconfig files hold it. */
    String caCertificateData() {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(caCertificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        child.awaitReady(() -> Files.exists(caCertificate()));
        var impatient = configuration(adminToken)
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(1000)
                .withRequestTimeout(5000)
                .build();
        try (var client = client(impatient)) {
            child.awaitReady(() -> "ok".equals(client.raw("/readyz")));
        }
    }

    private static KubernetesClient client(Config configuration) {
        return new KubernetesClientBuilder().withConfig(configuration).build();
    }

    private static Child launch(Path folder, List<String> command) {
        return Child.start("kube-apiserver", folder, Map.of(), command);
    }
}
