package io.bpfman.siblings.reconcile;

import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.plane.ControlPlane;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Konflux's kinds on a control plane: without its controllers, a test writes what they would. */
public final class KonfluxKindsOnControlPlane {

    private static final Path KINDS = Path.of("src", "test", "resources", "konflux", "kinds.yaml");
    private static final Path NEW_KINDS = Path.of("src", "test", "resources", "konflux", "new-kinds.yaml");

    private KonfluxKindsOnControlPlane() {}

    /** Makes the kinds known, and waits until they are served. */
    public static void install(ControlPlane plane) {
        install(plane, KINDS);
    }

    /** Makes those of the newer model known, too. */
    public static void installNewModel(ControlPlane plane) {
        install(plane, NEW_KINDS);
    }

    /** Takes those of the newer model away. */
    static void removeNewModel(ControlPlane plane) {
        kinds(plane.admin(), NEW_KINDS)
                .forEach(kind -> remove(plane, kind.getMetadata().getName()));
    }

    private static void install(ControlPlane plane, Path kinds) {
        kinds(plane.admin(), kinds).forEach(kind -> plane.admin().resource(kind).serverSideApply());
        kinds(plane.admin(), kinds)
                .forEach(kind -> await("kind " + kind.getMetadata().getName())
                        .atMost(Tenant.PATIENCE)
                        .until(() -> served(plane.admin(), kind)));
    }

    /** Takes a kind away, with all its objects. */
    static void remove(ControlPlane plane, String name) {
        var kind =
                plane.admin().apiextensions().v1().customResourceDefinitions().withName(name);
        kind.delete();
        await("the end of kind " + name).atMost(Tenant.PATIENCE).until(() -> kind.get() == null);
    }

    private static boolean served(KubernetesClient client, CustomResourceDefinition kind) {
        return client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(kind.getMetadata().getName())
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .anyMatch(
                        condition -> "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static List<CustomResourceDefinition> kinds(KubernetesClient client, Path kinds) {
        try (InputStream yaml = Files.newInputStream(kinds)) {
            return client.load(yaml).items().stream()
                    .map(CustomResourceDefinition.class::cast)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
