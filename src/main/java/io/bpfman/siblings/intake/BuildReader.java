package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.facts.StrayRun;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.konflux.BuildResults;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a PipelineRun as the build of a component. */
public final class BuildReader {

    /** tektoncd/pipeline: pkg/apis/pipeline/v1/pipelinerun_types.go, PipelineRunReason; the last one is v1beta1's. */
    static final Set<String> CANCELLED =
            Set.of("Cancelled", "CancelledRunningFinally", "CancelledRunFinally", "PipelineRunCancelled");

    /** A label that cannot hold a whole SHA-256 commit id holds its last 62 characters, or 63. */
    private static final int SHORTEST_CUT = 62;

    private BuildReader() {}

    /**
     * The build; empty when the PipelineRun is nobody's: of another type, without component or revision, or the child of
     * another PipelineRun, which only copied its parent's labels.
     */
    public static Optional<Build> read(PipelineRun run) {
        return source(run.getMetadata()).map(source -> read(run, source));
    }

    /** Whether the object is a build, though perhaps nobody's. */
    public static boolean isBuild(ObjectMeta metadata) {
        return RunFacts.of(metadata).ofBuild() && !ownedByPipelineRun(metadata);
    }

    /** Whether the object tells this revision, or a part of it; dearer questions are then still to be asked. */
    public static boolean mayBeOf(Revision revision, ObjectMeta metadata) {
        return RunFacts.of(metadata)
                .revision()
                .filter(told -> told.equals(revision.value()) || isCutFrom(revision, told))
                .isPresent();
    }

    private static boolean isCutFrom(Revision revision, String told) {
        return told.length() >= SHORTEST_CUT
                && told.length() < revision.value().length()
                && revision.value().endsWith(told);
    }

    private static Build read(PipelineRun run, BuildSource source) {
        ObjectMeta metadata = run.getMetadata();
        @Nullable RunStatus status = run.status();
        return new Build(
                source,
                orEmpty(metadata.getName()),
                orEmpty(metadata.getUid()),
                Instants.parse(metadata.getCreationTimestamp()).orElse(Instant.EPOCH),
                Optional.ofNullable(status).flatMap(there -> Instants.parse(there.startTime())),
                outcome(run, RunFacts.of(metadata)));
    }

    /** What the object was made from, told by its metadata alone; empty when it is nobody's build. */
    public static Optional<BuildSource> source(ObjectMeta metadata) {
        RunFacts facts = RunFacts.of(metadata);
        if (!isBuild(metadata)) {
            return Optional.empty();
        }
        return facts.first(FactKeys.COMPONENT).filter(ComponentName::wellFormed).flatMap(component -> facts.revision()
                .filter(Revision::wellFormed)
                .map(revision -> new BuildSource(
                        new ComponentName(component),
                        new Revision(revision),
                        facts.first(FactKeys.APPLICATION),
                        facts.branch(),
                        facts.version(),
                        facts.event())));
    }

    /** The run as one that may be a build of the revision, and that nobody can take for it; empty when it is none. */
    public static Optional<StrayRun> stray(ObjectMeta metadata, Revision revision) {
        RunFacts facts = RunFacts.of(metadata);
        Optional<ComponentName> component = facts.first(FactKeys.COMPONENT)
                .filter(ComponentName::wellFormed)
                .map(ComponentName::new);
        Optional<String> told = facts.revision();
        boolean cut = told.filter(text -> isCutFrom(revision, text)).isPresent();
        boolean ofNobody = component.isEmpty() && told.equals(Optional.of(revision.value()));
        if (!isBuild(metadata) || !(cut || ofNobody)) {
            return Optional.empty();
        }
        return Optional.of(new StrayRun(
                orEmpty(metadata.getName()),
                orEmpty(metadata.getUid()),
                component,
                cut ? Mismatch.LABEL_CUT : Mismatch.COMPONENT_UNKNOWN));
    }

    private static boolean ownedByPipelineRun(ObjectMeta metadata) {
        @Nullable List<OwnerReference> owners = metadata.getOwnerReferences();
        return owners != null && owners.stream().anyMatch(owner -> "PipelineRun".equals(owner.getKind()));
    }

    private static BuildOutcome outcome(PipelineRun run, RunFacts facts) {
        @Nullable RunStatus status = run.status();
        boolean pending =
                run.spec() != null && PipelineRunSpec.PENDING.equals(run.spec().status());
        Optional<Condition> condition = Optional.ofNullable(status).flatMap(RunStatus::succeeded);
        if (status != null && condition.isPresent()) {
            String reason = orEmpty(condition.get().reason());
            if ("True".equals(condition.get().status())) {
                return image(status);
            }
            if ("False".equals(condition.get().status())) {
                return CANCELLED.contains(reason)
                        ? new BuildOutcome.Cancelled(reason)
                        : new BuildOutcome.Failed(reason);
            }
            return pending || PipelineRunSpec.PENDING.equals(reason)
                    ? new BuildOutcome.Queued(facts.queue())
                    : new BuildOutcome.Running();
        }
        return new BuildOutcome.Queued(pending ? facts.queue() : new Queue.Unknown());
    }

    private static BuildOutcome image(RunStatus status) {
        // Blanks and line ends around them count for nothing (tektoncd/chains: pkg/artifacts/signable.go).
        Optional<String> url = status.result(BuildResults.IMAGE_URL).map(String::strip);
        Optional<String> digest = status.result(BuildResults.IMAGE_DIGEST).map(String::strip);
        if (url.isEmpty() && digest.isEmpty()) {
            return new BuildOutcome.Skipped();
        }
        if (digest.isEmpty()) {
            return new BuildOutcome.WithoutDigest("IMAGE_DIGEST is missing");
        }
        if (!ImageDigest.wellFormed(digest.get())) {
            return new BuildOutcome.WithoutDigest("IMAGE_DIGEST is not sha256: and 64 lower-case hex digits");
        }
        if (url.isEmpty()) {
            return new BuildOutcome.WithoutDigest("IMAGE_URL is missing");
        }
        return ImageRepository.of(url.get())
                .<BuildOutcome>map(repository ->
                        new BuildOutcome.Built(new ImageReference(repository, new ImageDigest(digest.get()))))
                .orElseGet(() -> new BuildOutcome.WithoutDigest("IMAGE_URL is malformed"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
