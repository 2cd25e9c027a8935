package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.konflux.BuildResults;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Reads a PipelineRun as one of a pipeline whose runs supersede one another. */
public final class CompetingRunReader {

    /** tektoncd/pipeline: pkg/apis/pipeline/v1/pipelinerun_types.go, PipelineRunSpecStatus. */
    private static final Set<String> ENDING = Set.of("Cancelled", "CancelledRunFinally", "StoppedRunFinally");

    private CompetingRunReader() {}

    /**
     * The run; empty when Pipelines-as-Code did not start it, no revision is known, or a merge queue made it.
     *
     * @param skippedSince what its wait knew when it ended because a newer one came; empty when it did not
     */
    public static Optional<CompetingRun> read(PipelineRun run, Optional<Instant> skippedSince) {
        ObjectMeta metadata = run.getMetadata();
        RunFacts facts = RunFacts.of(metadata);
        Optional<Revision> revision =
                facts.revision().filter(Revision::wellFormed).map(Revision::new);
        boolean ofMergeQueue = facts.branch().flatMap(GitRef::mergedInto).isPresent();
        if (revision.isEmpty() || ofMergeQueue) {
            return Optional.empty();
        }
        return facts.pipeline()
                .map(pipeline -> new CompetingRun(
                        metadata.getName(),
                        metadata.getUid(),
                        pipeline,
                        facts.first(FactKeys.COMPONENT)
                                .filter(ComponentName::wellFormed)
                                .map(ComponentName::new),
                        facts.branch(),
                        revision.get(),
                        facts.event(),
                        Instants.parse(metadata.getCreationTimestamp()).orElse(Instant.EPOCH),
                        cancelled(run),
                        skippedSince));
    }

    /** Where no wait tells that it skipped a run: a build that ended well and without an image was skipped. */
    public static Optional<Instant> endedWithoutImage(PipelineRun run) {
        return Optional.ofNullable(run.status())
                .filter(any -> RunFacts.of(run.getMetadata()).ofBuild())
                .filter(status -> status.succeeded()
                        .filter(condition -> "True".equals(condition.status()))
                        .isPresent())
                .filter(status ->
                        status.results().stream().noneMatch(result -> BuildResults.IMAGE_DIGEST.equals(result.name())))
                .map(status -> CompetingRun.UNTOLD);
    }

    private static boolean cancelled(PipelineRun run) {
        return Optional.ofNullable(run.spec())
                        .map(PipelineRunSpec::status)
                        .filter(ENDING::contains)
                        .isPresent()
                || Optional.ofNullable(run.status())
                        .flatMap(RunStatus::succeeded)
                        .filter(condition -> "False".equals(condition.status()))
                        .map(Condition::reason)
                        .filter(BuildReader.CANCELLED::contains)
                        .isPresent();
    }
}
