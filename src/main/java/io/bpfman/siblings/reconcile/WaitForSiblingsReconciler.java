package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.EvidenceUnavailable;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.reconcile.cache.BuildWatch;
import io.bpfman.siblings.reconcile.cache.Changes;
import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.waits.OpenWait;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Holds each CustomRun of ours until its siblings are answered: evaluates it, writes what changed, and comes back in time. */
@ControllerConfiguration(
        name = "wait-for-siblings",
        // Our own filter sees more: a run made again under the same name has the same generation.
        generationAwareEventProcessing = false,
        // Each open wait says itself when it is to be looked at again, and a run that is over never is.
        maxReconciliationInterval = @MaxReconciliationInterval(interval = -1))
public class WaitForSiblingsReconciler implements Reconciler<CustomRun>, ConfigurableReconciler<CustomRun> {

    private static final OnUpdateFilter<CustomRun> OTHER_SPEC = Changes.in(
            run -> List.of(uid(run), Optional.ofNullable(run.getMetadata().getGeneration())));

    private static final int UNLIMITED = -1;

    /** Decoding a page takes some 50 KB of heap for each build in it, all at once. */
    private static final long PAGE = 50;

    /** Between two writes of a wait that only goes on. */
    private static final Duration PROGRESS_PAUSE = Duration.ofSeconds(1);

    /** Between two evaluations of a wait on which something bears that nobody watches. */
    private static final Duration UNWATCHED_PERIOD = Duration.ofSeconds(30);

    /** Between two attempts to read what cannot be read. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    /** Before the first status and at the deadline only what can be read soon counts. */
    private static final Duration SHORT_READING = Duration.ofSeconds(2);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final WaitEvaluator evaluator;
    private final WatchedEvidence.Sources sources;
    private final StatusPatch patch;
    private final Notifier notifier;
    private final KubernetesClient client;
    private final InstantSource time;
    private final List<BuildWatch> buildWatches = new CopyOnWriteArrayList<>();

    WaitForSiblingsReconciler(
            WaitEvaluator evaluator,
            WatchedEvidence.Sources sources,
            StatusPatch patch,
            Notifier notifier,
            KubernetesClient client,
            InstantSource time) {
        this.evaluator = evaluator;
        this.sources = sources;
        this.patch = patch;
        this.notifier = notifier;
        this.client = client;
        this.time = time;
        // Unregistered, a watch would make generic objects of them.
        client.getKubernetesSerialization().registerKubernetesResource(CustomRun.class);
        client.getKubernetesSerialization().registerKubernetesResource(PipelineRun.class);
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<CustomRun> configuration) {
        configuration
                .withItemStore(sources.customRuns())
                .withInformerListLimit(PAGE)
                .withOnAddFilter(CustomTask::open)
                .withOnUpdateFilter(this::matters)
                // Weather is retried without end, and soon enough that no deadline is missed by much.
                .withRetry(new GenericRetry()
                        .setMaxAttempts(UNLIMITED)
                        .setInitialInterval(200)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY.toMillis()));
    }

    /** A run that was deleted and made again while the watch was away arrives as an update, and with the same generation. */
    private boolean matters(CustomRun changed, CustomRun before) {
        boolean matters = CustomTask.open(changed) && OTHER_SPEC.accept(changed, before);
        if (matters) {
            // It may be cancelled, and what is being read for it may never come.
            sources.openWaits().breakOff(uid(changed));
        }
        return matters;
    }

    @Override
    public List<EventSource<?, CustomRun>> prepareEventSources(EventSourceContext<CustomRun> context) {
        List<EventSource<?, CustomRun>> all =
                new ArrayList<>(sources.witnesses().eventSources(context));
        for (int family = 0; family < BuildSelectors.ALL.size(); family++) {
            buildWatches.add(new BuildWatch(
                    client,
                    BuildSelectors.ALL.get(family),
                    sources.builds().stores().get(family),
                    Changes.in(run -> List.of(BuildReader.read(run), competing(run))),
                    this::concernedBy));
        }
        all.addAll(buildWatches);
        SimpleInboundEventSource<CustomRun> others = new SimpleInboundEventSource<>();
        sources.openWaits().onEvaluationWanted(others::propagateEvent);
        all.add(others);
        return all;
    }

    /**
     * Has open waits evaluated without trust in the watches where one of those is silent; else a wait to which nothing happens
     * costs nothing.
     */
    void readWhereWatchesAreSilent() {
        Instant now = time.instant();
        // Each is asked, as each notes what it is asked.
        long silent = buildWatches.stream().filter(watch -> watch.isSilent(now)).count();
        if (silent > 0) {
            sources.openWaits().wakeDistrustful();
        }
    }

    private static Optional<CompetingRun> competing(PipelineRun run) {
        return CompetingRunReader.read(run, Optional.empty());
    }

    private Set<ResourceID> concernedBy(PipelineRun run) {
        String namespace = run.getMetadata().getNamespace();
        OpenWaits openWaits = sources.openWaits();
        Set<ResourceID> concerned = new HashSet<>();
        BuildReader.read(run).ifPresent(build -> concerned.addAll(openWaits.concernedBy(namespace, build)));
        competing(run).ifPresent(newer -> concerned.addAll(openWaits.concernedBy(namespace, newer)));
        return concerned;
    }

    @Override
    public UpdateControl<CustomRun> reconcile(CustomRun cached, Context<CustomRun> context) {
        boolean distrust = sources.openWaits()
                .find(uid(cached))
                .map(OpenWait::beginEvaluation)
                .orElse(false);
        Instant now = time.instant();
        CompletableFuture<Void> stop = sources.openWaits().beginEvaluation(uid(cached));
        try {
            return ClusterApi.until(stopInTime(cached, stop, now), () -> reconcile(cached, distrust, context, now));
        } finally {
            sources.openWaits().endEvaluation(uid(cached), stop);
        }
    }

    /** Nobody waits for an answer beyond the deadline of the wait, nor for long before the wait has said anything. */
    private CompletableFuture<Void> stopInTime(CustomRun run, CompletableFuture<Void> stop, Instant now) {
        Optional<Duration> longest = run.statusOrEmpty().succeeded().isEmpty()
                ? Optional.of(SHORT_READING)
                : evaluator
                        .deadline(run, now)
                        .map(deadline -> Duration.between(now, deadline))
                        .map(rest -> rest.compareTo(SHORT_READING) < 0 ? SHORT_READING : rest);
        return longest.map(rest -> stop.completeOnTimeout(null, rest.toMillis(), TimeUnit.MILLISECONDS))
                .orElse(stop);
    }

    private UpdateControl<CustomRun> reconcile(
            CustomRun cached, boolean distrust, Context<CustomRun> context, Instant now) {
        Optional<CustomRun> run = distrust ? rereadWhereThere(cached) : Optional.of(cached);
        if (run.filter(CustomTask::open).isEmpty()) {
            return close(cached);
        }
        Evaluation evaluation =
                evaluator.evaluate(run.get(), new WatchedEvidence(sources, run.get(), distrust, now), now);
        evaluation.judgement().ifPresent(judgement -> wakeWhoIsToEnd(run.get(), judgement));
        Optional<Duration> pause = pause(run.get(), evaluation, now);
        if (pause.isPresent()) {
            return UpdateControl.<CustomRun>noUpdate().rescheduleAfter(pause.get());
        }
        CustomRun written = run.get();
        if (evaluation.changes()) {
            try {
                written = write(run.get(), evaluation, context, now);
            } catch (KubernetesClientException refused) {
                return afterRefusal(run.get(), refused, context);
            }
        }
        if (evaluation.verdict() instanceof Verdict.Unread) {
            return againAfter(evaluation, run.get(), now);
        }
        return sources.witnesses().carryOut(written, evaluation.verdict(), now)
                ? UpdateControl.<CustomRun>noUpdate().rescheduleAfter(AT_ONCE)
                : again(written, evaluation, now);
    }

    /** Of a deadlock the youngest ends, and it need not have noticed. */
    private void wakeWhoIsToEnd(CustomRun run, Judgement judgement) {
        judgement
                .contention()
                .deadlock()
                .map(Deadlock::ending)
                .filter(ending -> !ending.equals(run.getMetadata().getName()))
                .ifPresent(ending -> sources.openWaits().wake(run.getMetadata().getNamespace(), ending));
    }

    /** How long a change that ends nothing must still wait to be written; empty where it need not. */
    private Optional<Duration> pause(CustomRun run, Evaluation evaluation, Instant now) {
        boolean progress = evaluation.changes()
                && !evaluation.verdict().ends()
                && !(evaluation.verdict() instanceof Verdict.Retrying)
                && evaluation.before().succeeded().isPresent();
        return sources.openWaits()
                .find(uid(run))
                .filter(any -> progress)
                .map(wait -> Duration.between(now, wait.lastWrite().plus(PROGRESS_PAUSE)))
                .filter(pause -> !pause.isNegative() && !pause.isZero())
                // A clock that was set back delays no deadline.
                .map(pause -> pause.compareTo(PROGRESS_PAUSE) < 0 ? pause : PROGRESS_PAUSE);
    }

    private CustomRun write(CustomRun run, Evaluation evaluation, Context<CustomRun> context, Instant now) {
        CustomRun written = context.resourceOperations()
                .resourcePatch(
                        run,
                        there -> patch.write(there, evaluation.status()),
                        context.eventSourceRetriever().getControllerEventSource());
        sources.openWaits().find(uid(run)).ifPresent(wait -> wait.writtenAt(now));
        notifier.tell(written, evaluation, now);
        return written;
    }

    /** Where the run is another one by now it is judged anew, as it is now. What is no conflict is thrown. */
    private UpdateControl<CustomRun> afterRefusal(
            CustomRun run, KubernetesClientException refused, Context<CustomRun> context) {
        if (ApiRefusal.of(refused) == ApiRefusal.ABSENT) {
            return close(run);
        }
        if (ApiRefusal.of(refused) != ApiRefusal.CONFLICT) {
            throw refused;
        }
        notifier.refused();
        Optional<CustomRun> now = reread(run);
        if (now.isEmpty()) {
            return close(run);
        }
        if (version(now.get()).equals(version(run))) {
            throw refused;
        }
        context.eventSourceRetriever()
                .getControllerEventSource()
                .handleRecentResourceUpdate(ResourceID.fromResource(run), now.get(), run);
        return UpdateControl.<CustomRun>noUpdate().rescheduleAfter(AT_ONCE);
    }

    /** What could not be read is tried again soon, and for the deadline at the latest. */
    private UpdateControl<CustomRun> againAfter(Evaluation evaluation, CustomRun run, Instant now) {
        Optional<Duration> rest = evaluator.deadline(run, now).map(deadline -> Duration.between(now, deadline)
                .plusMillis(1));
        if (rest.filter(left -> left.compareTo(LONGEST_RETRY) < 0).isPresent()) {
            return UpdateControl.<CustomRun>noUpdate()
                    .rescheduleAfter(rest.get().compareTo(AT_ONCE) < 0 ? AT_ONCE : rest.get());
        }
        throw evaluation.unavailable().map(EvidenceUnavailable::refusal).orElseThrow();
    }

    /** The same as the watches told it where it cannot be read: what is written rests on its version. */
    private Optional<CustomRun> rereadWhereThere(CustomRun run) {
        try {
            return reread(run);
        } catch (KubernetesClientException away) {
            return Optional.of(run);
        }
    }

    /** The very same object, read from the API server; empty when it is gone. */
    private Optional<CustomRun> reread(CustomRun run) {
        return sources.api()
                .find(
                        ClusterApi.CUSTOM_RUNS,
                        run.getMetadata().getNamespace(),
                        run.getMetadata().getName(),
                        CustomRun.class)
                .filter(now -> uid(now).equals(uid(run)));
    }

    private UpdateControl<CustomRun> again(CustomRun run, Evaluation evaluation, Instant now) {
        if (evaluation.verdict().ends() || !sources.customRuns().holdsOpen(run)) {
            return close(run);
        }
        Stream<Instant> unwatched =
                restsOnUnwatched(evaluation) ? Stream.of(now.plus(UNWATCHED_PERIOD)) : Stream.empty();
        Optional<Instant> next =
                Stream.concat(evaluation.nextLook(now).stream(), unwatched).min(Instant::compareTo);
        // A timer counts in milliseconds and must not ring before the time has come.
        return next.map(then -> Duration.between(now, then).plusMillis(1))
                .map(rest -> rest.compareTo(AT_ONCE) < 0 ? AT_ONCE : rest)
                .map(rest -> UpdateControl.<CustomRun>noUpdate().rescheduleAfter(rest))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** Who holds the slots of a Repository, and a TaskRun that has a witness's name and is none. */
    private static boolean restsOnUnwatched(Evaluation evaluation) {
        boolean queued = evaluation
                .judgement()
                .filter(judgement ->
                        !RequiredReads.raisedBy(judgement.progress()).queues().isEmpty())
                .isPresent();
        boolean foreign = evaluation.verdict() instanceof Verdict.AwaitingWitness awaiting
                && awaiting.awaited().witness() instanceof Witness.Foreign;
        return queued || foreign;
    }

    private UpdateControl<CustomRun> close(CustomRun run) {
        sources.openWaits().close(uid(run));
        return UpdateControl.noUpdate();
    }

    private static String uid(CustomRun run) {
        return run.getMetadata().getUid();
    }

    private static String version(CustomRun run) {
        return run.getMetadata().getResourceVersion();
    }
}
