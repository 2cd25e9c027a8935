package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The service as an administrator installs it: every object of k8s/ but the Deployment, which nobody would run. */
final class Installation {

    static final String NAME = "wait-for-siblings";

    private static final Path MANIFESTS = Path.of("k8s");

    private final ControlPlane plane;

    private Installation(ControlPlane plane) {
        this.plane = plane;
    }

    static Installation on(ControlPlane plane) {
        plane.createNamespace(NAME);
        objects(plane.admin()).stream()
                .filter(object -> !(object instanceof Deployment))
                .forEach(object -> plane.admin().resource(object).serverSideApply());
        return new Installation(plane);
    }

    /** How the service finds the API server, and who it is there. */
    Map<String, String> configuration() {
        return Map.of(
                "quarkus.kubernetes-client.api-server-url", plane.url(),
                "quarkus.kubernetes-client.ca-cert-file", plane.caCertificate().toString(),
                "quarkus.kubernetes-client.token", plane.token(NAME, NAME),
                "quarkus.kubernetes-client.namespace", NAME);
    }

    /** The same for a process, which finds them as the client's own system properties. */
    Map<String, String> systemProperties() {
        return Map.of(
                "kubernetes.master", plane.url(),
                "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                "kubernetes.auth.token", plane.token(NAME, NAME),
                "kubernetes.namespace", NAME);
    }

    private static List<HasMetadata> objects(KubernetesClient client) {
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .flatMap(file -> load(client, file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> load(KubernetesClient client, Path file) {
        try (InputStream yaml = Files.newInputStream(file)) {
            return client.load(yaml).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
