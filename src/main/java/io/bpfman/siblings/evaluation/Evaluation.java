package io.bpfman.siblings.evaluation;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a run.
 *
 * @param judgement empty where the request is not understood
 * @param answeredBefore the siblings that its status says were answered already
 * @param before the status that it has
 * @param status the status that it is to have
 */
public record Evaluation(
        Verdict verdict,
        Optional<Judgement> judgement,
        Set<ComponentName> answeredBefore,
        CustomRunStatus before,
        CustomRunStatus status) {

    /** What was asked for; empty where that is not understood. */
    public Optional<WaitRequest> request() {
        return judgement.map(known -> known.progress().asked().request());
    }

    /** Where the siblings stand; none where the request is not understood. */
    public Siblings siblings() {
        return judgement.map(known -> known.progress().siblings()).orElseGet(Siblings::none);
    }

    /** Whether there is anything to write; the generation alone is not, nor a witness on its way. */
    public boolean changes() {
        boolean nothingToTell = verdict instanceof Verdict.AwaitingWitness awaiting
                && awaiting.awaited().quiet()
                && before.succeeded().isPresent();
        return !nothingToTell && !status.observedAt(null).equals(before.observedAt(null));
    }

    /** When time alone can change the verdict of a run that goes on; now where the next attempt begins; empty when it cannot. */
    public Optional<Instant> nextLook(Instant now) {
        if (verdict instanceof Verdict.AwaitingWitness awaiting) {
            return awaiting.awaited().nextLook();
        }
        return verdict instanceof Verdict.Waiting waiting ? waiting.nextLook() : Optional.of(now);
    }
}
