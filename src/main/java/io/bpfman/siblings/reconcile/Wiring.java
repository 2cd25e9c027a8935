package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.intake.WaitRequestParser.Defaults;
import io.bpfman.siblings.telemetry.WaitMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the shell hands to the libraries that it stands on. */
@Singleton
public class Wiring {

    @Produces
    @Singleton
    InstantSource time() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    ClusterApi clusterApi(KubernetesClient client) {
        return ClusterApi.besideWatches(client);
    }

    @Produces
    @Singleton
    WaitEvaluator examiner(
            WaitConfig config,
            ClusterApi api,
            BuildCache builds,
            CustomRunStore runs,
            OpenWaits waits,
            KonfluxReader konfluxReader,
            LiveReader freshLook,
            Witnesses witnesses,
            WaitMetrics metrics) {
        Defaults defaults = new Defaults(config.defaultTimeout(), config.supersededWindow());
        return new WaitEvaluator(
                defaults, api, builds, runs, waits, konfluxReader, freshLook, witnesses, metrics::freshLook);
    }

    /** The SDK's own metrics would carry the name and namespace of every run. */
    @Produces
    @Singleton
    Metrics sdkMetrics() {
        return Metrics.NOOP;
    }

    void checkConfiguration(@Observes StartupEvent started, WaitConfig config) {
        if (config.defaultTimeout().isNegative()) {
            throw new ConfigurationException(
                    "wait-for-siblings.default-timeout must be zero (no timeout) or more, and is "
                            + config.defaultTimeout());
        }
        if (config.supersededWindow().isNegative()) {
            throw new ConfigurationException(
                    "wait-for-siblings.superseded-window must be zero (never skip twice) or more, and is "
                            + config.supersededWindow());
        }
    }

    void gauges(@Observes StartupEvent started, WaitMetrics metrics, OpenWaits waits, BuildCache builds) {
        metrics.openWaits(waits::size);
        metrics.cachedBuilds(builds::size);
    }
}
