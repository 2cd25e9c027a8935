package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.domain.Attempt;
import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Results;
import io.bpfman.siblings.domain.SiblingState;
import io.bpfman.siblings.domain.Siblings;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.Wait;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.Instants;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.memory.MemoryReader;
import io.bpfman.siblings.memory.WaitMemory;
import io.bpfman.siblings.report.StatusWriter;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.telemetry.WaitMetrics;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers what is known of a run and asks for the verdict. */
@Singleton
public class Examiner {

    private final WaitConfig config;
    private final KubernetesClient client;
    private final PipelineRunStore pipelineRuns;
    private final OpenWaits openWaits;
    private final FreshLook freshLook;
    private final WaitMetrics metrics;

    Examiner(
            WaitConfig config,
            KubernetesClient client,
            PipelineRunStore pipelineRuns,
            OpenWaits openWaits,
            FreshLook freshLook,
            WaitMetrics metrics) {
        this.config = config;
        this.client = client;
        this.pipelineRuns = pipelineRuns;
        this.openWaits = openWaits;
        this.freshLook = freshLook;
        this.metrics = metrics;
    }

    /** Looks at an open run of ours. */
    Look look(CustomRun run, Instant now) {
        CustomRunStatus before = Adoption.statusOf(run);
        Instant started = started(run, before, now);
        Optional<String> cancelled = cancelled(run);
        Optional<WaitMemory> memory = MemoryReader.read(before.extraFields());
        if (memory.isPresent()) {
            Attempt attempt = new Attempt(
                    before.retriesStatus().size(), started, memory.get().passedOver());
            return look(
                    run,
                    new Wait(memory.get().request(), attempt, cancelled),
                    memory.get().builds(),
                    now);
        }
        Parsed parsed = WaitRequestParser.parse(run, subjectCreated(run), config.defaultTimeout());
        if (parsed instanceof Parsed.Valid valid) {
            return look(run, new Wait(valid.request(), Attempt.first(started), cancelled), List.of(), now);
        }
        return reject(run, (Parsed.Invalid) parsed, started, cancelled, now);
    }

    private Look look(CustomRun run, Wait wait, List<Build> remembered, Instant now) {
        // First the wait is entered, then the builds are read: so none gets lost in between.
        ObjectMeta metadata = run.getMetadata();
        OpenWait open = openWaits.open(ResourceID.fromResource(run), metadata.getUid(), wait.request(), now);
        String namespace = metadata.getNamespace();
        Map<String, Build> lost = new HashMap<>();
        remembered.forEach(build -> lost.put(build.uid(), build));
        open.kept().forEach(build -> lost.put(build.uid(), build));
        List<PipelineRun> cached = pipelineRuns.of(namespace, wait.request().siblings());
        Siblings siblings = Siblings.assess(wait.request(), wait.attempt(), merge(cached, lost), now);
        Verdict verdict = WaitPolicy.evaluate(wait, siblings, now);
        boolean stale = !now.isBefore(open.nextFreshLook());
        if (verdict.restsOnSiblings() || (stale && !verdict.ends())) {
            siblings = assessAfresh(namespace, wait, cached, lost.values(), siblings, now);
            verdict = WaitPolicy.evaluate(wait, siblings, now);
            open.freshLookAt(now);
        }
        CustomRunStatus before = Adoption.statusOf(run);
        CustomRunStatus status = StatusWriter.write(verdict, wait, siblings, before, now);
        return new Look(verdict, siblings, before, status.observedAt(metadata.getGeneration()));
    }

    /** Once more when only the fresh look shows that a sibling has no build of the revision. */
    private Siblings assessAfresh(
            String namespace,
            Wait wait,
            Collection<PipelineRun> cached,
            Collection<Build> lost,
            Siblings fromCache,
            Instant now) {
        Siblings siblings = fromCache;
        Set<ComponentName> asked;
        do {
            asked = withoutBuildOfRevision(siblings);
            metrics.freshLook();
            Collection<Build> builds = freshLook.builds(namespace, wait.request(), cached, lost, asked);
            siblings = Siblings.assess(wait.request(), wait.attempt(), builds, now);
        } while (!asked.containsAll(withoutBuildOfRevision(siblings)));
        return siblings;
    }

    private static Set<ComponentName> withoutBuildOfRevision(Siblings siblings) {
        return siblings.states().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof SiblingState.NotBuilt
                        || entry.getValue() instanceof SiblingState.Promoted)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Collection<Build> merge(Collection<PipelineRun> cached, Map<String, Build> lost) {
        Map<String, Build> builds = new HashMap<>(lost);
        for (PipelineRun run : cached) {
            builds.remove(run.getMetadata().getUid());
            BuildReader.read(run).ifPresent(build -> builds.put(build.uid(), build));
        }
        return builds.values();
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
    private static Instant started(CustomRun run, CustomRunStatus before, Instant now) {
        Instant created =
                Instants.parse(run.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
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
        Optional<PipelineRun> cached = Optional.ofNullable(pipelineRuns.get(namespace + "/" + owner.getName()));
        return cached.or(() -> Optional.ofNullable(client.resources(PipelineRun.class)
                        .inNamespace(namespace)
                        .withName(owner.getName())
                        .get()))
                .map(PipelineRun::getMetadata)
                .filter(metadata -> owner.getUid().equals(metadata.getUid()));
    }
}
