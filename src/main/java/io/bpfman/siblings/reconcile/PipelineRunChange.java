package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.SubjectRunReader;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.util.Optional;

/** Which updates of a PipelineRun can change a verdict: a build of Konflux is written some fifty times. */
final class PipelineRunChange {

    private PipelineRunChange() {}

    static boolean matters(PipelineRun changed, PipelineRun before) {
        Optional<Build> now = BuildReader.read(changed);
        return !now.equals(BuildReader.read(before))
                || !SubjectRunReader.read(changed, Optional.empty())
                        .equals(SubjectRunReader.read(before, Optional.empty()));
    }
}
