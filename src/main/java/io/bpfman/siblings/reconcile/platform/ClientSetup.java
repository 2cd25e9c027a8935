package io.bpfman.siblings.reconcile.platform;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The Kubernetes client as Quarkus makes it, and a pulse of its watches. */
@Singleton
public class ClientSetup {

    @Produces
    @ApplicationScoped
    KubernetesClient client(KubernetesSerialization serialization, Config config, WatchPulse pulse) {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("pulse", pulse))
                .build();
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }
}
