package io.bpfman.siblings.explain;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.AwaitedChange;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Provenance;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.ListedEvidence;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at a wait with the rights of whoever asks. Throws what the API server says where it refuses. */
public final class Explainer {

    /** In which a controller that is there has written the first status of a run. */
    private static final Duration FIRST_STATUS = Duration.ofSeconds(10);

    private final ClusterApi api;
    private final WaitEvaluator evaluator;
    private final InstantSource time;

    public Explainer(ClusterApi api, WaitEvaluator evaluator, InstantSource time) {
        this.api = api;
        this.evaluator = evaluator;
        this.time = time;
    }

    /** Why it waits, or how it ended. */
    public Explanation explain(CustomRun run) {
        Instant now = time.instant();
        if (CustomTask.open(run)) {
            return live(run, true, now);
        }
        CustomRunStatus status = run.statusOrEmpty();
        Optional<PersistedWait> persisted = PersistedWaitReader.read(status.extraFields());
        Optional<WaitRequest> request = persisted.map(PersistedWait::request);
        return new Explanation(
                Explanation.Subject.of(run),
                status.succeeded(),
                request.map(known -> known.waitingRun().revision().value()),
                // What Components told is over with the wait.
                Provenance.of(run, KonfluxFacts.empty()),
                lines(run, PersistedWaitReader.siblings(status.extraFields()), request, List.of()),
                persisted.map(PersistedWait::uncounted).orElse(List.of()),
                List.of(),
                Optional.empty(),
                Instants.parse(status.completionTime()),
                List.of(),
                now.truncatedTo(ChronoUnit.SECONDS));
    }

    /** What a wait would say now that is in no cluster. */
    public Explanation asOf(CustomRun imagined) {
        return live(imagined, false, time.instant());
    }

    /**
     * What a look at the cluster shows. What the controller has written counts before it, as the controller may know more,
     * or be about to write, or await a witness.
     */
    private Explanation live(CustomRun run, boolean controlled, Instant now) {
        String namespace = run.getMetadata().getNamespace();
        ListedEvidence evidence = new ListedEvidence(api, namespace, time);
        Evaluation evaluation = evaluator.evaluate(run, evidence, now);
        if (evaluation.unavailable().isPresent()) {
            throw evaluation.unavailable().get().refusal();
        }
        Siblings siblings = evaluation.siblings();
        Optional<Condition> looked = evaluation.status().succeeded();
        Optional<Condition> written = evaluation.before().succeeded();
        return new Explanation(
                Explanation.Subject.of(run),
                written.or(() -> looked),
                evaluation.request().map(known -> known.waitingRun().revision().value()),
                Provenance.of(run, evidence.konflux()),
                lines(run, seen(run, siblings), evaluation.request(), forbidden(siblings)),
                List.copyOf(siblings.uncounted()),
                evaluation.verdict() instanceof Verdict.Waiting ? endings(namespace, evaluation) : List.of(),
                timesOut(evaluation, looked),
                Optional.empty(),
                controlled ? notes(run, evaluation, written, looked, now) : List.of(),
                now.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<Instant> timesOut(Evaluation evaluation, Optional<Condition> looked) {
        return looked.filter(any -> !evaluation.verdict().ends())
                .flatMap(any -> evaluation.judgement())
                .flatMap(judgement -> judgement.progress().asked().deadline());
    }

    /** What the caller may not read, though the service may. */
    private static List<String> forbidden(Siblings siblings) {
        return siblings.unreadable().stream()
                .filter(kind -> kind.why() == UnreadableKind.Why.FORBIDDEN)
                .map(kind -> kind.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
    }

    private static List<PersistedSibling> seen(CustomRun run, Siblings siblings) {
        Map<String, PersistedSibling> written = PersistedWaitReader.siblings(
                        run.statusOrEmpty().extraFields())
                .stream()
                .collect(Collectors.toMap(PersistedSibling::component, sibling -> sibling, (one, other) -> one));
        boolean lessRights = !forbidden(siblings).isEmpty();
        return siblings.states().entrySet().stream()
                .map(entry -> {
                    PersistedSibling looked = PersistedSibling.of(entry.getKey(), entry.getValue());
                    boolean concerned = lessRights && !ofTheRevision(entry.getValue());
                    return concerned ? written.getOrDefault(looked.component(), looked) : looked;
                })
                .toList();
    }

    /** Whether a PipelineRun settles it, which who may explain can read. */
    private static boolean ofTheRevision(SiblingState state) {
        return state instanceof SiblingState.Queued
                || state instanceof SiblingState.Running
                || state instanceof SiblingState.Built
                || state instanceof SiblingState.WithoutDigest
                || state instanceof SiblingState.Failed;
    }

    private List<Ending> endings(String namespace, Evaluation evaluation) {
        Wait wait = evaluation.judgement().orElseThrow().progress().asked();
        Map<String, String> names = brokenNames(namespace, wait, evaluation.siblings());
        List<Ending> endings = new ArrayList<>();
        evaluation.siblings().states().forEach((sibling, state) -> AwaitedChange.of(wait, sibling, state)
                .ifPresent(change -> endings.add(new Ending(
                        sibling,
                        change,
                        change instanceof AwaitedChange.NewerBuildAppears
                                ? broken(sibling, evaluation, names)
                                : List.of()))));
        return endings;
    }

    private static List<String> broken(ComponentName sibling, Evaluation evaluation, Map<String, String> names) {
        SortedSet<String> uids = evaluation.siblings().broken().getOrDefault(sibling, Collections.emptySortedSet());
        return uids.stream()
                .map(names::get)
                .filter(name -> name != null)
                .sorted()
                .toList();
    }

    /** By uid; a status keeps no more than that, and there are few of them. */
    private Map<String, String> brokenNames(String namespace, Wait wait, Siblings siblings) {
        if (siblings.broken().isEmpty()) {
            return Map.of();
        }
        return BuildSelectors.ofRevisions(
                        List.of(wait.request().waitingRun().revision().value()))
                .stream()
                .flatMap(selector -> ClusterApi.await(api.pipelineRuns(
                                namespace,
                                selector,
                                ClusterApi.Detail.METADATA,
                                build -> BuildReader.isBuild(build.getMetadata())))
                        .stream())
                .map(PipelineRun::getMetadata)
                .collect(Collectors.toMap(ObjectMeta::getUid, ObjectMeta::getName, (one, other) -> one));
    }

    private List<Explanation.Line> lines(
            CustomRun run, List<PersistedSibling> siblings, Optional<WaitRequest> request, List<String> forbidden) {
        boolean written = run.statusOrEmpty().succeeded().isPresent();
        return siblings.stream()
                .map(sibling -> {
                    boolean pinnedByRun = sibling.pipelineRun().isPresent();
                    String limits = forbidden.isEmpty() || pinnedByRun
                            ? ""
                            : "%s; you may not read %s"
                                    .formatted(
                                            written ? "as the service says" : "as far as you may look",
                                            String.join(", ", forbidden));
                    return new Explanation.Line(handedOn(sibling, request), since(run, sibling, request), limits);
                })
                .toList();
    }

    /** With the image under the repository that the param images names. */
    private static PersistedSibling handedOn(PersistedSibling sibling, Optional<WaitRequest> request) {
        Optional<String> repository = request.flatMap(known -> known.images().entrySet().stream()
                .filter(entry -> entry.getKey().value().equals(sibling.component()))
                .map(entry -> entry.getValue().value())
                .findFirst());
        return new PersistedSibling(
                sibling.component(),
                sibling.state(),
                sibling.pipelineRun(),
                sibling.source(),
                sibling.image().map(image -> repository
                        .map(there -> there + image.substring(image.indexOf('@')))
                        .orElse(image)));
    }

    /** By the condition of its build; a sibling without one is awaited since its waiting run was created. */
    private Optional<Instant> since(CustomRun run, PersistedSibling sibling, Optional<WaitRequest> request) {
        if (sibling.pipelineRun().isPresent()) {
            return api.find(
                            ClusterApi.PIPELINE_RUNS,
                            run.getMetadata().getNamespace(),
                            sibling.pipelineRun().get(),
                            PipelineRun.class)
                    .flatMap(Explainer::since);
        }
        return request.filter(any -> sibling.source().isEmpty())
                .map(known -> known.waitingRun().created());
    }

    private static Optional<Instant> since(PipelineRun build) {
        return Optional.ofNullable(build.status())
                .flatMap(RunStatus::succeeded)
                .map(Condition::lastTransitionTime)
                .flatMap(Instants::parse)
                .or(() -> Instants.parse(build.getMetadata().getCreationTimestamp()));
    }

    /** Where a look shows something else than the controller has written. */
    private static List<String> notes(
            CustomRun run,
            Evaluation evaluation,
            Optional<Condition> written,
            Optional<Condition> looked,
            Instant now) {
        if (written.isEmpty()) {
            boolean silent = Instants.parse(run.getMetadata().getCreationTimestamp())
                    .filter(created -> now.isAfter(created.plus(FIRST_STATUS)))
                    .isPresent();
            return silent
                    ? List.of("no controller has written a status of it: is wait-for-siblings running?")
                    : List.of();
        }
        @Nullable String message = written.get().message();
        return looked
                .filter(seen -> !Objects.equals(message, seen.message()))
                .map(seen -> "%s would say %s: %s"
                        .formatted(
                                evaluation.siblings().unreadable().isEmpty()
                                        ? "a look at the cluster"
                                        : "a look with your rights",
                                seen.reason(),
                                seen.message()))
                .stream()
                .toList();
    }
}
