package io.bpfman.siblings.domain.request;

/** What a sibling that failed, or has no digest, does to the wait. */
public enum OnFailure {
    /** It ends the wait at once. */
    FAIL,
    /** The wait goes on for a newer build of it. */
    WAIT
}
