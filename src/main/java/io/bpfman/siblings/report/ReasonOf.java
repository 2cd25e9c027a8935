package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.contention.Deadlock;

/** Which reason a verdict has. */
final class ReasonOf implements Verdict.Cases<Reason> {

    @Override
    public Reason waiting(Verdict.Waiting verdict) {
        return Reason.WAITING_FOR_SIBLINGS;
    }

    @Override
    public Reason unread(Verdict.Unread verdict) {
        return Reason.WAITING_FOR_SIBLINGS;
    }

    @Override
    public Reason awaitingWitness(Verdict.AwaitingWitness verdict) {
        return Reason.WAITING_FOR_SIBLINGS;
    }

    @Override
    public Reason retrying(Verdict.Retrying verdict) {
        return Reason.RETRYING;
    }

    @Override
    public Reason satisfied(Verdict.Satisfied verdict) {
        return Reason.SIBLINGS_READY;
    }

    @Override
    public Reason superseded(Verdict.Superseded verdict) {
        return Reason.SUPERSEDED;
    }

    @Override
    public Reason siblingBroken(Verdict.SiblingBroken verdict) {
        return switch (verdict.cause()) {
            case FAILED -> Reason.SIBLING_FAILED;
            case WITHOUT_DIGEST -> Reason.SIBLING_WITHOUT_DIGEST;
            case UNTRUSTED -> Reason.SIBLING_UNTRUSTED;
            case NOT_BUILT -> Reason.SIBLING_NOT_BUILT;
        };
    }

    @Override
    public Reason deadlocked(Verdict.Deadlocked verdict) {
        return verdict.deadlock() instanceof Deadlock.Cycle ? Reason.DEPENDENCY_CYCLE : Reason.QUEUE_DEADLOCK;
    }

    @Override
    public Reason resultTooLarge(Verdict.ResultTooLarge verdict) {
        return Reason.RESULT_TOO_LARGE;
    }

    @Override
    public Reason timedOut(Verdict.TimedOut verdict) {
        return Reason.CUSTOM_RUN_TIMED_OUT;
    }

    @Override
    public Reason cancelled(Verdict.Cancelled verdict) {
        return Reason.CUSTOM_RUN_CANCELLED;
    }

    @Override
    public Reason unknownSiblings(Verdict.UnknownSiblings verdict) {
        return Reason.INVALID_PARAMETERS;
    }

    @Override
    public Reason rejected(Verdict.Rejected verdict) {
        return Reason.INVALID_PARAMETERS;
    }
}
