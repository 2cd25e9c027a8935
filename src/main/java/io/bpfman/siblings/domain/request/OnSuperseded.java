package io.bpfman.siblings.domain.request;

/** What a newer waiting run on the same branch does to a wait. */
public enum OnSuperseded {
    /** It ends the wait well, and the pipeline's later tasks are skipped. */
    SKIP,
    /** Nothing: every revision goes on. */
    PROCEED
}
