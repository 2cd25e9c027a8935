package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.node.TextNode;
import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Evaluates a wait that is in no cluster before the first one comes, in the service's own namespace: waits come a few in an
 * hour, and to load the classes of the path takes several times as long as to walk it.
 */
@Singleton
public class Rehearsal {

    private static final String UID = "rehearsal";

    private final WaitEvaluator evaluator;
    private final WatchedEvidence.Sources sources;
    private final KubernetesClient client;
    private final InstantSource time;

    Rehearsal(WaitEvaluator evaluator, WatchedEvidence.Sources sources, KubernetesClient client, InstantSource time) {
        this.evaluator = evaluator;
        this.sources = sources;
        this.client = client;
        this.time = time;
    }

    void begin(@Observes StartupEvent started, WaitConfig config) {
        if (!config.controller()) {
            return;
        }
        Thread thread = new Thread(this::evaluate, UID);
        thread.setDaemon(true);
        thread.start();
    }

    private void evaluate() {
        Instant now = time.instant();
        CustomRun run = run(now);
        try {
            var unused = evaluator.evaluate(run, new WatchedEvidence(sources, run, true, now), now);
        } finally {
            sources.openWaits().close(UID);
        }
    }

    /** Its sibling was never built, so that all is asked for that can be. */
    private CustomRun run(Instant now) {
        List<Param> params = List.of(param("revision", "0".repeat(40)), param("siblings", UID), param("grace", "0s"));
        CustomRunSpec spec =
                new CustomRunSpec(CustomTask.reference().customRef(), null, params, null, null, null, null, null);
        return new CustomRun()
                .with(
                        new ObjectMetaBuilder()
                                .withName(UID)
                                .withNamespace(client.getConfiguration().getNamespace())
                                .withUid(UID)
                                .withCreationTimestamp(now.minusSeconds(1).toString())
                                .build(),
                        spec,
                        null);
    }

    private static Param param(String name, String value) {
        return new Param(name, TextNode.valueOf(value));
    }
}
