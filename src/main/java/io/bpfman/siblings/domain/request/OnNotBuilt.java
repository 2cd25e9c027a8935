package io.bpfman.siblings.domain.request;

/** What answers a sibling that was not built for the revision. */
public enum OnNotBuilt {
    /** The newest known good image of that component on the branch. */
    PROMOTED,
    /** Nothing: the wait ends. */
    FAIL,
    /** An empty result. */
    OMIT
}
