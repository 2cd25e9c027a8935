package io.bpfman.siblings.domain;

import io.bpfman.siblings.domain.contention.Contention;
import io.bpfman.siblings.domain.contention.Surroundings;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.result.StepResults;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The one rule. */
public final class WaitPolicy {

    private WaitPolicy() {}

    /** Judges a wait whose siblings stand so, by what else is known at this time. */
    public static Judgement judge(WaitProgress progress, ClusterFacts facts, Surroundings surroundings, Instant now) {
        Contention contention = Contention.of(progress, facts, surroundings);
        return new Judgement(progress, contention, evaluate(progress, contention, surroundings.witness(), now));
    }

    /**
     * Gives the verdict. First match wins: cancelled; a sibling does not exist; superseded; all siblings answered, unless the results are too
     * large, or a witness that is wanted has not stated them, which the deadline bounds; a sibling failed; one has no
     * digest; one is untrusted; one was not built; a deadlock, of which this wait is the one to end; the deadline has
     * passed; the wait goes on. An attempt that ended by a failed sibling, one without a digest or the deadline is
     * followed by another one while there are retries.
     */
    public static Verdict evaluate(WaitProgress progress, Contention contention, Witness witness, Instant now) {
        Wait wait = progress.asked();
        Siblings siblings = progress.siblings();
        if (wait.cancelled().isPresent()) {
            return new Verdict.Cancelled(wait.cancelled().get());
        }
        if (!siblings.unknown().isEmpty()) {
            return new Verdict.UnknownSiblings(siblings.unknown());
        }
        if (contention.supersession().newer().isPresent()) {
            return new Verdict.Superseded(contention.supersession().newer().get());
        }
        if (canNeverBeStated(wait.request(), witness)) {
            return new Verdict.ResultTooLarge(
                    AttestedResults.ofAll(wait.request()).bytes(), StepResults.LARGEST_BYTES);
        }
        if (siblings.allAnswered()) {
            return answered(wait, Results.of(wait.request(), siblings, true), witness, now);
        }
        return brokenSibling(wait, siblings)
                .or(() -> deadlock(wait, contention))
                .or(() -> timeout(wait, Optional.empty(), now))
                .map(end -> orAnotherAttempt(wait, end))
                .orElseGet(() -> new Verdict.Waiting(nextLook(wait, siblings)));
    }

    /** Whether a witness that is wanted has no room for all digests: that is told before anybody waits for them. */
    private static boolean canNeverBeStated(WaitRequest request, Witness witness) {
        return !(witness instanceof Witness.Unwanted)
                && request.notBuilt() != OnNotBuilt.OMIT
                && AttestedResults.ofAll(request).bytes() > StepResults.LARGEST_BYTES;
    }

    /**
     * Gives the verdict of a wait of which something that it rests on cannot be read: neither a cancel nor the deadline waits
     * for that.
     *
     * @param unread what cannot be read, and why
     */
    public static Verdict evaluateUnread(Wait wait, String unread, Instant now) {
        if (wait.cancelled().isPresent()) {
            return new Verdict.Cancelled(wait.cancelled().get());
        }
        return wait.deadline()
                .filter(deadline -> !now.isBefore(deadline))
                .flatMap(deadline -> wait.request().timeout())
                .map(timeout ->
                        orAnotherAttempt(wait, new Verdict.TimedOut(timeout, Optional.empty(), Optional.of(unread))))
                .orElseGet(() -> new Verdict.Unread(unread));
    }

    private static Verdict answered(Wait wait, Results results, Witness witness, Instant now) {
        if (results.bytes() > Results.LARGEST_BYTES) {
            return new Verdict.ResultTooLarge(results.bytes());
        }
        AttestedResults attested = AttestedResults.of(results);
        if (!(witness instanceof Witness.Unwanted) && attested.bytes() > StepResults.LARGEST_BYTES) {
            return new Verdict.ResultTooLarge(attested.bytes(), StepResults.LARGEST_BYTES);
        }
        Optional<AwaitedWitness> awaited = new WitnessPolicy(wait, attested, now).awaited(witness);
        if (awaited.isEmpty()) {
            return new Verdict.Satisfied();
        }
        return timeout(wait, awaited, now)
                .map(end -> orAnotherAttempt(wait, end))
                .orElseGet(() -> new Verdict.AwaitingWitness(awaited.get()));
    }

    private static Verdict orAnotherAttempt(Wait wait, Verdict end) {
        return wait.mayRetry() && retriable(end) ? new Verdict.Retrying(end) : end;
    }

    private static Optional<Verdict> brokenSibling(Wait wait, Siblings siblings) {
        boolean brokenEnds = wait.request().onFailure() == OnFailure.FAIL;
        Optional<Verdict.Cause> cause = Optional.empty();
        if (brokenEnds && siblings.any(SiblingState.Failed.class)) {
            cause = Optional.of(Verdict.Cause.FAILED);
        } else if (brokenEnds && siblings.any(SiblingState.WithoutDigest.class)) {
            cause = Optional.of(Verdict.Cause.WITHOUT_DIGEST);
        } else if (siblings.any(SiblingState.Untrusted.class)) {
            cause = Optional.of(Verdict.Cause.UNTRUSTED);
        } else if (siblings.any(SiblingState.NotBuilt.class)) {
            cause = Optional.of(Verdict.Cause.NOT_BUILT);
        }
        return cause.map(Verdict.SiblingBroken::new);
    }

    private static Optional<Verdict> deadlock(Wait wait, Contention contention) {
        return contention
                .deadlock()
                .filter(deadlock -> deadlock.ending().equals(wait.name()))
                .map(Verdict.Deadlocked::new);
    }

    private static Optional<Verdict> timeout(Wait wait, Optional<AwaitedWitness> awaited, Instant now) {
        return wait.deadline()
                .filter(deadline -> !now.isBefore(deadline))
                .flatMap(deadline -> wait.request().timeout())
                .map(timeout -> new Verdict.TimedOut(timeout, awaited, Optional.empty()));
    }

    private static boolean retriable(Verdict end) {
        return end instanceof Verdict.TimedOut
                || (end instanceof Verdict.SiblingBroken broken
                        && (broken.cause() == Verdict.Cause.FAILED || broken.cause() == Verdict.Cause.WITHOUT_DIGEST));
    }

    private static Optional<Instant> nextLook(Wait wait, Siblings siblings) {
        boolean graceDecides = siblings.in(SiblingState.Awaited.class)
                .anyMatch(awaited -> !wait.attempt().awaitsNewerBuildOf(awaited.getKey()));
        return Stream.concat(
                        wait.deadline().stream(),
                        graceDecides ? Stream.of(wait.request().graceEnd()) : Stream.empty())
                .min(Instant::compareTo);
    }
}
