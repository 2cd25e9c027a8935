package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.Verdict;

/** Which reason a verdict has. */
final class ReasonOf implements Verdict.Cases<Reason> {

    @Override
    public Reason waiting(Verdict.Waiting verdict) {
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
    public Reason siblingFailed(Verdict.SiblingFailed verdict) {
        return Reason.SIBLING_FAILED;
    }

    @Override
    public Reason siblingWithoutDigest(Verdict.SiblingWithoutDigest verdict) {
        return Reason.SIBLING_WITHOUT_DIGEST;
    }

    @Override
    public Reason siblingUntrusted(Verdict.SiblingUntrusted verdict) {
        return Reason.SIBLING_UNTRUSTED;
    }

    @Override
    public Reason siblingNotBuilt(Verdict.SiblingNotBuilt verdict) {
        return Reason.SIBLING_NOT_BUILT;
    }

    @Override
    public Reason dependencyCycle(Verdict.DependencyCycle verdict) {
        return Reason.DEPENDENCY_CYCLE;
    }

    @Override
    public Reason queueDeadlock(Verdict.QueueDeadlock verdict) {
        return Reason.QUEUE_DEADLOCK;
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
    public Reason rejected(Verdict.Rejected verdict) {
        return Reason.INVALID_PARAMETERS;
    }
}
