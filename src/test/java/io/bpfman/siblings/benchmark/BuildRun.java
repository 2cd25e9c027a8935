package io.bpfman.siblings.benchmark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A build PipelineRun of Konflux in its full size: 45 KB, of which the decision needs 1 KB. */
record BuildRun(String namespace, String component, String revision) {

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
    private static final String REPOSITORY = "https://github.com/openshift/bpfman-operator";
    private static final Map<String, ?> PIPELINE = Map.of(
            "description",
            "This pipeline is ideal for building multi-arch container images from a Containerfile while maintaining"
                    + " trust after pipeline customization. It uses Buildah to create a multi-platform image.",
            "params",
            IntStream.range(0, 24).mapToObj(BuildRun::declaredParam).toList(),
            "tasks",
            TASKS.stream().map(BuildRun::task).toList());

    String name() {
        return component + "-on-push-" + revision.substring(0, 10);
    }

    String image() {
        return "quay.io/redhat-user-workloads/" + namespace + "/" + component;
    }

    /** The object as Pipelines-as-Code makes it. */
    GenericKubernetesResource object() {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("tekton.dev/v1")
                .withKind("PipelineRun")
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(name())
                        .withLabels(labels())
                        .withAnnotations(annotations())
                        .build())
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "pipelineSpec",
                                PIPELINE,
                                "taskRunTemplate",
                                Map.of("serviceAccountName", "build-pipeline-" + component)))
                .build();
    }

    /** The Component whose image it builds. */
    GenericKubernetesResource describedByComponent() {
        return described(
                "appstudio.redhat.com/v1alpha1",
                Map.of(
                        "application",
                        "bpfman-ystream",
                        "componentName",
                        component,
                        "containerImage",
                        image(),
                        "build-nudges-ref",
                        List.of("bundle"),
                        "source",
                        Map.of("git", Map.of("url", REPOSITORY, "revision", "main"))));
    }

    /** The same as the newer model describes it. */
    GenericKubernetesResource describedByNewerComponent() {
        return described(
                "konflux-ci.dev/v1alpha1",
                Map.of(
                        "containerImage",
                        image(),
                        "source",
                        Map.of("url", REPOSITORY, "versions", List.of(Map.of("name", "Main", "revision", "main")))));
    }

    private GenericKubernetesResource described(String apiVersion, Map<String, ?> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(apiVersion)
                .withKind("Component")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(component)
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    /** The status while it runs. */
    Map<String, ?> running() {
        return Map.of(
                "startTime",
                WHEN,
                "conditions",
                List.of(condition("Unknown", "Running")),
                "pipelineSpec",
                PIPELINE,
                "childReferences",
                TASKS.stream().map(this::childReference).toList());
    }

    /** The change that ends it well. */
    Map<String, ?> succeeded() {
        return Map.of(
                "completionTime",
                WHEN,
                "conditions",
                List.of(condition("True", "Succeeded")),
                "results",
                List.of(
                        value("IMAGE_URL", image() + ":" + revision),
                        value("IMAGE_DIGEST", "sha256:" + (revision + revision).substring(0, 64)),
                        value("CHAINS-GIT_URL", REPOSITORY),
                        value("CHAINS-GIT_COMMIT", revision)));
    }

    static Map<String, String> condition(String succeeded, String reason) {
        return Map.of(
                "type", "Succeeded",
                "status", succeeded,
                "reason", reason,
                "message", "Tasks Completed: 12 (Failed: 0, Cancelled 0), Incomplete: 5, Skipped: 0",
                "lastTransitionTime", WHEN);
    }

    static Map<String, String> value(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    Map<String, String> labels() {
        return Map.ofEntries(
                Map.entry("app.kubernetes.io/managed-by", "pipelinesascode.tekton.dev"),
                Map.entry("appstudio.openshift.io/application", "bpfman-ystream"),
                Map.entry("appstudio.openshift.io/component", component),
                Map.entry("kueue.x-k8s.io/queue-name", "pipelines-queue"),
                Map.entry("pipelines.appstudio.openshift.io/type", "build"),
                Map.entry("pipelinesascode.tekton.dev/event-type", "push"),
                Map.entry("pipelinesascode.tekton.dev/original-prname", component + "-on-push"),
                Map.entry("pipelinesascode.tekton.dev/repository", "github-com-openshift-bpfman-operator"),
                Map.entry("pipelinesascode.tekton.dev/sha", revision),
                Map.entry("pipelinesascode.tekton.dev/url-org", "openshift"),
                Map.entry("pipelinesascode.tekton.dev/url-repository", "bpfman-operator"),
                Map.entry("tekton.dev/pipeline", component + "-on-push"));
    }

    Map<String, String> annotations() {
        return Map.ofEntries(
                Map.entry("build.appstudio.openshift.io/repo", REPOSITORY + "?rev=" + revision),
                Map.entry("build.appstudio.redhat.com/commit_sha", revision),
                Map.entry("build.appstudio.redhat.com/target_branch", "main"),
                Map.entry("pipelinesascode.tekton.dev/branch", "main"),
                Map.entry("pipelinesascode.tekton.dev/git-provider", "github"),
                Map.entry(
                        "pipelinesascode.tekton.dev/on-cel-expression",
                        "event == \"push\" && target_branch == \"main\" && (\"cmd/***\".pathChanged() || \"pkg/***\""
                                + ".pathChanged() || \"Containerfile\".pathChanged() || \".tekton/" + component
                                + "-push.yaml\".pathChanged())"),
                Map.entry("pipelinesascode.tekton.dev/repo-url", REPOSITORY),
                Map.entry("pipelinesascode.tekton.dev/sender", "red-hat-konflux[bot]"),
                Map.entry("pipelinesascode.tekton.dev/sha-title", "Merge pull request from a branch of somebody"),
                Map.entry("pipelinesascode.tekton.dev/sha-url", REPOSITORY + "/commit/" + revision));
    }

    private Map<String, String> childReference(String task) {
        return Map.of(
                "apiVersion",
                "tekton.dev/v1",
                "kind",
                "TaskRun",
                "name",
                name() + "-" + task,
                "pipelineTaskName",
                task);
    }

    private static Map<String, String> declaredParam(int number) {
        return Map.of(
                "name",
                "parameter-number-" + number,
                "type",
                "string",
                "default",
                "",
                "description",
                "Path to the source of a context, relative to the root of the repository, " + number);
    }

    private static Map<String, ?> task(String name) {
        String bundle = "quay.io/konflux-ci/tekton-catalog/task-" + name + ":0.2@sha256:" + "d".repeat(64);
        return Map.of(
                "name",
                name,
                "taskRef",
                Map.of(
                        "resolver",
                        "bundles",
                        "params",
                        List.of(value("name", name), value("bundle", bundle), value("kind", "task"))),
                "params",
                IntStream.range(0, 7)
                        .mapToObj(number ->
                                value("PARAMETER_NUMBER_" + number, "$(params.parameter-number-%d)".formatted(number)))
                        .toList(),
                "when",
                List.of(Map.of("input", "$(params.parameter-number-0)", "operator", "in", "values", List.of("false"))));
    }
}
