package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.Registry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.TreeMap;

/** The same as {@link ServiceOnControlPlane}, with the overlay k8s/chains applied. */
public final class ServiceWithWitness implements QuarkusTestResourceLifecycleManager {

    /** The service's image, as far as Tekton asks for it. */
    static final Registry IMAGE = Registry.start();

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new TreeMap<>(
                Installation.withChainsOn(ControlPlane.shared(), IMAGE.image()).configuration());
        configuration.put("wait-for-siblings.witness.image", IMAGE.image());
        return configuration;
    }

    @Override
    public void stop() {
        Installation.withoutChains(ControlPlane.shared());
    }
}
