package io.bpfman.siblings.git;

/** What a server did with a push. */
public sealed interface PushOutcome {

    /**
     * It is on the branch.
     *
     * @param words of the server, which may be none
     */
    record Accepted(String words) implements PushOutcome {}

    /** The branch is not where it was: somebody else was faster. */
    record Moved() implements PushOutcome {}

    /** The server's own words why not. */
    record Refused(String words) implements PushOutcome {}
}
