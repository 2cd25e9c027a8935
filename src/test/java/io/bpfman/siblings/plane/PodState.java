package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** What the kubelet writes into a pod's status when all its containers have started, and when they have ended. */
record PodState(String phase, Map<String, Object> ofContainers) {

    /** All containers run. */
    static PodState running() {
        return new PodState("Running", Map.of("running", Map.of("startedAt", now())));
    }

    /** All containers have ended in the same way. */
    static PodState ended(int exitCode, TerminationMessage message) {
        var terminated = Map.of(
                "exitCode",
                exitCode,
                "reason",
                exitCode == 0 ? "Completed" : "Error",
                "startedAt",
                now(),
                "finishedAt",
                now(),
                "message",
                message.text());
        return new PodState(exitCode == 0 ? "Succeeded" : "Failed", Map.of("terminated", terminated));
    }

    /** Returns the merge patch for the status of this pod. */
    String patch(Pod pod) {
        var containers = pod.getSpec().getContainers().stream()
                .map(container -> Map.of(
                        "name",
                        container.getName(),
                        "image",
                        container.getImage(),
                        "imageID",
                        imageId(container.getImage()),
                        "ready",
                        phase.equals("Running"),
                        "restartCount",
                        0,
                        "state",
                        ofContainers))
                .toList();
        return Serialization.asJson(Map.of("status", Map.of("phase", phase, "containerStatuses", containers)));
    }

    /** Chains signs nothing about a step whose image has no digest here. */
    private static String imageId(String image) {
        return image.contains("@") ? image : image.replaceFirst(":[^:/]+$", "") + "@sha256:" + "0".repeat(64);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
