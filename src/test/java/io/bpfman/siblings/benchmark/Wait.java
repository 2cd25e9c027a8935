package io.bpfman.siblings.benchmark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** A CustomRun, and the builds that it waits for in the order in which they end. */
record Wait(GenericKubernetesResource run, List<BuildRun> siblings) {

    /** Namespace and name. */
    String key() {
        return run.getMetadata().getNamespace() + "/" + run.getMetadata().getName();
    }

    BuildRun last() {
        return siblings.get(siblings.size() - 1);
    }
}
