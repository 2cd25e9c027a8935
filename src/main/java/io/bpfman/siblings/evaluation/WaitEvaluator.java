package io.bpfman.siblings.evaluation;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitReader;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.status.StatusWriter;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** Start reading here: what becomes of an open CustomRun of ours, whoever asks. */
public final class WaitEvaluator {

    private final Defaults defaults;

    /** @param defaults what holds where a run says nothing */
    public WaitEvaluator(Defaults defaults) {
        this.defaults = defaults;
    }

    /**
     * Judges the run by what is known; reads what the judgement rests on, and judges again, until nothing is left to read.
     * Nothing is written.
     */
    public Evaluation evaluate(CustomRun run, Evidence evidence, Instant now) {
        Optional<PersistedWait> persisted =
                PersistedWaitReader.read(run.statusOrEmpty().extraFields());
        Parsed<Wait> parsed = WaitReader.read(run, persisted, evidence, defaults, now);
        if (parsed instanceof Parsed.Invalid<Wait> invalid) {
            return rejected(run, invalid, now);
        }
        Wait wait = ((Parsed.Valid<Wait>) parsed).value();
        Judgement judgement = judge(wait, evidence.enter(wait, persisted), now);
        Set<ComponentName> answeredBefore =
                persisted.map(PersistedWait::answered).orElseGet(Collections::emptySortedSet);
        CustomRunStatus status = StatusWriter.write(judgement, run.statusOrEmpty(), now);
        return evaluation(run, Optional.of(judgement), judgement.verdict(), answeredBefore, status);
    }

    private static Judgement judge(Wait wait, Evidence.OfWait evidence, Instant now) {
        RequiredReads reads = evidence.first();
        Judgement judgement = judge(wait, evidence, reads, now);
        for (RequiredReads required = evidence.required(judgement);
                !reads.cover(required);
                required = evidence.required(judgement)) {
            reads = reads.and(required);
            judgement = judge(wait, evidence, reads, now);
        }
        return judgement;
    }

    private static Judgement judge(Wait wait, Evidence.OfWait evidence, RequiredReads reads, Instant now) {
        Evidence.Known known = evidence.known(reads);
        WaitProgress progress = WaitProgress.of(wait, known.facts(), now);
        return WaitPolicy.judge(progress, known.facts(), known.surroundings().beside(evidence.beside(progress)), now);
    }

    private static Evaluation rejected(CustomRun run, Parsed.Invalid<Wait> invalid, Instant now) {
        Verdict verdict = WaitReader.cancelled(run)
                .<Verdict>map(Verdict.Cancelled::new)
                .orElseGet(() -> new Verdict.Rejected(invalid.problems()));
        Results results = Results.ofRejected(invalid.revision(), invalid.siblings());
        CustomRunStatus status =
                StatusWriter.writeRejected(verdict, results, WaitReader.started(run, now), run.statusOrEmpty(), now);
        return evaluation(run, Optional.empty(), verdict, Set.of(), status);
    }

    private static Evaluation evaluation(
            CustomRun run,
            Optional<Judgement> judgement,
            Verdict verdict,
            Set<ComponentName> answeredBefore,
            CustomRunStatus status) {
        Long generation = run.getMetadata().getGeneration();
        return new Evaluation(verdict, judgement, answeredBefore, run.statusOrEmpty(), status.observedAt(generation));
    }
}
