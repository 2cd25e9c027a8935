package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The controller of Tekton Chains, which signs the finished runs of a namespace into their annotations. */
public final class Chains implements AutoCloseable {

    private static final String NAMESPACE = "tekton-chains";

    /** It acts on PipelineRuns and on TaskRuns, each under a lease of its own. */
    private static final int KINDS = 2;

    /** Chains reads its key below /etc and nowhere else, so it is given an /etc of its own. */
    private static final String OWN_ETC = "mount --bind \"$0\" /etc && exec \"$@\"";

    /** Where no mounts are allowed, as in many a container, its key is put into the /etc there is. */
    private static final String SHARED_ETC = "cp -r \"$0\"/. /etc && exec \"$@\"";

    private static final List<List<String>> MOUNT_NAMESPACES =
            List.of(List.of("unshare", "--mount"), List.of("unshare", "--map-root-user", "--mount"));

    private final ControlPlane plane;
    private final Child child;
    private final KeyPair keys;

    private Chains(ControlPlane plane, Child child, KeyPair keys) {
        this.plane = plane;
        this.child = child;
        this.keys = keys;
    }

    /** Starts Chains for one namespace of the control plane. */
    public static Chains start(ControlPlane plane, String namespace) {
        var controller = Binaries.chainsController();
        plane.createNamespace(NAMESPACE);
        plane.admin().resource(configuration()).serverSideApply();
        var keys = keys();
        try {
            var folder = Files.createTempDirectory(plane.folder(), "chains-");
            var namespaceOfMounts = mountNamespace();
            var command = new ArrayList<>(namespaceOfMounts.orElse(List.of()));
            command.addAll(List.of(
                    "/bin/sh",
                    "-c",
                    namespaceOfMounts.isPresent() ? OWN_ETC : SHARED_ETC,
                    etc(folder, keys).toString()));
            command.addAll(List.of(controller.toString(), "-namespace", namespace));
            command.addAll(
                    List.of("-kubeconfig", plane.kubeconfig(plane.adminToken()).toString()));
            var child = Child.start("tekton-chains", folder, environment(), command);
            child.awaitReady(() -> leases(plane).list().getItems().size() == KINDS);
            return new Chains(plane, child, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what Chains has signed about a run; fails where the signature is not by its key. */
    public Attestation attestation(GenericKubernetesResource run) {
        return Attestation.of(run, keys.getPublic());
    }

    /** Returns everything that Chains has written. */
    public String log() {
        return child.log();
    }

    /** Kills Chains, and takes its leases away so that the next one need not wait until they run out. */
    @Override
    public void close() {
        child.kill();
        leases(plane).delete();
    }

    /** As in Konflux, but stored in annotations only. */
    private static ConfigMap configuration() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("chains-config")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withData(Map.of(
                        "artifacts.taskrun.format", "in-toto",
                        "artifacts.taskrun.storage", "tekton",
                        "artifacts.pipelinerun.format", "in-toto",
                        "artifacts.pipelinerun.storage", "tekton",
                        "artifacts.oci.storage", "",
                        "transparency.enabled", "false"))
                .build();
    }

    private static Map<String, String> environment() {
        return Map.of(
                "SYSTEM_NAMESPACE",
                NAMESPACE,
                "KUBERNETES_MIN_VERSION",
                "v1.28.0",
                "METRICS_DOMAIN",
                "tekton.dev/chains",
                "METRICS_PROMETHEUS_PORT",
                Integer.toString(Ports.free()),
                "PROFILING_PORT",
                Integer.toString(Ports.free()));
    }

    private static NonNamespaceOperation<Lease, LeaseList, Resource<Lease>> leases(ControlPlane plane) {
        return plane.admin().leases().inNamespace(NAMESPACE);
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path etc(Path folder, KeyPair keys) throws IOException {
        var etc = folder.resolve("etc");
        var secrets = Files.createDirectories(etc.resolve("signing-secrets"));
        Pem.write(secrets.resolve("x509.pem"), "PRIVATE KEY", keys.getPrivate());
        return etc;
    }

    /** Returns the command that gives a program mounts of its own: root needs no user namespace, others do. */
    private static Optional<List<String>> mountNamespace() {
        return MOUNT_NAMESPACES.stream().filter(Chains::isAllowed).findFirst();
    }

    private static boolean isAllowed(List<String> unshare) {
        var words = Stream.concat(unshare.stream(), Stream.of("true")).toList();
        try {
            new Command(Sources.project(), Map.of(), Duration.ofMinutes(1), words).output();
            return true;
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }
}
