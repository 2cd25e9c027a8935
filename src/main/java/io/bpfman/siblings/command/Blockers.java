package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import java.util.Locale;
import java.util.Optional;

/** What has to happen to one sibling before a wait can end; empty where nothing has. */
record Blockers(WaitRequest request, String sibling) implements SiblingState.Cases<Optional<String>> {

    @Override
    public Optional<String> awaited(SiblingState.Awaited state) {
        String otherwise = request.notBuilt() == OnNotBuilt.FAIL
                ? "the wait fails"
                : "not-built=%s answers it".formatted(request.notBuilt().name().toLowerCase(Locale.ROOT));
        return Optional.of(
                "a build of %s; where none appears until %s, %s".formatted(sibling, request.graceEnd(), otherwise));
    }

    @Override
    public Optional<String> queued(SiblingState.Queued state) {
        return Optional.of("the build of %s, PipelineRun %s, which has not started"
                .formatted(sibling, state.build().name()));
    }

    @Override
    public Optional<String> running(SiblingState.Running state) {
        return Optional.of("the build of %s, PipelineRun %s"
                .formatted(sibling, state.build().name()));
    }

    @Override
    public Optional<String> built(SiblingState.Built state) {
        return Optional.empty();
    }

    @Override
    public Optional<String> withoutDigest(SiblingState.WithoutDigest state) {
        return newerBuild();
    }

    @Override
    public Optional<String> failed(SiblingState.Failed state) {
        return newerBuild();
    }

    @Override
    public Optional<String> notBuilt(SiblingState.NotBuilt state) {
        return Optional.empty();
    }

    @Override
    public Optional<String> promoted(SiblingState.Promoted state) {
        return Optional.empty();
    }

    @Override
    public Optional<String> omitted(SiblingState.Omitted state) {
        return Optional.empty();
    }

    @Override
    public Optional<String> untrusted(SiblingState.Untrusted state) {
        return Optional.empty();
    }

    private Optional<String> newerBuild() {
        return request.onFailure() == OnFailure.WAIT ? Optional.of("a newer build of " + sibling) : Optional.empty();
    }
}
