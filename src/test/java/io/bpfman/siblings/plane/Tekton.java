package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tekton's controller and webhook, each of which may be stopped and started again. */
final class Tekton {

    private static final List<String> IMAGE_FLAGS = List.of(
            "-entrypoint-image",
            "-nop-image",
            "-sidecarlogresults-image",
            "-workingdirinit-image",
            "-shell-image",
            "-shell-image-win");

    private final Binaries binaries;
    private final Path folder;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final TektonObjects objects;
    private final int webhookPort = Ports.free();
    private Optional<Child> webhook = Optional.empty();
    private Optional<Child> controller = Optional.empty();

    private Tekton(Binaries binaries, Path folder, Path kubeconfig, KubernetesClient client) {
        this.binaries = binaries;
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.client = client;
        this.objects = new TektonObjects(client, binaries.tektonConfig());
    }

    /** Prepares Tekton without making or starting anything. */
    static Tekton prepare(Binaries binaries, Path folder, Path kubeconfig, KubernetesClient client) {
        return new Tekton(binaries, folder, kubeconfig, client);
    }

    /** Returns the objects Tekton needs. */
    TektonObjects objects() {
        return objects;
    }

    /** Returns the port the webhook listens on while it runs. */
    int webhookPort() {
        return webhookPort;
    }

    /** Returns those processes that were started and not stopped. */
    List<Child> children() {
        var children = new ArrayList<Child>();
        webhook.ifPresent(children::add);
        controller.ifPresent(children::add);
        return children;
    }

    /** Starts the webhook and waits until the API server asks it. */
    void startWebhook() {
        requireStopped(webhook);
        var environment = environment("webhook", Ports.free());
        environment.put("WEBHOOK_SERVICE_NAME", TektonObjects.WEBHOOK_SERVICE);
        environment.put("WEBHOOK_SECRET_NAME", "webhook-certs");
        environment.put("WEBHOOK_ADMISSION_CONTROLLER_NAME", "webhook.pipeline.tekton.dev");
        environment.put("WEBHOOK_PORT", Integer.toString(webhookPort));
        var child = Child.start("tekton-webhook", folder, environment, command(binaries.tektonWebhook()));
        webhook = Optional.of(child);
        child.awaitReady(this::isRegistered);
        child.awaitReady(this::isAsked);
    }

    /** Kills the webhook; its registration stays, so that the API server now refuses to write Tekton's objects. */
    void stopWebhook() {
        webhook.ifPresent(Child::kill);
        webhook = Optional.empty();
    }

    /** Starts the controller and waits until it listens. */
    void startController() {
        requireStopped(controller);
        var probes = Ports.free();
        var environment = environment("controller", probes);
        environment.put("CONFIG_DEFAULTS_NAME", "config-defaults");
        environment.put("CONFIG_SPIRE", "config-spire");
        var command = command(binaries.tektonController());
        IMAGE_FLAGS.forEach(flag -> command.addAll(List.of(flag, "none.invalid/image")));
        var child = Child.start("tekton-controller", folder, environment, command);
        controller = Optional.of(child);
        child.awaitReady(() -> isOpen(probes));
    }

    /** Kills the controller. */
    void stopController() {
        controller.ifPresent(Child::kill);
        controller = Optional.empty();
    }

    private List<String> command(Path binary) {
        return new ArrayList<>(List.of(binary.toString(), "-kubeconfig", kubeconfig.toString(), "-disable-ha"));
    }

    private static Map<String, String> environment(String process, int probes) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("SYSTEM_NAMESPACE", TektonObjects.NAMESPACE),
                Map.entry("KUBERNETES_MIN_VERSION", "v1.28.0"),
                Map.entry("CONFIG_LOGGING_NAME", "config-logging"),
                Map.entry("CONFIG_OBSERVABILITY_NAME", "config-observability"),
                Map.entry("CONFIG_FEATURE_FLAGS_NAME", "feature-flags"),
                Map.entry("CONFIG_LEADERELECTION_NAME", "config-leader-election-" + process),
                Map.entry("METRICS_DOMAIN", "tekton.dev/pipeline"),
                Map.entry("METRICS_PROMETHEUS_PORT", Integer.toString(Ports.free())),
                Map.entry("PROFILING_PORT", Integer.toString(Ports.free())),
                Map.entry("PROBES_PORT", Integer.toString(probes))));
    }

    private boolean isRegistered() {
        return objects.webhooks()
                        .allMatch(webhook -> !webhook.path("rules").isEmpty()
                                && !webhook.at("/clientConfig/caBundle")
                                        .asText()
                                        .isEmpty())
                && objects.kinds()
                        .map(kind -> kind.at("/spec/conversion/webhook/clientConfig"))
                        .noneMatch(configuration -> configuration.isObject()
                                && configuration.path("caBundle").asText().isEmpty());
    }

    /** The webhook fills in the service account, so a filled one proves that it was asked. */
    private boolean isAsked() {
        GenericKubernetesResource probe = new GenericKubernetesResourceBuilder()
                .withApiVersion("tekton.dev/v1beta1")
                .withKind("CustomRun")
                .withNewMetadata()
                .withName("probe")
                .withNamespace(TektonObjects.NAMESPACE)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec", Map.of("customRef", Map.of("apiVersion", "probe.invalid/v1", "kind", "Probe")))
                .build();
        GenericKubernetesResource answer = client.resource(probe).dryRun().create();
        return answer.get("spec", "serviceAccountName") != null;
    }

    private static boolean isOpen(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    private static void requireStopped(Optional<Child> child) {
        if (child.filter(Child::alive).isPresent()) {
            throw new IllegalStateException("it runs already");
        }
    }
}
