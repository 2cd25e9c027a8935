package io.bpfman.siblings.domain.facts;

/** Who keeps a build from starting. */
public sealed interface Queue {

    /** Nobody that is known: it was only just created, or is pending by somebody's hand. */
    record Unknown() implements Queue {}

    /** Kueue, until the cluster has room for it. */
    record Kueue() implements Queue {}

    /** Pipelines-as-Code, as the Repository of this name has a {@code concurrency_limit}. */
    record PipelinesAsCode(String repository) implements Queue {}
}
