package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Pipelines-as-Code, which makes a PipelineRun of each file below .tekton/ that fits what a forge tells: its controller and its watcher. */
public final class PipelinesAsCode implements AutoCloseable {

    private static final String NAMESPACE = "pipelines-as-code";

    private final ControlPlane plane;
    private final String url;
    private final List<Child> children;

    private PipelinesAsCode(ControlPlane plane, String url, List<Child> children) {
        this.plane = plane;
        this.url = url;
        this.children = children;
    }

    /** Starts it with its own YAML and, as its ServiceAccounts, with no more rights than that gives. */
    public static PipelinesAsCode start(ControlPlane plane) {
        var folder = Binaries.pipelinesAsCode();
        plane.createNamespace(NAMESPACE);
        install(plane, folder.resolve("config"));
        int port = Ports.free();
        var controller = start(
                plane,
                folder,
                "controller",
                Map.of(
                        "PAC_CONTROLLER_PORT", Integer.toString(port),
                        "PAC_CONTROLLER_LABEL", "default",
                        "PAC_CONTROLLER_SECRET", "pipelines-as-code-secret",
                        "PAC_CONTROLLER_CONFIGMAP", "pipelines-as-code",
                        "TLS_KEY", "key",
                        "TLS_CERT", "cert",
                        "TLS_SECRET_NAME", "pipelines-as-code-tls-secret",
                        "K_SINK_TIMEOUT", "30"));
        var watcher = start(
                plane,
                folder,
                "watcher",
                Map.of(
                        "PAC_WATCHER_PORT",
                        Integer.toString(Ports.free()),
                        "CONFIG_LEADERELECTION_NAME",
                        "pac-watcher-config-leader-election"));
        var url = "http://127.0.0.1:%d/".formatted(port);
        controller.awaitReady(() -> answers(url + "live"));
        return new PipelinesAsCode(plane, url, List.of(controller, watcher));
    }

    /** Returns the address to which a forge tells what happened. */
    public String url() {
        return url;
    }

    /** Has what happens in a repository of the forge run in a namespace. */
    public void serve(Gitea gitea, String repository, String namespace) {
        plane.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("forge")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("token", gitea.token(Gitea.User.BOT))
                        .addToStringData("webhook", Gitea.HOOK_SECRET)
                        .build())
                .create();
        plane.admin()
                .resource(Serialization.unmarshal(
                        """
                        apiVersion: pipelinesascode.tekton.dev/v1alpha1
                        kind: Repository
                        metadata: {name: %s, namespace: %s}
                        spec:
                          url: %s/%s
                          git_provider:
                            type: gitea
                            url: %s
                            user: %s
                            secret: {name: forge, key: token}
                            webhook_secret: {name: forge, key: webhook}
                        """.formatted(
                                        repository.replace('/', '-'),
                                        namespace,
                                        gitea.url(),
                                        repository,
                                        gitea.url(),
                                        Gitea.User.BOT.login()),
                        GenericKubernetesResource.class))
                .create();
    }

    @Override
    public void close() {
        children.forEach(Child::kill);
    }

    private static Child start(ControlPlane plane, Path folder, String process, Map<String, String> own) {
        var environment = new HashMap<>(own);
        environment.put("SYSTEM_NAMESPACE", NAMESPACE);
        environment.put("KUBERNETES_MIN_VERSION", "v1.28.0");
        environment.put("CONFIG_LOGGING_NAME", "pac-config-logging");
        environment.put("CONFIG_OBSERVABILITY_NAME", "pipelines-as-code-config-observability");
        environment.put("METRICS_DOMAIN", "tekton.dev/pipelinesascode");
        environment.put("PROFILING_PORT", Integer.toString(Ports.free()));
        environment.put("METRICS_PROMETHEUS_PORT", Integer.toString(Ports.free()));
        environment.put("PAC_DISABLE_HA", "true");
        environment.put("PAC_DISABLE_HEALTH_PROBE", "true");
        environment.put("POD_NAME", process + "-0");
        var kubeconfig = plane.kubeconfig(plane.token(NAMESPACE, "pipelines-as-code-" + process));
        environment.put("KUBECONFIG", kubeconfig.toString());
        return Child.start(
                "pipelines-as-code-" + process,
                plane.folder(),
                environment,
                List.of(folder.resolve(process).toString()));
    }

    /** All but the Deployments and their Services, and but its webhook, which only checks Repositories. */
    private static void install(ControlPlane plane, Path config) {
        try (var files = Files.newDirectoryStream(config, "[1-3]*.yaml")) {
            for (var file : files) {
                try (var yaml = Files.newInputStream(file)) {
                    plane.admin().load(yaml).items().forEach(object -> apply(plane, object));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("Repositories").ignoreExceptions().until(() -> plane.admin()
                .genericKubernetesResources("pipelinesascode.tekton.dev/v1alpha1", "Repository")
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .isEmpty());
    }

    private static void apply(ControlPlane plane, HasMetadata object) {
        if (object instanceof ClusterRole || object instanceof ClusterRoleBinding) {
            object.getMetadata().setNamespace(null);
        }
        if (object instanceof ConfigMap configuration
                && object.getMetadata().getName().endsWith("observability")) {
            configuration.setData(Map.of("metrics-protocol", "none"));
        }
        plane.admin().resource(object).forceConflicts().serverSideApply();
    }

    private static boolean answers(String address) throws IOException {
        var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    }
}
