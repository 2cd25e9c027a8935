package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The one rule. */
public final class WaitPolicy {

    private WaitPolicy() {}

    /** Judges a wait whose siblings stand so, by what else is known at this time. */
    public static Judgement judge(Standing standing, Known known, Instant now) {
        Prospects prospects = Prospects.of(standing, known);
        return new Judgement(standing, prospects, evaluate(standing, prospects, now));
    }

    /**
     * Gives the verdict. First match wins: cancelled; superseded; all siblings answered, unless the results are too
     * large, or a witness that is wanted has not stated them, which the deadline bounds; a sibling failed; one has no
     * digest; one is untrusted; one was not built; a dead end, of which this wait is the one to end; the deadline has
     * passed; the wait goes on. An attempt that ended by a failed sibling, one without a digest or the deadline is
     * followed by another one while there are retries.
     */
    public static Verdict evaluate(Standing standing, Prospects prospects, Instant now) {
        Wait wait = standing.asked();
        Siblings siblings = standing.siblings();
        if (wait.cancelled().isPresent()) {
            return new Verdict.Cancelled(wait.cancelled().get());
        }
        if (prospects.succession().newer().isPresent()) {
            return new Verdict.Superseded(prospects.succession().newer().get());
        }
        if (siblings.allAnswered()) {
            return answered(wait, Results.of(wait.request(), siblings, true), prospects.witness(), now);
        }
        return brokenSibling(wait, siblings)
                .or(() -> deadEnd(wait, prospects))
                .or(() -> timeout(wait, Optional.empty(), now))
                .map(end -> orAnotherAttempt(wait, end))
                .orElseGet(() -> new Verdict.Waiting(nextLook(wait, siblings)));
    }

    private static Verdict answered(Wait wait, Results results, Witness witness, Instant now) {
        if (results.bytes() > Results.LARGEST_BYTES) {
            return new Verdict.ResultTooLarge(results.bytes());
        }
        Testimony testimony = Testimony.of(results);
        if (!(witness instanceof Witness.Unwanted) && testimony.bytes() > StepResults.LARGEST_BYTES) {
            return new Verdict.ResultTooLarge(testimony.bytes(), StepResults.LARGEST_BYTES);
        }
        Optional<Verdict.AwaitingWitness> awaited = new WitnessPolicy(wait, testimony, now).awaited(witness);
        if (awaited.isEmpty()) {
            return new Verdict.Satisfied();
        }
        return timeout(wait, awaited, now)
                .map(end -> orAnotherAttempt(wait, end))
                .orElseGet(awaited::get);
    }

    private static Verdict orAnotherAttempt(Wait wait, Verdict end) {
        return wait.mayRetry() && retriable(end) ? new Verdict.Retrying(end) : end;
    }

    private static Optional<Verdict> brokenSibling(Wait wait, Siblings siblings) {
        boolean brokenEnds = wait.request().onFailure() == OnFailure.FAIL;
        if (brokenEnds && siblings.any(SiblingState.Failed.class)) {
            return Optional.of(new Verdict.SiblingFailed());
        }
        if (brokenEnds && siblings.any(SiblingState.WithoutDigest.class)) {
            return Optional.of(new Verdict.SiblingWithoutDigest());
        }
        if (siblings.any(SiblingState.Untrusted.class)) {
            return Optional.of(new Verdict.SiblingUntrusted());
        }
        return siblings.any(SiblingState.NotBuilt.class)
                ? Optional.of(new Verdict.SiblingNotBuilt())
                : Optional.empty();
    }

    private static Optional<Verdict> deadEnd(Wait wait, Prospects prospects) {
        return prospects
                .deadEnd()
                .filter(deadEnd -> deadEnd.ending().equals(wait.name()))
                .map(deadEnd -> deadEnd instanceof DeadEnd.Cycle cycle
                        ? new Verdict.DependencyCycle(cycle)
                        : new Verdict.QueueDeadlock((DeadEnd.QueueDeadlock) deadEnd));
    }

    private static Optional<Verdict> timeout(Wait wait, Optional<Verdict.AwaitingWitness> awaited, Instant now) {
        return wait.deadline()
                .filter(deadline -> !now.isBefore(deadline))
                .flatMap(deadline -> wait.request().timeout())
                .map(timeout -> new Verdict.TimedOut(timeout, awaited));
    }

    private static boolean retriable(Verdict end) {
        return end instanceof Verdict.SiblingFailed
                || end instanceof Verdict.SiblingWithoutDigest
                || end instanceof Verdict.TimedOut;
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
