package io.bpfman.siblings.evaluation;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
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
import java.util.Optional;
import java.util.TreeSet;

/** Start reading here: what becomes of an open CustomRun of ours, whoever asks. */
public final class WaitEvaluator {

    private final Defaults defaults;

    /** @param defaults what holds where a run says nothing */
    public WaitEvaluator(Defaults defaults) {
        this.defaults = defaults;
    }

    /**
     * Judges the run by what is known; reads what the judgement rests on, and judges again, until nothing is left to read.
     * Where that cannot be read, a cancel and the deadline are answered all the same. Nothing is written.
     */
    public Evaluation evaluate(CustomRun run, Evidence evidence, Instant now) {
        Optional<PersistedWait> persisted =
                PersistedWaitReader.read(run.statusOrEmpty().extraFields());
        Parsed<Wait> parsed;
        try {
            parsed = WaitReader.read(run, persisted, evidence, defaults, now);
        } catch (EvidenceUnavailable unavailable) {
            return unread(run, unavailable, now);
        }
        if (parsed instanceof Parsed.Invalid<Wait> invalid) {
            Verdict verdict = WaitReader.cancelled(run)
                    .<Verdict>map(Verdict.Cancelled::new)
                    .orElseGet(() -> new Verdict.Rejected(invalid.problems()));
            return withoutRequest(run, verdict, Results.ofRejected(invalid.revision(), invalid.siblings()), now);
        }
        Wait wait = ((Parsed.Valid<Wait>) parsed).value();
        Evidence.OfWait ofWait = evidence.enter(wait, persisted);
        try {
            return evaluation(run, judge(wait, ofWait, now), persisted, Optional.empty(), now);
        } catch (EvidenceUnavailable unavailable) {
            Judgement judgement = judgeUnread(wait, ofWait, unavailable, now);
            return evaluation(run, judgement, persisted, Optional.of(unavailable), now);
        }
    }

    /** When the run is to end, whatever happens; empty where it may go on for ever. */
    public Optional<Instant> deadline(CustomRun run, Instant now) {
        Optional<PersistedWait> persisted =
                PersistedWaitReader.read(run.statusOrEmpty().extraFields());
        return WaitReader.deadline(run, persisted, defaults, now);
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

    private static Judgement judgeUnread(
            Wait wait, Evidence.OfWait evidence, EvidenceUnavailable unavailable, Instant now) {
        Evidence.Known known = evidence.unread();
        WaitProgress progress = WaitProgress.of(wait, known.facts(), now);
        Judgement judgement =
                WaitPolicy.judge(progress, known.facts(), known.surroundings().beside(evidence.beside(progress)), now);
        return new Judgement(
                progress, judgement.contention(), WaitPolicy.evaluateUnread(wait, unavailable.what(), now));
    }

    /** Of a run whose request rests on what cannot be read; nobody cancels it, as then nothing is read. */
    private Evaluation unread(CustomRun run, EvidenceUnavailable unavailable, Instant now) {
        boolean over = deadline(run, now).filter(end -> !now.isBefore(end)).isPresent();
        Verdict verdict = WaitReader.timeout(run, Optional.empty(), defaults)
                .filter(any -> over)
                .<Verdict>map(
                        timeout -> new Verdict.TimedOut(timeout, Optional.empty(), Optional.of(unavailable.what())))
                .orElseGet(() -> new Verdict.Unread(unavailable.what()));
        Evaluation evaluation = withoutRequest(run, verdict, Results.ofRejected("", new TreeSet<>()), now);
        return new Evaluation(
                verdict,
                evaluation.judgement(),
                evaluation.persisted(),
                evaluation.before(),
                evaluation.status(),
                Optional.of(unavailable));
    }

    private static Evaluation withoutRequest(CustomRun run, Verdict verdict, Results results, Instant now) {
        CustomRunStatus status =
                StatusWriter.writeRejected(verdict, results, WaitReader.started(run, now), run.statusOrEmpty(), now);
        return new Evaluation(
                verdict,
                Optional.empty(),
                Optional.empty(),
                run.statusOrEmpty(),
                status.observedAt(run.getMetadata().getGeneration()),
                Optional.empty());
    }

    private static Evaluation evaluation(
            CustomRun run,
            Judgement judgement,
            Optional<PersistedWait> persisted,
            Optional<EvidenceUnavailable> unavailable,
            Instant now) {
        CustomRunStatus status = StatusWriter.write(judgement, run.statusOrEmpty(), now);
        return new Evaluation(
                judgement.verdict(),
                Optional.of(judgement),
                persisted,
                run.statusOrEmpty(),
                status.observedAt(run.getMetadata().getGeneration()),
                unavailable);
    }
}
