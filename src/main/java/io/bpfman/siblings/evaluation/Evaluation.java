package io.bpfman.siblings.evaluation;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of a run.
 *
 * @param judgement empty where the request is not understood
 * @param persisted what its status tells of the evaluation before
 * @param before the status that it has
 * @param status the status that it is to have
 * @param unavailable what could not be read for it
 */
public record Evaluation(
        Verdict verdict,
        Optional<Judgement> judgement,
        Optional<PersistedWait> persisted,
        CustomRunStatus before,
        CustomRunStatus status,
        Optional<EvidenceUnavailable> unavailable) {

    /** What was asked for; empty where that is not understood. */
    public Optional<WaitRequest> request() {
        return judgement.map(known -> known.progress().asked().request());
    }

    /** Where the siblings stand; none where the request is not understood. */
    public Siblings siblings() {
        return judgement.map(known -> known.progress().siblings()).orElseGet(Siblings::none);
    }

    /** The siblings that are answered by now, and were not before. */
    public SortedMap<ComponentName, SiblingState> newlyAnswered() {
        SortedMap<ComponentName, SiblingState> answered =
                new TreeMap<>(siblings().states());
        answered.values().removeIf(state -> !state.answered());
        persisted.ifPresent(before -> answered.keySet().removeAll(before.answered()));
        return answered;
    }

    /** What was seen with the revision and does not count, and was not told of before. */
    public List<UncountedBuild> newlyUncounted() {
        return siblings().uncounted().stream()
                .filter(build -> persisted
                        .filter(before -> before.uncounted().contains(build))
                        .isEmpty())
                .toList();
    }

    /** Whether there is anything to write; the generation alone is not, nor a witness on its way. */
    public boolean changes() {
        boolean nothingToTell = verdict instanceof Verdict.AwaitingWitness awaiting
                && awaiting.awaited().quiet()
                && before.succeeded().isPresent();
        // What passes by itself is told only to whoever has been told nothing yet.
        boolean passes = verdict instanceof Verdict.Unread
                && unavailable.filter(EvidenceUnavailable::lasting).isEmpty()
                && before.succeeded().isPresent();
        return !nothingToTell && !passes && !status.observedAt(null).equals(before.observedAt(null));
    }

    /** When time alone can change the verdict of a run that goes on; now where the next attempt begins; empty when it cannot. */
    public Optional<Instant> nextLook(Instant now) {
        if (verdict instanceof Verdict.AwaitingWitness awaiting) {
            return awaiting.awaited().nextLook();
        }
        return verdict instanceof Verdict.Waiting waiting ? waiting.nextLook() : Optional.of(now);
    }
}
