package io.bpfman.siblings.domain.facts;

/** Why a PipelineRun that was seen with the revision is no build of a sibling for a wait. */
public enum Mismatch {
    /** It does not tell whose build it is. */
    COMPONENT_UNKNOWN,
    /** Its label shows a part of the revision, and no annotation the whole. */
    LABEL_CUT,
    /** It was started by an event of another kind, or for another pull request. */
    OTHER_EVENT,
    /** One of the two belongs to a merge queue, and the other does not belong to the same entry of it. */
    MERGE_QUEUE,
    /** It builds another version of the component. */
    OTHER_VERSION,
    /** It was made for another branch. */
    OTHER_BRANCH,
    /** It is of another application than the one that the request names. */
    OTHER_APPLICATION
}
