package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.tekton.v1.TaskRun;
import java.util.Map;
import java.util.Optional;

/** Which updates of a TaskRun can change what a witness says: Tekton writes one some ten times. */
final class TaskRunChange {

    private TaskRunChange() {}

    static boolean matters(TaskRun changed, TaskRun before) {
        String uid = wait(changed);
        return !WitnessReader.read(changed, uid).equals(WitnessReader.read(before, uid));
    }

    private static String wait(TaskRun run) {
        return Optional.ofNullable(run.getMetadata().getLabels())
                .orElse(Map.of())
                .getOrDefault(TaskRun.WAIT_LABEL, "");
    }
}
