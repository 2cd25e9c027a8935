package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.sibling.SiblingState;
import java.util.stream.Collectors;

/** Where a sibling stands, in words: the state, why, and what tells so. */
final class Details implements SiblingState.Cases<String> {

    @Override
    public String awaited(SiblingState.Awaited state) {
        return StateWords.of(state);
    }

    @Override
    public String queued(SiblingState.Queued state) {
        String by = "";
        if (state.queue() instanceof Queue.Kueue) {
            by = " by Kueue";
        } else if (state.queue() instanceof Queue.PipelinesAsCode) {
            by = " by Pipelines-as-Code";
        }
        return StateWords.of(state) + by + ", " + run(state.build());
    }

    @Override
    public String running(SiblingState.Running state) {
        return StateWords.of(state) + ", " + run(state.build());
    }

    @Override
    public String built(SiblingState.Built state) {
        String rivals = state.rivals().isEmpty()
                ? ""
                : state.rivals().size() == 1
                        ? "; PipelineRun %s claims another image"
                                .formatted(state.rivals().first())
                        : "; PipelineRuns %s claim other images".formatted(String.join(" and ", state.rivals()));
        return StateWords.of(state) + from(state.origin()) + rivals;
    }

    @Override
    public String withoutDigest(SiblingState.WithoutDigest state) {
        return StateWords.of(state) + ", " + state.problem() + ", " + run(state.build());
    }

    @Override
    public String failed(SiblingState.Failed state) {
        String reason = state.reason().isEmpty() ? "" : ", reason " + state.reason();
        return StateWords.of(state) + reason + ", " + run(state.build());
    }

    @Override
    public String untrusted(SiblingState.Untrusted state) {
        return "%s, %s is not in the component's repository %s%s"
                .formatted(StateWords.of(state), state.image().repository(), state.own(), from(state.origin()));
    }

    @Override
    public String notBuilt(SiblingState.NotBuilt state) {
        String branches = state.otherStream().stream().map(GitRef::value).collect(Collectors.joining(" and "));
        return StateWords.of(state) + (branches.isEmpty() ? "" : ", its Component builds " + branches);
    }

    @Override
    public String promoted(SiblingState.Promoted state) {
        return StateWords.of(state) + from(state.origin());
    }

    @Override
    public String omitted(SiblingState.Omitted state) {
        return StateWords.of(state);
    }

    private static String from(Origin origin) {
        if (origin instanceof Origin.OfRequest) {
            return "";
        }
        if (origin instanceof Origin.OfBuild told) {
            return ", " + run(told.run());
        }
        if (origin instanceof Origin.OfComponentGroup told) {
            return ", ComponentGroup " + told.name();
        }
        return origin instanceof Origin.OfSnapshot told ? ", Snapshot " + told.name() : ", Component";
    }

    private static String run(Build build) {
        return "PipelineRun " + build.name();
    }
}
