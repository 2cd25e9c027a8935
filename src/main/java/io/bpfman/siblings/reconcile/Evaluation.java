package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;

/**
 * What one look at a run came to.
 *
 * @param before the status that it found
 * @param status the status that it wants
 */
public record Evaluation(Verdict verdict, Siblings siblings, CustomRunStatus before, CustomRunStatus status) {

    /** Whether there is anything to write; the generation alone is not, nor a witness on its way. */
    boolean changes() {
        boolean nothingToTell = verdict instanceof Verdict.AwaitingWitness awaiting
                && awaiting.quiet()
                && before.succeeded().isPresent();
        return !nothingToTell && !status.observedAt(null).equals(before.observedAt(null));
    }
}
