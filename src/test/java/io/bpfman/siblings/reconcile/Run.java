package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A PipelineRun of a push, to be made in a tenant's namespace. One that only stands there is left alone by Tekton, and
 * the test writes its status; one that holds a wait is run by Tekton.
 */
final class Run {

    static final String REPOSITORY = "github-com-openshift-bpfman-operator";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tenant tenant;
    private final String name;
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private Optional<String> wait = Optional.empty();
    private boolean pending;

    private Run(Tenant tenant, String component) {
        this.tenant = tenant;
        this.name = component + "-on-push-";
        label("appstudio.openshift.io/application", "bpfman-ystream");
        label("appstudio.openshift.io/component", component);
        label("pipelines.appstudio.openshift.io/type", "build");
        label("pipelinesascode.tekton.dev/event-type", "push");
        label("pipelinesascode.tekton.dev/original-prname", component + "-on-push");
        label("pipelinesascode.tekton.dev/repository", REPOSITORY);
        label("pipelinesascode.tekton.dev/sha", Tenant.REVISION);
        label("pipelinesascode.tekton.dev/state", "started");
        annotation("build.appstudio.redhat.com/target_branch", "main");
        annotation(
                "build.appstudio.openshift.io/repo",
                "https://github.com/openshift/bpfman-operator?rev=" + Tenant.REVISION);
    }

    static Run of(Tenant tenant, String component) {
        return new Run(tenant, component);
    }

    Run label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    Run annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    Run without(String key) {
        labels.remove(key);
        annotations.remove(key);
        return this;
    }

    Run ofRevision(String revision) {
        return label("pipelinesascode.tekton.dev/sha", revision);
    }

    /** Made by Pipelines-as-Code while no slot of its Repository is free. */
    Run queued() {
        pending = true;
        return label("pipelinesascode.tekton.dev/state", "queued");
    }

    /** With a wait, and a task after it that runs if the wait says so; params as YAML in flow style. */
    Run waiting(String params) {
        wait = Optional.of(params);
        return this;
    }

    /** Makes it, and tells its name. */
    String create() {
        String tasks = wait.isEmpty()
                ? "[{name: build, taskSpec: {steps: [{name: build, image: registry.invalid/build, command: [build]}]}}]"
                : """
                [{name: wait-for-siblings,
                  taskRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings},
                  params: [%s]},
                 {name: build-container,
                  when: [{input: $(tasks.wait-for-siblings.results.proceed), operator: in, values: ["true"]}],
                  taskSpec: {steps: [{name: build, image: registry.invalid/build, command: [build]}]}}]""".formatted(wait.get());
        return tenant.create("""
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata: {generateName: %s, namespace: %s, labels: %s, annotations: %s}
                spec:
                  pipelineSpec:
                    tasks: %s
                  %s
                  %s
                """.formatted(
                        name,
                        tenant.namespace(),
                        JSON.valueToTree(labels),
                        JSON.valueToTree(annotations),
                        tasks.indent(6).strip(),
                        wait.isEmpty() ? "managedBy: test.invalid/player" : "",
                        pending ? "status: PipelineRunPending" : ""));
    }

    /** Makes it, and has it run. */
    String createRunning() {
        String run = create();
        write(tenant, run, "Unknown", "Running", "[]");
        return run;
    }

    /** Makes it, and has it end with this image. */
    String createBuilt(String repository, String digest) {
        String run = create();
        succeed(tenant, run, repository, digest);
        return run;
    }

    static void succeed(Tenant tenant, String run, String repository, String digest) {
        write(tenant, run, "True", "Completed", """
                [{"name":"IMAGE_URL","value":"%s:latest"},{"name":"IMAGE_DIGEST","value":"%s"}]""".formatted(repository, digest));
    }

    static void fail(Tenant tenant, String run) {
        write(tenant, run, "False", "Failed", "[]");
    }

    private static void write(Tenant tenant, String run, String status, String reason, String results) {
        String now = Instant.now().toString();
        tenant.client()
                .genericKubernetesResources("tekton.dev/v1", "PipelineRun")
                .inNamespace(tenant.namespace())
                .withName(run)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status":{"startTime":"%s","results":%s,
                          "conditions":[{"type":"Succeeded","status":"%s","reason":"%s","lastTransitionTime":"%s"}]}}""".formatted(now, results, status, reason, now));
    }
}
