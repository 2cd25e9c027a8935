package io.bpfman.siblings.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;

/** The wait in the bundle's pipeline, with the labels and annotations that Tekton copies from its PipelineRun. */
record WaitTask(SortedSet<ComponentName> siblings, OnFailure onFailure) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Its CustomRun. */
    CustomRun in(CompetingRun waitingRun, Instant created) {
        ArrayNode names = JSON.arrayNode();
        siblings.forEach(sibling -> names.add(sibling.value()));
        CustomRunSpec spec = new CustomRunSpec(
                CustomTask.reference().customRef(),
                null,
                List.of(
                        new Param("siblings", names),
                        new Param("grace", JSON.textNode(GoDuration.format(Variant.GRACE))),
                        new Param("on-failure", JSON.textNode(onFailure.name().toLowerCase(Locale.ROOT)))),
                null,
                null,
                JSON.numberNode(Variant.RETRIES),
                JSON.textNode(GoDuration.format(Variant.TIMEOUT)),
                null);
        return new CustomRun().with(metadata(waitingRun, created), spec, CustomRunStatus.empty());
    }

    private static ObjectMeta metadata(CompetingRun waitingRun, Instant created) {
        return new ObjectMetaBuilder()
                .withName(waitingRun.name() + "-wait")
                .withNamespace("tenant")
                .withUid(waitingRun.uid() + "-wait")
                .withCreationTimestamp(created.toString())
                .withLabels(Map.of(
                        "pipelinesascode.tekton.dev/sha",
                        waitingRun.revision().value(),
                        "pipelinesascode.tekton.dev/event-type",
                        "push",
                        "pipelinesascode.tekton.dev/original-prname",
                        waitingRun.pipeline(),
                        "pipelines.appstudio.openshift.io/type",
                        "build",
                        "appstudio.openshift.io/application",
                        Cluster.APPLICATION,
                        "appstudio.openshift.io/component",
                        Commit.BUNDLE))
                .withAnnotations(Map.of(
                        "build.appstudio.redhat.com/target_branch",
                        Cluster.BRANCH,
                        "build.appstudio.openshift.io/repo",
                        "https://%s?rev=%s".formatted(Cluster.REPOSITORY, waitingRun.revision())))
                .addNewOwnerReference()
                .withApiVersion("tekton.dev/v1")
                .withKind("PipelineRun")
                .withName(waitingRun.name())
                .withUid(waitingRun.uid())
                .withController(true)
                .endOwnerReference()
                .build();
    }
}
