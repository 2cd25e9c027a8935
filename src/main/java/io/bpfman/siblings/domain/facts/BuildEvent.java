package io.bpfman.siblings.domain.facts;

import java.util.Optional;

/** What made Pipelines-as-Code start a build; builds of different kinds never stand in for each other. */
public sealed interface BuildEvent {

    /** A push to a branch, or what counts like one. */
    record Push() implements BuildEvent {}

    /** A pull request; its number is empty where nothing told it. */
    record PullRequest(Optional<String> number) implements BuildEvent {}
}
