package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Instants;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.intake.WaitRequestParser.Defaults;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.status.StatusWriter;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what is known of a run and asks for the verdict. */
public final class WaitEvaluator {

    private final Defaults defaults;
    private final ClusterApi api;
    private final BuildCache cachedBuilds;
    private final CustomRunStore customRuns;
    private final OpenWaits openWaits;
    private final KonfluxReader konfluxReader;
    private final LiveReader freshLook;
    private final KnownWitnesses witnesses;
    private final Runnable onFreshLook;

    WaitEvaluator(
            Defaults defaults,
            ClusterApi api,
            BuildCache cachedBuilds,
            CustomRunStore customRuns,
            OpenWaits openWaits,
            KonfluxReader konfluxReader,
            LiveReader freshLook,
            KnownWitnesses witnesses,
            Runnable onFreshLook) {
        this.defaults = defaults;
        this.api = api;
        this.cachedBuilds = cachedBuilds;
        this.customRuns = customRuns;
        this.openWaits = openWaits;
        this.konfluxReader = konfluxReader;
        this.freshLook = freshLook;
        this.witnesses = witnesses;
        this.onFreshLook = onFreshLook;
    }

    /** For who watches nothing, and so looks afresh each time. */
    public static WaitEvaluator alone(Defaults defaults, ClusterApi api, KubernetesSerialization serialization) {
        OpenWaits openWaits = new OpenWaits();
        KonfluxReader konfluxReader = new KonfluxReader(api, openWaits);
        CustomRunStore customRuns = new CustomRunStore(openWaits, serialization);
        return new WaitEvaluator(
                defaults,
                api,
                new BuildCache(openWaits),
                customRuns,
                openWaits,
                konfluxReader,
                new LiveReader(api, konfluxReader, customRuns),
                KnownWitnesses.NONE,
                () -> {});
    }

    /** Looks at an open run of ours. */
    public Evaluation look(CustomRun run, Instant now) {
        ObjectMeta metadata = run.getMetadata();
        CustomRunStatus before = CustomTask.statusOf(run);
        Instant created = Instants.parse(metadata.getCreationTimestamp()).orElse(Instant.EPOCH);
        Instant started = started(created, before, now);
        Optional<String> cancelled = cancelled(run);
        Optional<PersistedWait> memory = PersistedWaitReader.read(before.extraFields());
        if (memory.isPresent()) {
            Attempt attempt = new Attempt(
                    before.retriesStatus().size(), started, memory.get().passedOver());
            Wait wait = new Wait(metadata.getName(), created, memory.get().request(), attempt, cancelled);
            return look(run, wait, memory.get().builds(), memory.get().persistedFacts(), now);
        }
        Parsed parsed = WaitRequestParser.parse(
                run, waitingRunCreated(run), konflux(metadata.getNamespace(), cancelled, now), defaults);
        if (parsed instanceof Parsed.Valid valid) {
            Wait wait = new Wait(metadata.getName(), created, valid.request(), Attempt.first(started), cancelled);
            return look(run, wait, List.of(), PersistedFacts.none(), now);
        }
        return reject(run, (Parsed.Invalid) parsed, started, cancelled, now);
    }

    private Evaluation look(
            CustomRun run, Wait wait, List<Build> remembered, PersistedFacts persistedFacts, Instant now) {
        // First the wait is entered, then the builds are read: so none gets lost in between.
        ObjectMeta metadata = run.getMetadata();
        String namespace = metadata.getNamespace();
        OpenWait open = openWaits.open(
                ResourceID.fromResource(run), metadata.getUid(), wait.request(), CustomTask.ofABuild(run), now);
        WatchedEvidence cached = cached(open, remembered, persistedFacts);
        Judgement judgement = api.alone()
                ? judgeAfresh(open, wait, cached, raisedBefore(open), now)
                : judgeWatched(open, wait, cached, now);
        judgement
                .contention()
                .deadlock()
                .map(Deadlock::ending)
                .filter(ending -> !ending.equals(wait.name()))
                .ifPresent(ending -> openWaits.lookAfresh(namespace, ending));
        CustomRunStatus before = CustomTask.statusOf(run);
        CustomRunStatus status = StatusWriter.write(judgement, before, now);
        return new Evaluation(
                judgement.verdict(),
                judgement.progress().siblings(),
                before,
                status.observedAt(metadata.getGeneration()));
    }

    /** By what the watches tell, and afresh where that would end something or is old. */
    private Judgement judgeWatched(OpenWait open, Wait wait, WatchedEvidence cached, Instant now) {
        KonfluxFacts konflux = konflux(open.namespace(), wait.cancelled(), now);
        Judgement judgement = judgeFromCache(open, wait, cached, konflux, now);
        boolean stale = !now.isBefore(open.nextFreshLook());
        RequiredReads raised = RequiredReads.raisedBy(judgement.progress(), judgement.verdict());
        if (raised.decisive() || (!judgement.verdict().ends() && (stale || raised.aboutQueues()))) {
            judgement = judgeAfresh(open, wait, cached, raised, now);
            open.freshLookAt(now);
        }
        return judgement;
    }

    /** What the look before this one showed to be worth asking, so that it need not be found out by two rounds again. */
    private static RequiredReads raisedBefore(OpenWait open) {
        Verdict undecided = new Verdict.Waiting(Optional.empty());
        return open.progress()
                .map(before -> RequiredReads.raisedBy(before, undecided))
                .orElseGet(RequiredReads::none);
    }

    /** What Konflux says; of no matter to a wait that nobody wants, which ends even where nothing can be read. */
    private KonfluxFacts konflux(String namespace, Optional<String> cancelled, Instant now) {
        return cancelled.isPresent() ? KonfluxFacts.empty() : konfluxReader.recent(namespace, now);
    }

    private WatchedEvidence cached(OpenWait open, List<Build> remembered, PersistedFacts persistedFacts) {
        WaitRequest request = open.request();
        Map<String, Build> lost = new HashMap<>();
        remembered.forEach(build -> lost.put(build.uid(), build));
        open.kept().forEach(build -> lost.put(build.uid(), build));
        List<CompetingRun> ofPipeline = request.waitingRun().component().stream()
                .flatMap(component -> cachedBuilds.of(open.namespace(), component))
                .flatMap(run ->
                        CompetingRunReader.read(
                                run, customRuns.skippedSince(run.getMetadata().getUid()))
                                .stream())
                .toList();
        return new WatchedEvidence(
                cachedBuilds, open, lost.values(), persistedFacts, ofPipeline, witnesses.cached(open));
    }

    /** Again when it shows that builds of any revision may answer a sibling of which that was not known. */
    private Judgement judgeFromCache(
            OpenWait open, Wait wait, WatchedEvidence cached, KonfluxFacts konflux, Instant now) {
        Set<ComponentName> ofAnyRevision = open.progress()
                .map(before -> before.ofAnyRevision().collect(Collectors.toSet()))
                .orElse(Set.of());
        Judgement judgement = judge(open, wait, cached.known(konflux, ofAnyRevision), now);
        Set<ComponentName> shown = judgement.progress().ofAnyRevision().collect(Collectors.toSet());
        return ofAnyRevision.containsAll(shown) ? judgement : judge(open, wait, cached.known(konflux, shown), now);
    }

    /**
     * Judges by what is known. The wait first shows where it stands and then looks at the others: so of two that look at
     * once at least one sees the other.
     */
    private Judgement judge(OpenWait open, Wait wait, Known known, Instant now) {
        WaitProgress progress = new WaitProgress(wait, Siblings.assess(wait.request(), wait.attempt(), known, now));
        open.standsAt(progress);
        return WaitPolicy.judge(progress, known.beside(openWaits.beside(open)), now);
    }

    /** Again when only the fresh look shows what else is to be asked for. */
    private Judgement judgeAfresh(
            OpenWait open, Wait wait, WatchedEvidence cached, RequiredReads fromCache, Instant now) {
        RequiredReads raised = fromCache;
        RequiredReads asked = RequiredReads.none();
        Judgement judgement;
        do {
            asked = asked.and(raised);
            onFreshLook.run();
            Known known = freshLook.known(open.namespace(), wait.request(), cached, asked, now);
            Witness witness = asked.witness() ? witnesses.fresh(open) : cached.witness();
            judgement = judge(open, wait, known.with(witness), now);
            raised = RequiredReads.raisedBy(judgement.progress(), judgement.verdict());
        } while (!asked.cover(raised));
        return judgement;
    }

    private static Evaluation reject(
            CustomRun run, Parsed.Invalid invalid, Instant started, Optional<String> cancelled, Instant now) {
        Verdict verdict = cancelled
                .<Verdict>map(Verdict.Cancelled::new)
                .orElseGet(() -> new Verdict.Rejected(invalid.problems()));
        Results results = Results.ofRejected(invalid.revision(), invalid.siblings());
        CustomRunStatus before = CustomTask.statusOf(run);
        CustomRunStatus status = StatusWriter.writeRejected(verdict, results, started, before, now)
                .observedAt(run.getMetadata().getGeneration());
        return new Evaluation(verdict, Siblings.none(), before, status);
    }

    /** When the attempt began: written down, or now, but never before the run was created, whatever our clock says. */
    private static Instant started(Instant created, CustomRunStatus before, Instant now) {
        Instant first = now.truncatedTo(ChronoUnit.SECONDS);
        return Instants.parse(before.startTime()).orElse(first.isAfter(created) ? first : created);
    }

    private static Optional<String> cancelled(CustomRun run) {
        CustomRunSpec spec = CustomTask.specOf(run);
        return CustomRunSpec.CANCELLED.equals(spec.status())
                ? Optional.of(Optional.ofNullable(spec.statusMessage())
                        .filter(message -> !message.isEmpty())
                        .orElse("cancelled as spec.status is RunCancelled"))
                : Optional.empty();
    }

    /** When the run's PipelineRun was created; when the run itself was, if it has none or that is gone. */
    private Instant waitingRunCreated(CustomRun run) {
        return CustomTask.waitingRun(run)
                .flatMap(owner -> waitingRun(run.getMetadata().getNamespace(), owner))
                .or(() -> Optional.of(run.getMetadata()))
                .flatMap(metadata -> Instants.parse(metadata.getCreationTimestamp()))
                .orElse(Instant.EPOCH);
    }

    private Optional<ObjectMeta> waitingRun(String namespace, OwnerReference owner) {
        return cachedBuilds
                .named(namespace, owner.getName())
                .or(() -> api.pipelineRun(namespace, owner.getName()))
                .map(PipelineRun::getMetadata)
                .filter(metadata -> owner.getUid().equals(metadata.getUid()));
    }
}
