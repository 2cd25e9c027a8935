package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.util.Optional;

/** Which updates of a PipelineRun can change a verdict: a build of Konflux is written some fifty times. */
final class PipelineRunChange {

    private PipelineRunChange() {}

    static boolean matters(PipelineRun changed, PipelineRun before) {
        Optional<Build> now = BuildReader.read(changed);
        return !now.equals(BuildReader.read(before))
                || !CompetingRunReader.read(changed, Optional.empty())
                        .equals(CompetingRunReader.read(before, Optional.empty()));
    }
}
