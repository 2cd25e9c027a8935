package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Kubernetes API with the real Tekton on this machine, gone when closed and at the latest with this JVM.
 *
 * <p>There is no kube-controller-manager: nothing is garbage collected, namespaces do not end, and service accounts
 * exist only where {@link #createNamespace} made them.
 */
public final class ControlPlane implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofDays(7);

    private final Binaries binaries;
    private final Path folder;
    private final Etcd etcd;
    private final ApiServer apiServer;
    private final KubernetesClient admin;
    private final Tekton tekton;

    private ControlPlane(Binaries binaries, Path folder, Etcd etcd, ApiServer apiServer) {
        this.binaries = binaries;
        this.folder = folder;
        this.etcd = etcd;
        this.apiServer = apiServer;
        this.admin = apiServer.client(apiServer.adminToken());
        this.tekton = Tekton.prepare(binaries, folder, kubeconfig(apiServer.adminToken()), admin);
    }

    /** Starts everything: the API, Tekton's webhook and its controller. */
    public static ControlPlane start() {
        return startApi(plane -> {
            plane.tekton.objects().applyConfiguration(plane.tekton.webhookPort());
            plane.tekton.objects().applyKinds(plane.tekton.webhookPort());
            plane.tekton.startWebhook();
            plane.tekton.startController();
        });
    }

    /** Starts the API with Tekton's kinds but without Tekton, so that nobody checks or acts on them. */
    public static ControlPlane startWithoutTekton() {
        return startApi(plane -> plane.tekton.objects().applyKindsWithoutConversion());
    }

    /** Returns the control plane with Tekton that all tests of this JVM share; do not close it. */
    public static ControlPlane shared() {
        return Shared.PLANE;
    }

    /** Returns a client that may do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** Returns a new client with nothing but this token; the caller closes it. */
    public KubernetesClient client(String token) {
        return apiServer.client(token);
    }

    /** Returns the token of the client that may do everything. */
    public String adminToken() {
        return apiServer.adminToken();
    }

    /** Returns the address of the API server, which stays the same when it is started again. */
    public String url() {
        return apiServer.url();
    }

    /** Returns the PEM file with the certificate to trust. */
    public Path caCertificate() {
        return apiServer.caCertificate();
    }

    /** Returns the folder with the logs of all processes. */
    public Path folder() {
        return folder;
    }

    /** Writes a kubeconfig with this token and returns it. */
    public Path kubeconfig(String token) {
        var text = """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: test, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: default}}]
                current-context: test
                """.formatted(apiServer.url(), apiServer.caCertificateData(), token);
        try {
            return Files.writeString(Files.createTempFile(folder, "kubeconfig-", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a real token of a service account, valid longer than any test. */
    public String token(String namespace, String serviceAccount) {
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFE.toSeconds())
                .endSpec()
                .build();
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    /** Makes a namespace with the service account default and those named, unless they exist. */
    public void createNamespace(String name, String... serviceAccounts) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        Stream.concat(Stream.of("default"), Stream.of(serviceAccounts))
                .map(account -> new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(account)
                        .withNamespace(name)
                        .endMetadata()
                        .build())
                .forEach(account -> admin.resource(account).serverSideApply());
    }

    /** Kills the API server without warning. */
    public void killApiServer() {
        apiServer.child().kill();
    }

    /** Starts the API server again, with the same address and data, and waits until it is ready. */
    public void startApiServer() {
        apiServer.restart();
    }

    /** Kills Tekton's controller. */
    public void stopTektonController() {
        tekton.stopController();
    }

    /** Starts Tekton's controller again. */
    public void startTektonController() {
        tekton.startController();
    }

    /** Kills Tekton's webhook, after which the API server refuses to write Tekton's objects. */
    public void stopWebhook() {
        tekton.stopWebhook();
    }

    /** Starts Tekton's webhook again and waits until the API server asks it. */
    public void startWebhook() {
        tekton.startWebhook();
    }

    /** Returns every finished request, oldest first; a request shows up a moment after its answer. */
    public List<AuditEvent> auditEvents() {
        return apiServer.auditLog().events();
    }

    /** Returns Tekton's command line, acting as the admin. */
    public Tkn tkn() {
        return new Tkn(binaries.tkn(), kubeconfig(apiServer.adminToken()));
    }

    @Override
    public void close() {
        admin.close();
        children().forEach(Child::kill);
    }

    private static ControlPlane startApi(Step rest) {
        var binaries = Binaries.build();
        var began = System.nanoTime();
        try {
            var folder = RunFolder.make();
            var etcd = Etcd.start(binaries, folder);
            var plane = new ControlPlane(binaries, folder, etcd, ApiServer.start(binaries, folder, etcd));
            rest.take(plane);
            System.out.printf(
                    "control plane: ready in %.1f s, logs in %s%n", (System.nanoTime() - began) / 1e9, folder);
            return plane;
        } catch (IOException e) {
            throw new UncheckedIOException("the control plane has no folder to run in", e);
        }
    }

    private List<Child> children() {
        var children = new ArrayList<>(tekton.children());
        children.add(apiServer.child());
        children.add(etcd.child());
        return Collections.unmodifiableList(children);
    }

    /** Started when first asked for; when that fails, it fails at once for everybody who asks later. */
    private static final class Shared {

        static final ControlPlane PLANE = start();
    }

    private interface Step {

        void take(ControlPlane plane) throws IOException;
    }
}
