package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Writes a status only onto the very object, in the very version, that it was decided on: another leader, a stale cache
 * or a run made again under the same name is refused by the API server, as 422. A uid in a merge patch's metadata would
 * be ignored, JOSDK's own ways to patch a status assume nothing, and fabric8's read the object first.
 */
final class StatusPatch {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ClusterApi api;
    private final KubernetesSerialization serialization;

    StatusPatch(ClusterApi api, KubernetesSerialization serialization) {
        this.api = api;
        this.serialization = serialization;
    }

    /** Writes; a {@code KubernetesClientException} of code 422 says that the run is another one by now. */
    CustomRun write(CustomRun run, CustomRunStatus status) {
        return api.patchStatus(
                ClusterApi.CUSTOM_RUNS,
                run.getMetadata().getNamespace(),
                run.getMetadata().getName(),
                operations(run, status),
                CustomRun.class);
    }

    private JsonNode operations(CustomRun run, CustomRunStatus status) {
        ArrayNode operations = JSON.arrayNode();
        operations
                .addObject()
                .put("op", "test")
                .put("path", "/metadata/uid")
                .put("value", run.getMetadata().getUid());
        operations
                .addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .put("value", run.getMetadata().getResourceVersion());
        operations
                .addObject()
                .put("op", "add")
                .put("path", "/status")
                .set("value", serialization.convertValue(status, JsonNode.class));
        return operations;
    }
}
