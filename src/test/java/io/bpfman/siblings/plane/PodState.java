package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** What the kubelet would write into a pod's status when all its containers have ended. */
record PodEnding(boolean succeeded, Map<String, String> results) {

    /** Results travel from a step to Tekton in the termination message; this type means a task's result. */
    private static final int TASK_RESULT = 1;

    /** Returns the merge patch for the status of this pod. */
    String patch(Pod pod) {
        var terminated = terminated();
        var containers = pod.getSpec().getContainers().stream()
                .map(container -> Map.of(
                        "name",
                        container.getName(),
                        "image",
                        container.getImage(),
                        "imageID",
                        imageId(container.getImage()),
                        "ready",
                        false,
                        "restartCount",
                        0,
                        "state",
                        Map.of("terminated", terminated)))
                .toList();
        var phase = succeeded ? "Succeeded" : "Failed";
        return Serialization.asJson(Map.of("status", Map.of("phase", phase, "containerStatuses", containers)));
    }

    /** Chains signs nothing about a step whose image has no digest here. */
    private static String imageId(String image) {
        return image.contains("@") ? image : image.replaceFirst(":[^:/]+$", "") + "@sha256:" + "0".repeat(64);
    }

    private Map<String, Object> terminated() {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return Map.of(
                "exitCode",
                succeeded ? 0 : 1,
                "reason",
                succeeded ? "Completed" : "Error",
                "startedAt",
                now,
                "finishedAt",
                now,
                "message",
                message());
    }

    private String message() {
        return Serialization.asJson(results.entrySet().stream()
                .map(result -> Map.of("key", result.getKey(), "value", result.getValue(), "type", TASK_RESULT))
                .toList());
    }
}
