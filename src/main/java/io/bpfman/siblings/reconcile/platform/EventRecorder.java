package io.bpfman.siblings.reconcile.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
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
    /** Kubernetes: pkg/apis/core/validation/events.go, NoteLengthLimit. */
    private static final int LONGEST_MESSAGE = 1024;

    private static final String COMPONENT = "wait-for-siblings";

    private final ClusterApi api;
    private final ThreadPoolExecutor executor;

    EventRecorder(ClusterApi api) {
        this.api = api;
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
    public void tell(CustomRun run, boolean warning, String reason, String message, Instant now) {
        JsonNode event = event(run, warning ? "Warning" : "Normal", reason, message, now.toString());
        executor.execute(() -> create(run.getMetadata().getNamespace(), event));
    }

    private void create(String namespace, JsonNode event) {
        try {
            api.createEvent(namespace, event);
        } catch (KubernetesClientException refused) {
            LOG.debugf("an Event was refused: %d", refused.getCode());
        }
    }

    private static JsonNode event(CustomRun run, String type, String reason, String message, String now) {
        ObjectMeta ofRun = run.getMetadata();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("namespace", ofRun.getNamespace()).put("generateName", ofRun.getName() + ".");
        event.putObject("involvedObject")
                .put("apiVersion", run.getApiVersion())
                .put("kind", run.getKind())
                .put("name", ofRun.getName())
                .put("namespace", ofRun.getNamespace())
                .put("uid", ofRun.getUid())
                .put("resourceVersion", ofRun.getResourceVersion());
        event.put("type", type).put("reason", reason).put("message", Truncation.shorten(message, LONGEST_MESSAGE));
        event.put("firstTimestamp", now).put("lastTimestamp", now).put("count", 1);
        event.putObject("source").put("component", COMPONENT);
        return event.put("reportingComponent", COMPONENT).put("reportingInstance", COMPONENT);
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
