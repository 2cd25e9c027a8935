package io.bpfman.siblings.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The service's own metrics: by reason, kind and outcome, never by namespace or name, so that no tenant can blow them up.
 * src/site/markdown/operations.md lists them.
 */
@ApplicationScoped
public class WaitMetrics {

    private static final String PREFIX = "wait_for_siblings_";

    private static final List<String> OUTCOMES = List.of("ok", "weather", "forbidden", "unauthenticated", "refused");
    private static final List<String> WITNESS_STEPS = List.of("created", "replaced", "refused");

    /** The limits of the histogram: from a build that was there already to the longest pipelines. */
    private static final Duration[] WAITS = {
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(20),
        Duration.ofMinutes(30),
        Duration.ofMinutes(45),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofHours(4)
    };

    private final MeterRegistry registry;
    private final AtomicInteger leader = new AtomicInteger();

    WaitMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(PREFIX + "leader", leader, AtomicInteger::get)
                .description("1 if this replica holds the Lease and works, else 0.")
                .register(registry);
        // A counter that begins at its first event hides that event from a rate.
        WITNESS_STEPS.forEach(step -> witnesses(step));
    }

    /** Whether this replica is the one at work. */
    public void leads(boolean now) {
        leader.set(now ? 1 : 0);
    }

    /**
     * Tells how many waits are open, now and whenever it is asked.
     *
     * @param state waiting for siblings, or answered and about to end
     */
    public void openWaits(String state, Supplier<Number> count) {
        Gauge.builder(PREFIX + "open_waits", count)
                .description("Waits that have not ended, by whether all their siblings are answered.")
                .tag("state", state)
                .register(registry);
    }

    /** Tells how long the oldest open wait has been open, now and whenever it is asked. */
    public void oldestWait(Supplier<Number> seconds) {
        Gauge.builder(PREFIX + "oldest_open_wait", seconds)
                .description("Time since the waiting run of the oldest open wait was created.")
                .baseUnit("seconds")
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
        Counter.builder(PREFIX + "reason_changes")
                .description("Changes of a wait's reason.")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    /** Times a wait that ended. */
    public void ended(String reason, Duration waited) {
        Timer.builder(PREFIX + "wait")
                .description("Time from the start of an attempt to the end of its wait, by the reason of the end.")
                .tag("reason", reason)
                .serviceLevelObjectives(WAITS)
                .register(registry)
                .record(waited);
    }

    /** Counts a PipelineRun that has the revision of a wait and answers none of its siblings. */
    public void buildNotCounted(String why) {
        buildsNotCounted(why).increment();
    }

    /** Begins to count those that do not count for this reason. */
    public void mayNotCount(String why) {
        var unused = buildsNotCounted(why);
    }

    private Counter buildsNotCounted(String why) {
        return Counter.builder(PREFIX + "builds_not_counted")
                .description("PipelineRuns of a wait's revision that answer none of its siblings.")
                .tag("reason", why)
                .register(registry);
    }

    /** Counts a write that was refused because the run had changed meanwhile. */
    public void writeRefused() {
        Counter.builder(PREFIX + "refused_writes")
                .description("Status writes that came too late, as the CustomRun had changed; each is decided anew.")
                .register(registry)
                .increment();
    }

    /** Counts a reading from the API server of what a judgement rests on. */
    public void liveRead() {
        Counter.builder(PREFIX + "fresh_looks")
                .description("Readings from the API server of what a verdict rests on, past the caches.")
                .register(registry)
                .increment();
    }

    /**
     * Counts a request to the API server, those of the SDK's watches left out.
     *
     * @param verb read or write
     * @param kind the plural of the kind, or discovery
     * @param outcome ok, absent, forbidden, unauthenticated, conflict, refused or weather
     */
    public void request(String verb, String kind, String outcome) {
        requests(verb, kind, outcome).increment();
    }

    /** Begins to count the requests of a kind that no wait can do without. */
    public void mayRequest(String verb, String kind) {
        OUTCOMES.forEach(outcome -> requests(verb, kind, outcome));
    }

    private Counter requests(String verb, String kind, String outcome) {
        return Counter.builder(PREFIX + "api_requests")
                .description("Requests to the API server by what they were for and how they went.")
                .tags("verb", verb, "kind", kind, "outcome", outcome)
                .register(registry);
    }

    /** Counts a step towards a witness. */
    public void witness(String outcome) {
        witnesses(outcome).increment();
    }

    private Counter witnesses(String outcome) {
        return Counter.builder(PREFIX + "witnesses")
                .description("Witnesses that were created, replaced or refused.")
                .tag("outcome", outcome)
                .register(registry);
    }
}
