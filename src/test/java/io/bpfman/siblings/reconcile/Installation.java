package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The service as an administrator installs it: every object of a folder but the Deployment, which nobody would run. */
public final class Installation {

    /** Of its namespace, its ServiceAccount and its Lease. */
    public static final String NAME = "wait-for-siblings";

    private static final Path MANIFESTS = Path.of("k8s");
    private static final Path CHAINS = Path.of("k8s", "chains");
    private static final String IMAGE = "quay.io/bpfman/wait-for-siblings:0.1.0-SNAPSHOT";

    private final ControlPlane plane;

    private Installation(ControlPlane plane) {
        this.plane = plane;
    }

    /** Applies them. */
    public static Installation on(ControlPlane plane) {
        plane.createNamespace(NAME);
        apply(plane, objects(plane.admin(), MANIFESTS, IMAGE));
        return new Installation(plane);
    }

    /** The same with the overlay that lets the service make witnesses, which run this image. */
    static Installation withChainsOn(ControlPlane plane, String image) {
        Installation installation = on(plane);
        apply(plane, objects(plane.admin(), CHAINS, image));
        return installation;
    }

    /** Takes the overlay away. */
    static void withoutChains(ControlPlane plane) {
        objects(plane.admin(), CHAINS, IMAGE)
                .forEach(object -> plane.admin().resource(object).delete());
    }

    /** Lets the next service lead at once, and not when the lease of one that was killed has run out. */
    public static void freeLease(ControlPlane plane) {
        plane.admin().leases().inNamespace(NAME).withName(NAME).delete();
    }

    private static void apply(ControlPlane plane, List<HasMetadata> objects) {
        objects.stream()
                .filter(object -> !(object instanceof Deployment))
                .forEach(object -> plane.admin().resource(object).serverSideApply());
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
    public Map<String, String> systemProperties() {
        return Map.of(
                "kubernetes.master", plane.url(),
                "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                "kubernetes.auth.token", plane.token(NAME, NAME),
                "kubernetes.namespace", NAME);
    }

    private static List<HasMetadata> objects(KubernetesClient client, Path folder, String image) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .flatMap(file -> load(client, file, image).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> load(KubernetesClient client, Path file, String image) {
        try {
            String yaml = Files.readString(file).replace(IMAGE, image);
            return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
