package io.bpfman.siblings.reconcile.platform;

import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.TektonRun;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1.TaskRunSpec;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomTaskReference;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Every class that Jackson or JOSDK meets by reflection, for the native image; a test holds the list to the code. */
@RegisterForReflection(
        targets = {
            Condition.class,
            NameValue.class,
            RunStatus.class,
            RunStatus.Reader.class,
            TektonRun.class,
            PipelineRun.class,
            PipelineRunSpec.class,
            PipelineRunSpec.Reader.class,
            TaskRun.class,
            TaskRunSpec.class,
            TaskRunSpec.Reader.class,
            AttemptStatus.class,
            CustomRun.class,
            CustomRunSpec.class,
            CustomRunStatus.class,
            CustomTaskReference.class,
            Param.class,
            ClusterApi.Page.class
        })
final class NativeReflection {

    private NativeReflection() {}
}
