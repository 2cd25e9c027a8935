package io.bpfman.siblings.reconcile.platform;

import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunResult;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.tekton.v1.PipelineRunStatus;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1.TaskRunParam;
import io.bpfman.siblings.tekton.v1.TaskRunResult;
import io.bpfman.siblings.tekton.v1.TaskRunSpec;
import io.bpfman.siblings.tekton.v1.TaskRunStatus;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunResult;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomTaskReference;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Every class that Jackson or JOSDK meets by reflection, for the native image; a test holds the list to the code. */
@RegisterForReflection(
        targets = {
            Condition.class,
            PipelineRun.class,
            PipelineRunResult.class,
            PipelineRunSpec.class,
            PipelineRunSpec.Reader.class,
            PipelineRunStatus.class,
            PipelineRunStatus.Reader.class,
            TaskRun.class,
            TaskRunParam.class,
            TaskRunResult.class,
            TaskRunSpec.class,
            TaskRunSpec.Reader.class,
            TaskRunStatus.class,
            TaskRunStatus.Reader.class,
            AttemptStatus.class,
            CustomRun.class,
            CustomRunResult.class,
            CustomRunSpec.class,
            CustomRunStatus.class,
            CustomTaskReference.class,
            Param.class,
            ClusterApi.Page.class
        })
final class NativeReflection {

    private NativeReflection() {}
}
