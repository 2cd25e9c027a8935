package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.telemetry.WaitMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.quarkus.runtime.StartupEvent;
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
