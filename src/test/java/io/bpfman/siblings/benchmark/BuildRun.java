package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A build PipelineRun of Konflux in its full size: 46 KB, of which the decision needs 1 KB. */
record BuildRun(String namespace, String component, String revision) {

    static final String SELECTOR = "&labelSelector=pipelines.appstudio.openshift.io%2Ftype%3Dbuild";
    static final String EVERYWHERE = "/apis/tekton.dev/v1/pipelineruns";

    private static final List<String> TASKS = List.of(
            "init",
            "clone-repository",
            "prefetch-dependencies",
            "build-images",
            "build-image-index",
            "build-source-image",
            "deprecated-base-image-check",
            "clair-scan",
            "ecosystem-cert-preflight-checks",
            "sast-snyk-check",
            "clamav-scan",
            "sast-shell-check",
            "sast-unicode-check",
            "apply-tags",
            "push-dockerfile",
            "rpms-signature-scan",
            "show-sbom");
    private static final String WHEN = "2026-11-21T06:00:00Z";
    private static final JsonNode PIPELINE = pipeline();

    String name() {
        return component + "-on-push-" + revision.substring(0, 10);
    }

    String collection() {
        return "/apis/tekton.dev/v1/namespaces/" + namespace + "/pipelineruns";
    }

    String path() {
        return collection() + "/" + name();
    }

    String digest() {
        return "sha256:" + (revision + revision).substring(0, 64);
    }

    String repository() {
        return "quay.io/redhat-user-workloads/" + namespace + "/" + component;
    }

    /** The object as Pipelines-as-Code makes it. */
    JsonNode object() {
        ObjectNode run = Api.JSON.createObjectNode();
        run.put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("name", name())
                .put("namespace", namespace)
                .<ObjectNode>set("labels", Api.JSON.valueToTree(labels(component, revision)))
                .set("annotations", Api.JSON.valueToTree(annotations()));
        ObjectNode spec = run.putObject("spec");
        params(spec, Map.of("git-url", "{{source_url}}", "revision", revision, "output-image", repository()));
        spec.putObject("taskRunTemplate").put("serviceAccountName", "build-pipeline-" + component);
        spec.putObject("timeouts").put("pipeline", "2h0m0s");
        spec.set("pipelineSpec", PIPELINE);
        return run;
    }

    /** The Component whose image it builds. */
    JsonNode describedByComponent() {
        ObjectNode object = Api.JSON.createObjectNode();
        object.put("apiVersion", "appstudio.redhat.com/v1alpha1").put("kind", "Component");
        object.putObject("metadata")
                .put("name", component)
                .put("namespace", namespace)
                .putObject("annotations")
                .put("test.appstudio.openshift.io/lastbuilttime", "1763700000")
                .put(
                        "build.appstudio.openshift.io/pipeline",
                        "{\"name\":\"docker-build-oci-ta\",\"bundle\":\"latest\"}");
        ObjectNode spec = object.putObject("spec");
        spec.put("application", "bpfman-ystream")
                .put("componentName", component)
                .put("containerImage", repository());
        spec.putArray("build-nudges-ref").add("bundle");
        spec.putObject("source")
                .putObject("git")
                .put("url", "https://github.com/openshift/bpfman-operator")
                .put("revision", "main")
                .put("context", "./")
                .put("dockerfileUrl", "Containerfile");
        object.putObject("status")
                .put("lastPromotedImage", repository() + "@" + digest())
                .put("lastBuiltCommit", revision);
        return object;
    }

    /** A change that makes it run. */
    JsonNode running() {
        return change("Unknown", "Running", "Tasks Completed: 12 (Failed: 0, Cancelled 0), Incomplete: 5, Skipped: 0");
    }

    /** A change that ends it well. */
    JsonNode succeeded() {
        JsonNode change = change("True", "Succeeded", "Tasks Completed: 17 (Failed: 0, Cancelled 0), Skipped: 0");
        ObjectNode status = (ObjectNode) change.path("status");
        status.put("completionTime", "2026-11-21T06:20:00Z");
        ArrayNode results = status.putArray("results");
        result(results, "IMAGE_URL", repository() + ":" + revision);
        result(results, "IMAGE_DIGEST", digest());
        result(results, "CHAINS-GIT_URL", "https://github.com/openshift/bpfman-operator");
        result(results, "CHAINS-GIT_COMMIT", revision);
        return change;
    }

    static Map<String, String> labels(String component, String revision) {
        return Map.ofEntries(
                Map.entry("app.kubernetes.io/managed-by", "pipelinesascode.tekton.dev"),
                Map.entry("app.kubernetes.io/version", "v0.43.0"),
                Map.entry("appstudio.openshift.io/application", "bpfman-ystream"),
                Map.entry("appstudio.openshift.io/component", component),
                Map.entry("kueue.x-k8s.io/queue-name", "pipelines-queue"),
                Map.entry("pipelines.appstudio.openshift.io/type", "build"),
                Map.entry("pipelinesascode.tekton.dev/cancel-in-progress", "false"),
                Map.entry("pipelinesascode.tekton.dev/event-type", "push"),
                Map.entry("pipelinesascode.tekton.dev/original-prname", component + "-on-push"),
                Map.entry("pipelinesascode.tekton.dev/repository", "github-com-openshift-bpfman-operator"),
                Map.entry("pipelinesascode.tekton.dev/sha", revision),
                Map.entry("pipelinesascode.tekton.dev/state", "started"),
                Map.entry("pipelinesascode.tekton.dev/url-org", "openshift"),
                Map.entry("pipelinesascode.tekton.dev/url-repository", "bpfman-operator"),
                Map.entry("tekton.dev/pipeline", component + "-on-push"));
    }

    private Map<String, String> annotations() {
        String repo = "https://github.com/openshift/bpfman-operator";
        return Map.ofEntries(
                Map.entry("build.appstudio.openshift.io/repo", repo + "?rev=" + revision),
                Map.entry("build.appstudio.redhat.com/commit_sha", revision),
                Map.entry("build.appstudio.redhat.com/target_branch", "main"),
                Map.entry("pipelinesascode.tekton.dev/branch", "main"),
                Map.entry("pipelinesascode.tekton.dev/check-run-id", "51234567890"),
                Map.entry(
                        "pipelinesascode.tekton.dev/controller-info",
                        "{\"name\":\"default\",\"configmap\":\"pipelines-as-code\",\"secret\":\"pipelines-as-code-secret\","
                                + " \"gRepo\": \"pipelines-as-code\"}"),
                Map.entry("pipelinesascode.tekton.dev/git-auth-secret", "pac-gitauth-abcdef"),
                Map.entry("pipelinesascode.tekton.dev/git-provider", "github"),
                Map.entry("pipelinesascode.tekton.dev/installation-id", "61234567"),
                Map.entry(
                        "pipelinesascode.tekton.dev/log-url",
                        "https://konflux.invalid/ns/" + namespace + "/pipelinerun/" + name()),
                Map.entry("pipelinesascode.tekton.dev/max-keep-runs", "3"),
                Map.entry(
                        "pipelinesascode.tekton.dev/on-cel-expression",
                        "event == \"push\" && target_branch == \"main\" && (\"cmd/***\".pathChanged() || \"pkg/***\""
                                + ".pathChanged() || \"Containerfile\".pathChanged() || \".tekton/" + component
                                + "-push.yaml\".pathChanged())"),
                Map.entry("pipelinesascode.tekton.dev/repo-url", repo),
                Map.entry("pipelinesascode.tekton.dev/sender", "red-hat-konflux[bot]"),
                Map.entry("pipelinesascode.tekton.dev/sha-title", "Merge pull request from a branch of somebody"),
                Map.entry("pipelinesascode.tekton.dev/sha-url", repo + "/commit/" + revision),
                Map.entry("pipelinesascode.tekton.dev/source-branch", "main"),
                Map.entry("pipelinesascode.tekton.dev/source-repo-url", repo));
    }

    private JsonNode change(String succeeded, String reason, String message) {
        ObjectNode change = Api.JSON.createObjectNode();
        ObjectNode status = change.putObject("status");
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", succeeded)
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", WHEN);
        status.put("startTime", WHEN);
        status.set("pipelineSpec", PIPELINE);
        ArrayNode children = status.putArray("childReferences");
        for (String task : TASKS) {
            children.addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "TaskRun")
                    .put("name", name() + "-" + task)
                    .put("pipelineTaskName", task)
                    .put("displayName", task);
        }
        ObjectNode flags = status.putObject("provenance").putObject("featureFlags");
        flags.put("awaitSidecarReadiness", true)
                .put("coschedule", "workspaces")
                .put("enableAPIFields", "beta")
                .put("enableProvenanceInStatus", true)
                .put("enforceNonfalsifiability", "none")
                .put("maxResultSize", 4096)
                .put("resultExtractionMethod", "termination-message")
                .put("runningInEnvWithInjectedSidecars", true)
                .put("sendCloudEventsForRuns", true)
                .put("setSecurityContext", true)
                .put("verificationNoMatchPolicy", "ignore");
        return change;
    }

    private static JsonNode pipeline() {
        ObjectNode pipeline = Api.JSON.createObjectNode();
        pipeline.put(
                "description",
                "This pipeline is ideal for building multi-arch container images from a Containerfile while maintaining"
                        + " trust after pipeline customization. It uses Buildah to create a multi-platform image.");
        ArrayNode params = pipeline.putArray("params");
        for (int i = 0; i < 24; i++) {
            params.addObject()
                    .put("name", "parameter-number-" + i)
                    .put("type", "string")
                    .put("default", "")
                    .put(
                            "description",
                            "Path to the source of a context, relative to the root of the repository, " + i);
        }
        ArrayNode tasks = pipeline.putArray("tasks");
        String before = "";
        for (String task : TASKS) {
            ObjectNode node = tasks.addObject().put("name", task);
            if (!before.isEmpty()) {
                node.putArray("runAfter").add(before);
            }
            params(
                    node,
                    Map.of(
                            "IMAGE", "$(params.output-image)",
                            "IMAGE_URL", "$(tasks.build-image-index.results.IMAGE_URL)",
                            "IMAGE_DIGEST", "$(tasks.build-image-index.results.IMAGE_DIGEST)",
                            "SOURCE_ARTIFACT", "$(tasks.prefetch-dependencies.results.SOURCE_ARTIFACT)",
                            "CACHI2_ARTIFACT", "$(tasks.prefetch-dependencies.results.CACHI2_ARTIFACT)"));
            ObjectNode reference = node.putObject("taskRef").put("resolver", "bundles");
            params(
                    reference,
                    Map.of(
                            "name",
                            task,
                            "bundle",
                            "quay.io/konflux-ci/tekton-catalog/task-" + task + ":0.2@sha256:" + "d".repeat(64),
                            "kind",
                            "task"));
            node.putArray("when")
                    .addObject()
                    .put("input", "$(params.skip-checks)")
                    .put("operator", "in")
                    .putArray("values")
                    .add("false");
            before = task;
        }
        return pipeline;
    }

    private static void params(ObjectNode parent, Map<String, String> values) {
        ArrayNode params = parent.putArray("params");
        values.forEach((name, value) -> params.addObject().put("name", name).put("value", value));
    }

    private static void result(ArrayNode results, String name, String value) {
        results.addObject().put("name", name).put("value", value);
    }
}
