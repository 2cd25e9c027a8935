package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.LenientJson;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Reads the wait that a CustomRun of ours asks for. */
public final class WaitReader {

    private static final String PIPELINE_TASK = "tekton.dev/pipelineTask";

    private WaitReader() {}

    /** What only the first look at a wait asks the cluster for; later its status tells. */
    public interface FirstSight {

        /** The whole PipelineRun; empty when it is gone. */
        Optional<JsonNode> pipelineRun(OwnerReference reference);

        /** What Konflux says of the components of the run's namespace, and which nudge which. */
        KonfluxFacts konflux();
    }

    /** The wait as it stands; what it persisted counts, and only without that what its params, labels and the cluster say. */
    public static Parsed<Wait> read(
            CustomRun run, Optional<PersistedWait> persisted, FirstSight firstSight, Defaults defaults, Instant now) {
        String name = run.getMetadata().getName();
        Optional<String> cancelled = cancelled(run);
        Instant started = started(run, now);
        if (persisted.isPresent()) {
            CustomRunStatus status = run.statusOrEmpty();
            Attempt attempt = new Attempt(
                    status.retriesStatus().size(), started, persisted.get().passedOver());
            return new Parsed.Valid<>(
                    new Wait(name, created(run), persisted.get().request(), attempt, cancelled));
        }
        // Of no matter to a wait that nobody wants, which ends even where nothing can be read.
        Supplier<KonfluxFacts> konflux = cancelled.isPresent() ? KonfluxFacts::empty : firstSight::konflux;
        Optional<JsonNode> pipelineRun =
                CustomTask.waitingRun(run).filter(any -> cancelled.isEmpty()).flatMap(firstSight::pipelineRun);
        return WaitRequestParser.parse(
                        run, waitingRunCreated(run, pipelineRun), namedResults(run, pipelineRun), konflux, defaults)
                .map(request -> new Wait(name, created(run), request, Attempt.first(started), cancelled));
    }

    /** When the attempt is to end; empty where it never does, or nobody can tell. */
    public static Optional<Instant> deadline(
            CustomRun run, Optional<PersistedWait> persisted, Defaults defaults, Instant now) {
        return timeout(run, persisted, defaults).map(started(run, now)::plus);
    }

    /** How long an attempt may take: as persisted, and else as the run says now. */
    public static Optional<Duration> timeout(CustomRun run, Optional<PersistedWait> persisted, Defaults defaults) {
        return persisted
                .map(known -> known.request().timeout())
                .orElseGet(() -> WaitRequestParser.timeout(run, defaults));
    }

    /** When the attempt began: written down, or now, but never before the run was created, whatever our clock says. */
    public static Instant started(CustomRun run, Instant now) {
        Instant first = now.truncatedTo(ChronoUnit.SECONDS);
        Instant created = created(run);
        return Instants.parse(run.statusOrEmpty().startTime()).orElse(first.isAfter(created) ? first : created);
    }

    /** Why the run is to end early; empty when it is not. */
    public static Optional<String> cancelled(CustomRun run) {
        CustomRunSpec spec = run.specOrEmpty();
        return CustomRunSpec.CANCELLED.equals(spec.status())
                ? Optional.of(Optional.ofNullable(spec.statusMessage())
                        .filter(message -> !message.isEmpty())
                        .orElse("cancelled as spec.status is RunCancelled"))
                : Optional.empty();
    }

    private static Instant created(CustomRun run) {
        return Instants.parse(run.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    /** When the run's PipelineRun was created; when the run itself was, if it has none or that is gone. */
    private static Instant waitingRunCreated(CustomRun run, Optional<JsonNode> pipelineRun) {
        return pipelineRun
                .map(there -> LenientJson.text(there.path("metadata"), "creationTimestamp"))
                .flatMap(Instants::parse)
                .orElseGet(() -> created(run));
    }

    /** Those of its task in the pipeline, of which only a label tells the name (tektoncd/pipeline: docs/labels.md). */
    private static SortedMap<String, String> namedResults(CustomRun run, Optional<JsonNode> pipelineRun) {
        Optional<String> task =
                Optional.ofNullable(run.getMetadata().getLabels()).map(labels -> labels.get(PIPELINE_TASK));
        return task.flatMap(name -> pipelineRun.map(there -> ResultReferences.of(there, name)))
                .orElseGet(Collections::emptySortedMap);
    }
}
