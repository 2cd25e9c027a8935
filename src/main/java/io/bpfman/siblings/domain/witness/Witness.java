package io.bpfman.siblings.domain.witness;

import java.time.Instant;

/**
 * What is known of a wait's witness: the TaskRun under the name of its CustomRun that states what the wait hands on, and
 * that Tekton Chains finds and signs in its place.
 */
public sealed interface Witness {

    /** The wait needs none. */
    record Unwanted() implements Witness {}

    /** There is none. */
    record Missing() implements Witness {}

    /** The name is taken by what is not the wait's. */
    record Foreign() implements Witness {}

    /** It is being deleted, and its name is not free yet. */
    record Leaving(Instant since) implements Witness {}

    /** It has not ended; whether its step runs. */
    record Underway(AttestedResults asked, Instant created, boolean running) implements Witness {}

    /** It ended and did not state what it was asked to. */
    record Failed(AttestedResults asked, String why, Instant ended) implements Witness {}

    /** It has stated this, as it was asked to. */
    record Succeeded(AttestedResults stated) implements Witness {}

    /** The cluster did not let it be made or replaced; what else is known of it. */
    record Refused(String why, Instant at, Witness known) implements Witness {}
}
