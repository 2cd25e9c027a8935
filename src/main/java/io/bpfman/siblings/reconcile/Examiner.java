package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Attempt;
import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.Catalog;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.DeadEnd;
import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.Recollection;
import io.bpfman.siblings.domain.Results;
import io.bpfman.siblings.domain.Siblings;
import io.bpfman.siblings.domain.Standing;
import io.bpfman.siblings.domain.SubjectRun;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.Wait;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.domain.Witness;
import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.intake.Instants;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.SubjectRunReader;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.intake.WaitRequestParser.Defaults;
import io.bpfman.siblings.memory.MemoryReader;
import io.bpfman.siblings.memory.WaitMemory;
import io.bpfman.siblings.report.StatusWriter;
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
public final class Examiner {

    private final Defaults defaults;
    private final ClusterApi api;
    private final CachedBuilds cachedBuilds;
    private final CustomRunStore customRuns;
    private final OpenWaits openWaits;
    private final Catalogs catalogs;
    private final FreshLook freshLook;
    private final KnownWitnesses witnesses;
    private final Runnable onFreshLook;

    Examiner(
            Defaults defaults,
            ClusterApi api,
            CachedBuilds cachedBuilds,
            CustomRunStore customRuns,
            OpenWaits openWaits,
            Catalogs catalogs,
            FreshLook freshLook,
            KnownWitnesses witnesses,
            Runnable onFreshLook) {
        this.defaults = defaults;
        this.api = api;
        this.cachedBuilds = cachedBuilds;
        this.customRuns = customRuns;
        this.openWaits = openWaits;
        this.catalogs = catalogs;
        this.freshLook = freshLook;
        this.witnesses = witnesses;
        this.onFreshLook = onFreshLook;
    }

    /** For who watches nothing, and so looks afresh each time. */
    public static Examiner alone(Defaults defaults, ClusterApi api, KubernetesSerialization serialization) {
        OpenWaits openWaits = new OpenWaits();
        Catalogs catalogs = new Catalogs(api, openWaits);
        CustomRunStore customRuns = new CustomRunStore(openWaits, serialization);
        return new Examiner(
                defaults,
                api,
                new CachedBuilds(openWaits),
                customRuns,
                openWaits,
                catalogs,
                new FreshLook(api, catalogs, customRuns),
                KnownWitnesses.NONE,
                () -> {});
    }

    /** Looks at an open run of ours. */
    public Look look(CustomRun run, Instant now) {
        ObjectMeta metadata = run.getMetadata();
        CustomRunStatus before = Adoption.statusOf(run);
        Instant created = Instants.parse(metadata.getCreationTimestamp()).orElse(Instant.EPOCH);
        Instant started = started(created, before, now);
        Optional<String> cancelled = cancelled(run);
        Optional<WaitMemory> memory = MemoryReader.read(before.extraFields());
        if (memory.isPresent()) {
            Attempt attempt = new Attempt(
                    before.retriesStatus().size(), started, memory.get().passedOver());
            Wait wait = new Wait(metadata.getName(), created, memory.get().request(), attempt, cancelled);
            return look(run, wait, memory.get().builds(), memory.get().recollection(), now);
        }
        Parsed parsed = WaitRequestParser.parse(
                run, subjectCreated(run), catalog(metadata.getNamespace(), cancelled, now), defaults);
        if (parsed instanceof Parsed.Valid valid) {
            Wait wait = new Wait(metadata.getName(), created, valid.request(), Attempt.first(started), cancelled);
            return look(run, wait, List.of(), Recollection.none(), now);
        }
        return reject(run, (Parsed.Invalid) parsed, started, cancelled, now);
    }

    private Look look(CustomRun run, Wait wait, List<Build> remembered, Recollection recollection, Instant now) {
        // First the wait is entered, then the builds are read: so none gets lost in between.
        ObjectMeta metadata = run.getMetadata();
        String namespace = metadata.getNamespace();
        OpenWait open = openWaits.open(
                ResourceID.fromResource(run), metadata.getUid(), wait.request(), Adoption.ofABuild(run), now);
        Cached cached = cached(open, remembered, recollection);
        Judgement judgement = api.alone()
                ? judgeAfresh(open, wait, cached, raisedBefore(open), now)
                : judgeWatched(open, wait, cached, now);
        judgement
                .prospects()
                .deadEnd()
                .map(DeadEnd::ending)
                .filter(ending -> !ending.equals(wait.name()))
                .ifPresent(ending -> openWaits.lookAfresh(namespace, ending));
        CustomRunStatus before = Adoption.statusOf(run);
        CustomRunStatus status = StatusWriter.write(judgement, before, now);
        return new Look(
                judgement.verdict(),
                judgement.standing().siblings(),
                before,
                status.observedAt(metadata.getGeneration()));
    }

    /** By what the watches tell, and afresh where that would end something or is old. */
    private Judgement judgeWatched(OpenWait open, Wait wait, Cached cached, Instant now) {
        Catalog catalog = catalog(open.namespace(), wait.cancelled(), now);
        Judgement judgement = judgeFromCache(open, wait, cached, catalog, now);
        boolean stale = !now.isBefore(open.nextFreshLook());
        Questions raised = Questions.raisedBy(judgement.standing(), judgement.verdict());
        if (raised.decisive() || (!judgement.verdict().ends() && (stale || raised.aboutQueues()))) {
            judgement = judgeAfresh(open, wait, cached, raised, now);
            open.freshLookAt(now);
        }
        return judgement;
    }

    /** What the look before this one showed to be worth asking, so that it need not be found out by two rounds again. */
    private static Questions raisedBefore(OpenWait open) {
        Verdict undecided = new Verdict.Waiting(Optional.empty());
        return open.standing()
                .map(before -> Questions.raisedBy(before, undecided))
                .orElseGet(Questions::none);
    }

    /** What Konflux says; of no matter to a wait that nobody wants, which ends even where nothing can be read. */
    private Catalog catalog(String namespace, Optional<String> cancelled, Instant now) {
        return cancelled.isPresent() ? Catalog.empty() : catalogs.recent(namespace, now);
    }

    private Cached cached(OpenWait open, List<Build> remembered, Recollection recollection) {
        WaitRequest request = open.request();
        Map<String, Build> lost = new HashMap<>();
        remembered.forEach(build -> lost.put(build.uid(), build));
        open.kept().forEach(build -> lost.put(build.uid(), build));
        List<SubjectRun> ofPipeline = request.subject().component().stream()
                .flatMap(component -> cachedBuilds.of(open.namespace(), component))
                .flatMap(
                        run -> SubjectRunReader.read(
                                run, customRuns.skippedSince(run.getMetadata().getUid()))
                                .stream())
                .toList();
        return new Cached(cachedBuilds, open, lost.values(), recollection, ofPipeline, witnesses.cached(open));
    }

    /** Again when it shows that builds of any revision may answer a sibling of which that was not known. */
    private Judgement judgeFromCache(OpenWait open, Wait wait, Cached cached, Catalog catalog, Instant now) {
        Set<ComponentName> ofAnyRevision = open.standing()
                .map(before -> before.ofAnyRevision().collect(Collectors.toSet()))
                .orElse(Set.of());
        Judgement judgement = judge(open, wait, cached.known(catalog, ofAnyRevision), now);
        Set<ComponentName> shown = judgement.standing().ofAnyRevision().collect(Collectors.toSet());
        return ofAnyRevision.containsAll(shown) ? judgement : judge(open, wait, cached.known(catalog, shown), now);
    }

    /**
     * Judges by what is known. The wait first shows where it stands and then looks at the others: so of two that look at
     * once at least one sees the other.
     */
    private Judgement judge(OpenWait open, Wait wait, Known known, Instant now) {
        Standing standing = new Standing(wait, Siblings.assess(wait.request(), wait.attempt(), known, now));
        open.standsAt(standing);
        return WaitPolicy.judge(standing, known.beside(openWaits.beside(open)), now);
    }

    /** Again when only the fresh look shows what else is to be asked for. */
    private Judgement judgeAfresh(OpenWait open, Wait wait, Cached cached, Questions fromCache, Instant now) {
        Questions raised = fromCache;
        Questions asked = Questions.none();
        Judgement judgement;
        do {
            asked = asked.and(raised);
            onFreshLook.run();
            Known known = freshLook.known(open.namespace(), wait.request(), cached, asked, now);
            Witness witness = asked.witness() ? witnesses.fresh(open) : cached.witness();
            judgement = judge(open, wait, known.with(witness), now);
            raised = Questions.raisedBy(judgement.standing(), judgement.verdict());
        } while (!asked.cover(raised));
        return judgement;
    }

    private static Look reject(
            CustomRun run, Parsed.Invalid invalid, Instant started, Optional<String> cancelled, Instant now) {
        Verdict verdict = cancelled
                .<Verdict>map(Verdict.Cancelled::new)
                .orElseGet(() -> new Verdict.Rejected(invalid.problems()));
        Results results = Results.ofRejected(invalid.revision(), invalid.siblings());
        CustomRunStatus before = Adoption.statusOf(run);
        CustomRunStatus status = StatusWriter.writeRejected(verdict, results, started, before, now)
                .observedAt(run.getMetadata().getGeneration());
        return new Look(verdict, Siblings.none(), before, status);
    }

    /** When the attempt began: written down, or now, but never before the run was created, whatever our clock says. */
    private static Instant started(Instant created, CustomRunStatus before, Instant now) {
        Instant first = now.truncatedTo(ChronoUnit.SECONDS);
        return Instants.parse(before.startTime()).orElse(first.isAfter(created) ? first : created);
    }

    private static Optional<String> cancelled(CustomRun run) {
        CustomRunSpec spec = Adoption.specOf(run);
        return CustomRunSpec.CANCELLED.equals(spec.status())
                ? Optional.of(Optional.ofNullable(spec.statusMessage())
                        .filter(message -> !message.isEmpty())
                        .orElse("cancelled as spec.status is RunCancelled"))
                : Optional.empty();
    }

    /** When the run's PipelineRun was created; when the run itself was, if it has none or that is gone. */
    private Instant subjectCreated(CustomRun run) {
        return Adoption.subject(run)
                .flatMap(owner -> subject(run.getMetadata().getNamespace(), owner))
                .or(() -> Optional.of(run.getMetadata()))
                .flatMap(metadata -> Instants.parse(metadata.getCreationTimestamp()))
                .orElse(Instant.EPOCH);
    }

    private Optional<ObjectMeta> subject(String namespace, OwnerReference owner) {
        return cachedBuilds
                .named(namespace, owner.getName())
                .or(() -> api.pipelineRun(namespace, owner.getName()))
                .map(PipelineRun::getMetadata)
                .filter(metadata -> owner.getUid().equals(metadata.getUid()));
    }
}
