package io.bpfman.siblings.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;

/** Writes the TaskRun that is a wait's witness; k8s/chains lets the service make this one and no other. */
public final class WitnessWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Longer than an image takes to be pulled, and shorter than anybody would wait for one that hangs. */
    private static final String TIMEOUT = "5m0s";

    private WitnessWriter() {}

    /** The TaskRun that states the testimony in the name of the run. */
    public static ObjectNode write(CustomRun run, AttestedResults attested, String image) {
        ObjectNode taskRun = JSON.objectNode();
        taskRun.put("apiVersion", "tekton.dev/v1").put("kind", "TaskRun");
        metadata(taskRun.putObject("metadata"), run);
        spec(taskRun.putObject("spec"), run, attested, image);
        return taskRun;
    }

    private static void metadata(ObjectNode metadata, CustomRun run) {
        ObjectMeta ofRun = run.getMetadata();
        metadata.put("name", ofRun.getName()).put("namespace", ofRun.getNamespace());
        ObjectNode labels = metadata.putObject("labels");
        // Chains tells by it which task of the pipeline the TaskRun stands for. The PipelineRun's own label would have
        // Tekton take the TaskRun for a task of the pipeline.
        Optional.ofNullable(ofRun.getLabels())
                .map(all -> all.get(TaskRun.PIPELINE_TASK_LABEL))
                .ifPresent(task -> labels.put(TaskRun.PIPELINE_TASK_LABEL, task));
        labels.put(TaskRun.WAIT_LABEL, ofRun.getUid());
        // Not blockOwnerDeletion: OpenShift wants another right for it.
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", run.getApiVersion())
                .put("kind", run.getKind())
                .put("name", ofRun.getName())
                .put("uid", ofRun.getUid())
                .put("controller", true);
    }

    private static void spec(ObjectNode spec, CustomRun run, AttestedResults attested, String image) {
        Optional.ofNullable(run.spec())
                .map(asked -> asked.serviceAccountName())
                .ifPresent(account -> spec.put("serviceAccountName", account));
        spec.put("timeout", TIMEOUT);
        spec.putObject("podTemplate").put("automountServiceAccountToken", false);
        Map<String, String> values =
                Map.of(AttestedResults.REVISION, attested.revision(), AttestedResults.DIGESTS, attested.digests());
        ArrayNode params = spec.putArray("params");
        ObjectNode task = spec.putObject("taskSpec");
        ArrayNode declared = task.putArray("params");
        ArrayNode results = task.putArray("results");
        for (String name : new String[] {AttestedResults.REVISION, AttestedResults.DIGESTS}) {
            params.addObject().put("name", name).put("value", values.get(name));
            declared.addObject().put("name", name).put("type", "string");
            results.addObject().put("name", name).put("type", "string");
        }
        step(task.putArray("steps").addObject(), image);
    }

    private static void step(ObjectNode step, String image) {
        step.put("name", "witness").put("image", image);
        step.putArray("args")
                .add("witness")
                .add("--results-dir=/tekton/results")
                .add("--revision=$(params.revision)")
                .add("--digests=$(params.digests)");
        ObjectNode resources = step.putObject("computeResources");
        resources.putObject("requests").put("cpu", "50m").put("memory", "64Mi");
        resources.putObject("limits").put("memory", "256Mi");
        ObjectNode security = step.putObject("securityContext");
        security.put("runAsNonRoot", true).put("allowPrivilegeEscalation", false);
        security.putObject("capabilities").putArray("drop").add("ALL");
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
    }
}
