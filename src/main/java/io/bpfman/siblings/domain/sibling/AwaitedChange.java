package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.Wait;
import java.time.Instant;
import java.util.Optional;

/** What has to happen to one sibling before the wait can end. */
public sealed interface AwaitedChange {

    /** A build that is there ends. */
    record BuildEnds(Build build) implements AwaitedChange {}

    /** A build appears; where none does until the end of the grace, {@code otherwise} settles the sibling. */
    record BuildAppears(Instant graceEnd, OnNotBuilt otherwise) implements AwaitedChange {}

    /** A build appears that is newer than the broken ones: no time and no other image settles the sibling. */
    record NewerBuildAppears() implements AwaitedChange {}

    /** Of a sibling that stands so in a wait that goes on; empty where nothing has to happen to it. */
    static Optional<AwaitedChange> of(Wait wait, ComponentName sibling, SiblingState state) {
        if (state instanceof SiblingState.Queued queued) {
            return Optional.of(new BuildEnds(queued.build()));
        }
        if (state instanceof SiblingState.Running running) {
            return Optional.of(new BuildEnds(running.build()));
        }
        if (state instanceof SiblingState.Awaited) {
            return Optional.of(
                    wait.attempt().awaitsNewerBuildOf(sibling)
                            ? new NewerBuildAppears()
                            : new BuildAppears(
                                    wait.request().graceEnd(), wait.request().notBuilt()));
        }
        boolean broken = state instanceof SiblingState.Failed || state instanceof SiblingState.WithoutDigest;
        return broken && wait.request().onFailure() == OnFailure.WAIT
                ? Optional.of(new NewerBuildAppears())
                : Optional.empty();
    }
}
