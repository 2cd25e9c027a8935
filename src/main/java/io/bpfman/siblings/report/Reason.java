package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.Verdict;

/** Why a wait stands as it does; a published spelling is never changed. */
public enum Reason {
    WAITING_FOR_SIBLINGS("WaitingForSiblings"),
    RETRYING("Retrying"),
    SIBLINGS_READY("SiblingsReady"),
    SUPERSEDED("Superseded"),
    SIBLING_FAILED("SiblingFailed"),
    SIBLING_WITHOUT_DIGEST("SiblingWithoutDigest"),
    SIBLING_UNTRUSTED("SiblingUntrusted"),
    SIBLING_NOT_BUILT("SiblingNotBuilt"),
    DEPENDENCY_CYCLE("DependencyCycle"),
    QUEUE_DEADLOCK("QueueDeadlock"),
    RESULT_TOO_LARGE("ResultTooLarge"),
    INVALID_PARAMETERS("InvalidParameters"),
    /** Tekton's own word (tektoncd/pipeline: docs/customruns.md, Cancellation). */
    CUSTOM_RUN_CANCELLED("CustomRunCancelled"),
    /** Tekton's own word (tektoncd/pipeline: docs/customruns.md, Timeout). */
    CUSTOM_RUN_TIMED_OUT("CustomRunTimedOut");

    private final String spelling;

    Reason(String spelling) {
        this.spelling = spelling;
    }

    /** As it stands in the condition. */
    public String spelling() {
        return spelling;
    }

    /** The reason of the verdict. */
    public static Reason of(Verdict verdict) {
        return verdict.match(new ReasonOf());
    }
}
