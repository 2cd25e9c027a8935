package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds each CustomRun of ours until its siblings are answered: looks, writes what changed, and comes back in time. */
@ControllerConfiguration(
        name = "wait-for-siblings",
        // Our own filter sees more: a run made again under the same name has the same generation.
        generationAwareEventProcessing = false,
        // Each open wait says itself when it is to be looked at again, and a run that is over never is.
        maxReconciliationInterval = @MaxReconciliationInterval(interval = -1))
public class WaitForSiblingsReconciler implements Reconciler<CustomRun>, ConfigurableReconciler<CustomRun> {

    private static final int UNPROCESSABLE = 422;
    private static final int NOT_FOUND = 404;
    private static final int MOST_REFUSALS = 20;
    private static final int UNLIMITED = -1;

    /** Decoding a page takes some 50 KB of heap for each build in it, all at once. */
    private static final long PAGE = 50;

    private final WaitEvaluator examiner;
    private final OpenWaits openWaits;
    private final CustomRunStore customRuns;
    private final BuildCache cachedBuilds;
    private final Witnesses witnesses;
    private final StatusPatch patch;
    private final Notifier notifier;
    private final KubernetesClient client;
    private final InstantSource time;

    WaitForSiblingsReconciler(
            WaitEvaluator examiner,
            OpenWaits openWaits,
            CustomRunStore customRuns,
            BuildCache cachedBuilds,
            Witnesses witnesses,
            Notifier notifier,
            KubernetesClient client,
            InstantSource time) {
        this.examiner = examiner;
        this.openWaits = openWaits;
        this.customRuns = customRuns;
        this.cachedBuilds = cachedBuilds;
        this.witnesses = witnesses;
        this.patch = new StatusPatch(client);
        this.notifier = notifier;
        this.client = client;
        this.time = time;
        // Unregistered, a watch would make generic objects of them.
        client.getKubernetesSerialization().registerKubernetesResource(CustomRun.class);
        client.getKubernetesSerialization().registerKubernetesResource(PipelineRun.class);
        client.getKubernetesSerialization().registerKubernetesResource(TaskRun.class);
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<CustomRun> configuration) {
        configuration
                .withItemStore(customRuns)
                .withInformerListLimit(PAGE)
                .withOnAddFilter(CustomTask::open)
                .withOnUpdateFilter(CustomRunChange::matters)
                // Weather is retried without end, and soon enough that no deadline is missed by much.
                .withRetry(new GenericRetry()
                        .setMaxAttempts(UNLIMITED)
                        .setInitialInterval(200)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(5_000));
    }

    @Override
    public List<EventSource<?, CustomRun>> prepareEventSources(EventSourceContext<CustomRun> context) {
        List<EventSource<?, CustomRun>> sources = new ArrayList<>();
        for (int family = 0; family < BuildSelectors.ALL.size(); family++) {
            var builds = InformerEventSourceConfiguration.from(PipelineRun.class, CustomRun.class)
                    .withName("builds-" + family)
                    .withLabelSelector(BuildSelectors.ALL.get(family))
                    .withInformerListLimit(PAGE)
                    .withItemStore(cachedBuilds.stores().get(family))
                    .withOnUpdateFilter(PipelineRunChange::matters)
                    .withSecondaryToPrimaryMapper(this::concernedBy)
                    .withPrimaryToSecondaryMapper(run -> Set.of())
                    .build();
            sources.add(new InformerEventSource<>(builds, context));
        }
        if (witnesses.on()) {
            var ofWaits = InformerEventSourceConfiguration.from(TaskRun.class, CustomRun.class)
                    .withName("witnesses")
                    .withLabelSelector(TaskRun.WAIT_LABEL)
                    .withInformerListLimit(PAGE)
                    .withItemStore(witnesses.store())
                    .withOnUpdateFilter(TaskRunChange::matters)
                    .withSecondaryToPrimaryMapper(run -> openWaits.concernedByWitness(
                            run.getMetadata().getNamespace(), run.getMetadata().getName()))
                    .withPrimaryToSecondaryMapper(run -> Set.of())
                    .build();
            sources.add(new InformerEventSource<>(ofWaits, context));
        }
        SimpleInboundEventSource<CustomRun> others = new SimpleInboundEventSource<>();
        openWaits.onLookWanted(others::propagateEvent);
        sources.add(others);
        return sources;
    }

    private Set<ResourceID> concernedBy(PipelineRun run) {
        String namespace = run.getMetadata().getNamespace();
        Set<ResourceID> concerned = new HashSet<>();
        BuildReader.read(run).ifPresent(build -> concerned.addAll(openWaits.concernedBy(namespace, build)));
        CompetingRunReader.read(run, Optional.empty())
                .ifPresent(waitingRun -> concerned.addAll(openWaits.concernedBy(namespace, waitingRun)));
        return concerned;
    }

    @Override
    public UpdateControl<CustomRun> reconcile(CustomRun cached, Context<CustomRun> context) {
        @Nullable CustomRun run = openWaits.staleAt(uid(cached), time.instant()) ? reread(cached) : cached;
        for (int refusals = 0; run != null && CustomTask.open(run); refusals++) {
            Instant now = time.instant();
            Evaluation look = examiner.look(run, now);
            try {
                run = look.changes() ? written(run, look, context, now) : run;
            } catch (KubernetesClientException refused) {
                run = afterRefusal(run, refused, refusals);
                continue;
            }
            if (!witnesses.carryOut(run, look.verdict(), now) || refusals >= MOST_REFUSALS) {
                return again(run, look.verdict(), now);
            }
        }
        openWaits.close(uid(cached));
        return UpdateControl.noUpdate();
    }

    private CustomRun written(CustomRun run, Evaluation look, Context<CustomRun> context, Instant now) {
        CustomRun written = context.resourceOperations()
                .resourcePatch(
                        run,
                        there -> patch.write(there, look.status()),
                        context.eventSourceRetriever().getControllerEventSource());
        notifier.tell(written, look, now);
        return written;
    }

    /** The run as it is now, to decide again; null when it is gone. What is no conflict is thrown. */
    private @Nullable CustomRun afterRefusal(CustomRun run, KubernetesClientException refused, int refusals) {
        if (refused.getCode() == NOT_FOUND) {
            return null;
        }
        if (refused.getCode() != UNPROCESSABLE || refusals >= MOST_REFUSALS) {
            throw refused;
        }
        notifier.refused();
        @Nullable CustomRun now = reread(run);
        if (now != null
                && Objects.equals(
                        now.getMetadata().getResourceVersion(),
                        run.getMetadata().getResourceVersion())) {
            throw refused;
        }
        return now;
    }

    /** The very same object, read from the API server; null when it is gone. */
    private @Nullable CustomRun reread(CustomRun run) {
        @Nullable
        CustomRun now = client.resources(CustomRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .get();
        return now != null && uid(now).equals(uid(run)) ? now : null;
    }

    private UpdateControl<CustomRun> again(CustomRun run, Verdict verdict, Instant now) {
        if (verdict.ends() || !customRuns.holdsOpen(run)) {
            openWaits.close(uid(run));
            return UpdateControl.noUpdate();
        }
        Stream<Instant> looks =
                Stream.concat(openWaits.nextFreshLook(uid(run)).stream(), nextLook(verdict, now).stream());
        Instant next = looks.min(Instant::compareTo).orElse(now);
        // A timer counts in milliseconds and must not ring before the time has come.
        long millis = Duration.between(now, next).plusMillis(1).toMillis();
        return UpdateControl.<CustomRun>noUpdate().rescheduleAfter(Math.max(1, millis));
    }

    private static Optional<Instant> nextLook(Verdict verdict, Instant now) {
        if (verdict instanceof Verdict.AwaitingWitness awaiting) {
            return awaiting.nextLook();
        }
        return verdict instanceof Verdict.Waiting waiting ? waiting.nextLook() : Optional.of(now);
    }

    private static String uid(CustomRun run) {
        return run.getMetadata().getUid();
    }
}
