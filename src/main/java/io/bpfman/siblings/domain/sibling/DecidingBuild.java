package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import java.util.Optional;

/** Which build puts a sibling where it stands. */
final class DecidingBuild implements SiblingState.Cases<Optional<Build>> {

    @Override
    public Optional<Build> awaited(SiblingState.Awaited state) {
        return Optional.empty();
    }

    @Override
    public Optional<Build> queued(SiblingState.Queued state) {
        return Optional.of(state.build());
    }

    @Override
    public Optional<Build> running(SiblingState.Running state) {
        return Optional.of(state.build());
    }

    @Override
    public Optional<Build> built(SiblingState.Built state) {
        return state.origin().build();
    }

    @Override
    public Optional<Build> withoutDigest(SiblingState.WithoutDigest state) {
        return Optional.of(state.build());
    }

    @Override
    public Optional<Build> failed(SiblingState.Failed state) {
        return Optional.of(state.build());
    }

    @Override
    public Optional<Build> notBuilt(SiblingState.NotBuilt state) {
        return Optional.empty();
    }

    @Override
    public Optional<Build> promoted(SiblingState.Promoted state) {
        return state.origin().build();
    }

    @Override
    public Optional<Build> untrusted(SiblingState.Untrusted state) {
        return state.origin().build();
    }

    @Override
    public Optional<Build> omitted(SiblingState.Omitted state) {
        return Optional.empty();
    }
}
