package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.plane.ControlPlane;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Points the service in process at the real control plane, as its ServiceAccount with exactly the rights of k8s/. */
public final class ServiceOnControlPlane implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Installation.on(ControlPlane.shared()).configuration();
    }

    @Override
    public void stop() {
        // The control plane is shared by all tests and ends with the JVM.
    }
}
