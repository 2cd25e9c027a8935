package io.bpfman.siblings.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** The service's own metrics: by reason, never by namespace or name, so that no tenant can blow them up. */
@ApplicationScoped
public class WaitMetrics {

    private static final String PREFIX = "wait_for_siblings_";

    private final MeterRegistry registry;

    WaitMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Tells how many waits are open, now and whenever it is asked. */
    public void openWaits(Supplier<Number> count) {
        Gauge.builder(PREFIX + "open_waits", count)
                .description("Waits that have not ended.")
                .register(registry);
    }

    /** Tells how many build PipelineRuns are cached, now and whenever it is asked. */
    public void cachedBuilds(Supplier<Number> count) {
        Gauge.builder(PREFIX + "cached_pipeline_runs", count)
                .description("Build PipelineRuns in the cache.")
                .register(registry);
    }

    /** Counts a change of reason. */
    public void reasonChanged(String reason) {
        registry.counter(PREFIX + "reason_changes", "reason", reason).increment();
    }

    /** Times a wait that ended. */
    public void ended(String reason, Duration waited) {
        registry.timer(PREFIX + "wait", "reason", reason).record(waited);
    }

    /** Counts a PipelineRun that has the revision of a wait and answers none of its siblings. */
    public void buildNotCounted(String why) {
        registry.counter(PREFIX + "builds_not_counted", "reason", why).increment();
    }

    /** Counts a write that was refused because the run had changed meanwhile. */
    public void writeRefused() {
        registry.counter(PREFIX + "refused_writes").increment();
    }

    /** Counts a reading from the API server of what a judgement rests on. */
    public void liveRead() {
        registry.counter(PREFIX + "fresh_looks").increment();
    }
}
