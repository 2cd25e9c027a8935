package io.bpfman.siblings.reconcile.platform;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.inject.Singleton;

/** Watches over plain HTTP, as every Go client has them: a websocket's bytes pass no interceptor. */
@Singleton
@UnlessBuildProfile("dev") // The API of the play has websockets only.
public class HttpWatches implements KubernetesConfigCustomizer {

    @Override
    public void customize(Config config) {
        config.setOnlyHttpWatches(true);
    }
}
