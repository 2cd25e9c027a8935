package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.ControlPlane;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The same as {@link ServiceOnControlPlane}, with Konflux's kinds in the cluster. */
public final class ServiceInKonflux implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        KonfluxKindsOnControlPlane.install(ControlPlane.shared());
        return Installation.on(ControlPlane.shared()).configuration();
    }

    @Override
    public void stop() {
        // The control plane is shared by all tests and ends with the JVM.
    }
}
