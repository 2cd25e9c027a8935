package io.bpfman.siblings.reconcile.platform;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.telemetry.WaitMetrics;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Who of the replicas acts. It saves work and is not what correctness rests on: two leaders at once do no harm, as each
 * write assumes the version of the run that it was decided on.
 */
@Singleton
public class Leadership {

    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final String LEASE = "wait-for-siblings";

    /** Longer than Kubernetes' own 15 s, so that an API server that is away for 20 s does not end the leader. */
    private static final Duration LEASE_DURATION = Duration.ofSeconds(30);

    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(25);
    /** Whoever ends the process does not wait for long. */
    private static final Duration LONGEST_RELEASE = Duration.ofSeconds(1);

    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String identity;
    private final boolean controller;
    private final WaitMetrics metrics;
    private volatile boolean stopping;

    Leadership(KubernetesClient client, WaitConfig config, WaitMetrics metrics) {
        this.metrics = metrics;
        this.client = client;
        this.controller = config.controller();
        this.identity = Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(client.getConfiguration().getNamespace())
                .withIdentity(identity)
                .withLeaseDuration(LEASE_DURATION)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY_PERIOD)
                .withLeaderCallbacks(new LeaderCallbacks(() -> metrics.leads(true), this::lost, leader -> {}))
                .build();
    }

    /**
     * A leader that lost its lease ends, to start again as the other replica's stand-in. JOSDK 5.3.0 would go on without
     * ever standing for election again: its builder makes configurations that do not exit.
     */
    private void lost() {
        metrics.leads(false);
        if (!stopping) {
            LOG.warn("the lease is lost: this replica ends");
            Quarkus.asyncExit(1);
        }
    }

    /** From here on it is no loss that the SDK stops leading. */
    void stopping(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent shutdown) {
        stopping = true;
    }

    /**
     * Gives the lease back after the SDK has stopped renewing it, so that the other replica need not wait until it runs
     * out.
     */
    void release(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent shutdown) {
        if (!controller) {
            return;
        }
        try {
            CompletableFuture.runAsync(this::release).get(LONGEST_RELEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException away) {
            LOG.infof("the lease was not given back, and runs out: %s", away.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        Resource<Lease> resource = client.leases()
                .inNamespace(client.getConfiguration().getNamespace())
                .withName(LEASE);
        Optional.ofNullable(resource.get())
                .filter(lease -> identity.equals(lease.getSpec().getHolderIdentity()))
                .ifPresent(this::giveBack);
    }

    private void giveBack(Lease lease) {
        lease.getSpec().setHolderIdentity("");
        client.resource(lease).update();
    }
}
