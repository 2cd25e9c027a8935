package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Writes a status only onto the very object, in the very version, that it was decided on: another leader, a stale cache
 * or a run made again under the same name is refused by the API server, as 422. A uid in a merge patch's metadata would
 * be ignored, and JOSDK's own ways to patch a status assume nothing.
 */
final class StatusPatch {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final KubernetesClient client;

    StatusPatch(KubernetesClient client) {
        this.client = client;
    }

    /** Writes; a {@code KubernetesClientException} of code 422 says that the run is another one by now. */
    CustomRun write(CustomRun run, CustomRunStatus status) {
        return client.resources(CustomRun.class)
                .inNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON), operations(run, status).toString());
    }

    private JsonNode operations(CustomRun run, CustomRunStatus status) {
        KubernetesSerialization serialization = client.getKubernetesSerialization();
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
