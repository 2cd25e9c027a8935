package io.bpfman.siblings.reconcile.platform;

import io.bpfman.siblings.config.WaitConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Starts the SDK beside all else, once the API server answers: the management port must answer whatever that does, or the
 * kubelet ends a container that only has to wait; and the SDK, which would ask for the Lease just once, never led.
 */
@Singleton
public class OperatorLifecycle {

    private static final Logger LOG = Logger.getLogger(OperatorLifecycle.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Instance<Operator> operator;
    private final KubernetesClient client;
    private final boolean controller;
    private final CountDownLatch stopping = new CountDownLatch(1);

    OperatorLifecycle(Instance<Operator> operator, KubernetesClient client, WaitConfig config) {
        this.operator = operator;
        this.controller = config.controller();
        this.client = client;
    }

    void begin(@Observes StartupEvent started) {
        if (!controller) {
            return;
        }
        Thread thread = new Thread(this::startWhenAnswered, "operator-start");
        thread.setDaemon(true);
        thread.start();
    }

    void end(@Observes ShutdownEvent stopped) {
        stopping.countDown();
        if (controller) {
            operator.get().stop();
        }
    }

    private void startWhenAnswered() {
        try {
            while (!answers()) {
                if (stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            operator.get().start();
        } catch (KubernetesClientException | OperatorException broken) {
            LOG.errorf(broken, "the operator cannot be started: this replica ends, to be started again");
            Quarkus.asyncExit(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the API server says anything, be it that it refuses. */
    private boolean answers() {
        try {
            var unused = client.raw("/version");
            return true;
        } catch (KubernetesClientException refused) {
            return refused.getCode() >= 400 && refused.getCode() < 500;
        }
    }
}
