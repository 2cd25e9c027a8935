package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells of a wait by Events. They are a courtesy: made beside the reconciliation, dropped when too many are waiting, and
 * given up when refused.
 */
@Singleton
public class EventRecorder {

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final int MOST_WAITING = 10_000;
    private static final String COMPONENT = "wait-for-siblings";

    private final KubernetesClient client;
    private final ThreadPoolExecutor executor;

    EventRecorder(KubernetesClient client) {
        this.client = client;
        this.executor = new ThreadPoolExecutor(
                0,
                1,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                work -> {
                    Thread thread = new Thread(work, "events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Tells, some time soon. */
    void tell(CustomRun run, boolean warning, String reason, String message, Instant now) {
        Event event = event(run, warning ? "Warning" : "Normal", reason, message, now.toString());
        executor.execute(() -> create(event));
    }

    private void create(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException refused) {
            LOG.debugf("an Event was refused: %d", refused.getCode());
        }
    }

    private static Event event(CustomRun run, String type, String reason, String message, String now) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(run.getMetadata().getNamespace())
                .withGenerateName(run.getMetadata().getName() + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(run.getApiVersion())
                .withKind(run.getKind())
                .withName(run.getMetadata().getName())
                .withNamespace(run.getMetadata().getNamespace())
                .withUid(run.getMetadata().getUid())
                .withResourceVersion(run.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(COMPONENT, null)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(COMPONENT)
                .build();
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
