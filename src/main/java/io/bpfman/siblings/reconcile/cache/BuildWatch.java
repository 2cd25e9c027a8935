package io.bpfman.siblings.reconcile.cache;

import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Watches the builds of one family of keys, and wakes whom they concern. By fabric8's informer itself, as JOSDK's source
 * of that kind does not tell how far its watch has come.
 */
public final class BuildWatch extends AbstractEventSource<PipelineRun, CustomRun>
        implements ResourceEventHandler<PipelineRun> {

    private static final Logger LOG = Logger.getLogger(BuildWatch.class);

    /** Decoding a page takes some 50 KB of heap for each build in it, all at once. */
    private static final long PAGE = 50;

    /** Evaluations may begin without what is not listed by then: none ends a wait by that alone. */
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    private final SharedIndexInformer<PipelineRun> informer;
    private final OnUpdateFilter<PipelineRun> matters;
    private final Function<PipelineRun, Set<ResourceID>> concerned;
    private volatile Optional<WatchPulse> pulse = Optional.empty();

    /**
     * @param matters which updates wake anybody
     * @param concerned whom a build concerns
     */
    public BuildWatch(
            KubernetesClient client,
            String selector,
            PipelineRunStore store,
            OnUpdateFilter<PipelineRun> matters,
            Function<PipelineRun, Set<ResourceID>> concerned) {
        super(PipelineRun.class, "builds " + selector);
        this.matters = matters;
        this.concerned = concerned;
        this.informer = client.resources(PipelineRun.class)
                .inAnyNamespace()
                .withLabelSelector(selector)
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(store)
                // A right that is missing, or an API server that is away, is weather, at the start, too.
                .exceptionHandler((started, failure) -> true)
                .addEventHandler(this);
    }

    /** Whether the watch has been silent for longer than one that works can be, as far as this was asked before. */
    public boolean isSilent(Instant now) {
        String version = Optional.ofNullable(informer.lastSyncResourceVersion()).orElse("");
        WatchPulse latest = pulse.map(known -> known.at(version, now)).orElseGet(() -> new WatchPulse(version, now));
        pulse = Optional.of(latest);
        return latest.isSilent(now);
    }

    @Override
    public void start() {
        super.start();
        try {
            var unused = informer.start().toCompletableFuture().get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException away) {
            LOG.warnf("%s cannot be listed yet, and will be tried again: %s", name(), away.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name() + " were listed", stopped);
        }
    }

    @Override
    public void stop() {
        super.stop();
        informer.stop();
    }

    @Override
    public Status getStatus() {
        return informer.isRunning() && informer.hasSynced() && informer.isWatching()
                ? Status.HEALTHY
                : Status.UNHEALTHY;
    }

    @Override
    public Set<PipelineRun> getSecondaryResources(CustomRun run) {
        return Set.of();
    }

    @Override
    public void onAdd(PipelineRun run) {
        wake(run);
    }

    @Override
    public void onUpdate(PipelineRun before, PipelineRun changed) {
        if (matters.accept(changed, before)) {
            wake(changed);
        }
    }

    @Override
    public void onDelete(PipelineRun run, boolean finalStateUnknown) {
        wake(run);
    }

    private void wake(PipelineRun run) {
        concerned.apply(run).forEach(wait -> getEventHandler().handleEvent(new Event(wait)));
    }
}
