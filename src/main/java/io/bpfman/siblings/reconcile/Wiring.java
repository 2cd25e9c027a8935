package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.telemetry.WaitMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** What the shell hands to the libraries that it stands on. */
@Singleton
public class Wiring {

    private static final String LEASE = "wait-for-siblings";

    /**
     * Longer than Kubernetes' own 15 s, so that an API server that is away for 20 s does not end the leader. Two leaders
     * at once do no harm: each write assumes the version that it was decided on.
     */
    private static final Duration LEASE_DURATION = Duration.ofSeconds(30);

    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(25);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    @Produces
    @Singleton
    InstantSource time() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection(KubernetesClient client) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(client.getConfiguration().getNamespace())
                .withLeaseDuration(LEASE_DURATION)
                .withRenewDeadline(RENEW_DEADLINE)
                .withRetryPeriod(RETRY_PERIOD)
                .build();
    }

    /** The SDK's own metrics would carry the name and namespace of every run. */
    @Produces
    @Singleton
    Metrics sdkMetrics() {
        return Metrics.NOOP;
    }

    void gauges(@Observes StartupEvent started, WaitMetrics metrics, OpenWaits waits, PipelineRunStore builds) {
        metrics.openWaits(waits::size);
        metrics.cachedBuilds(builds::size);
    }
}
