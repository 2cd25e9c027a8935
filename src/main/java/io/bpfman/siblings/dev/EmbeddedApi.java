package io.bpfman.siblings.dev;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A Kubernetes API in this very process; every client is led to it, and no kubeconfig is looked at. */
@Singleton
@IfBuildProfile("dev")
public class EmbeddedApi {

    private static final List<String> OTHER_SOURCES = List.of(
            Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
            Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY);

    private final KubernetesMockServer server;

    EmbeddedApi() {
        Map<ServerRequest, Queue<ServerResponse>> fixed = new HashMap<>();
        this.server = new KubernetesMockServer(
                new Context(), new MockWebServer(), fixed, new EmbeddedDispatcher(fixed), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
    }

    /** JOSDK's proxy of the operator makes a client that nobody uses, from the kubeconfig if it may. */
    void beforeTheOperator(@Observes @Priority(0) StartupEvent started) {
        OTHER_SOURCES.forEach(source -> System.setProperty(source, "false"));
    }

    /** How a client finds it. */
    @Produces
    @Singleton
    Config address() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url("/"))
                .withNamespace(Commit.NAMESPACE)
                .build();
    }

    @PreDestroy
    void stop() {
        OTHER_SOURCES.forEach(System::clearProperty);
        server.destroy();
    }
}
