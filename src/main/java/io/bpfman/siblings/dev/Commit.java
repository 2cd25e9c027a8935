package io.bpfman.siblings.dev;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.konflux.BuildResults;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A commit to bpfman's operator repository: does to the cluster what Pipelines-as-Code and Tekton do for it. */
final class Commit {

    static final String NAMESPACE = "ocp-bpfman-tenant";
    static final String OPERATOR = "bpfman-operator-ystream";
    static final String AGENT = "bpfman-agent-ystream";
    static final String BUNDLE = "bpfman-operator-bundle-ystream";

    private static final String TASK = "wait-for-siblings";

    /** Of the real clock, by which the service goes. */
    private static final String GRACE = "1s";

    /** tektoncd/pipeline: pkg/reconciler/pipelinerun/cancel.go. */
    private static final String CANCEL_RUN = """
            [{"op": "add", "path": "/spec/status", "value": "RunCancelled"},
             {"op": "add", "path": "/spec/statusMessage",
              "value": "CustomRun cancelled as the PipelineRun it belongs to has been cancelled."}]""";

    private final KubernetesClient client;
    private final InstantSource time;
    private final Screen screen;
    private final String revision;
    private final String title;
    private final Story story;
    private final Map<String, Integer> repeats = new HashMap<>();
    private @Nullable Commit successor;

    Commit(String title, Story story, KubernetesClient client, InstantSource time, Screen screen) {
        this.title = title;
        this.story = story;
        this.client = client;
        this.time = time;
        this.screen = screen;
        this.revision = hex(title, 20);
    }

    /** Starts a PipelineRun for each component that it changes; the bundle's has the wait as its first task. */
    void pushed() {
        screen.says("commit %s is pushed to main".formatted(revision));
        story.builds().forEach(this::starts);
        PipelineRun bundle = pipelineRun(BUNDLE).require();
        client.resource(new CustomRun().with(waitMetadata(bundle), waitSpec(), null))
                .create();
    }

    /** The commit that is pushed to the branch after this one. */
    Commit successor() {
        if (successor == null) {
            successor = new Commit(title + ", and the next", story, client, time, screen);
        }
        return successor;
    }

    /** The commit in whose pipeline the wait stands; empty where it is neither this one nor its successor. */
    Optional<Commit> of(CustomRun wait) {
        return waitName().equals(wait.getMetadata().getName())
                ? Optional.of(this)
                : Optional.ofNullable(successor).flatMap(next -> next.of(wait));
    }

    private String waitName() {
        return name(BUNDLE) + "-" + TASK;
    }

    /** As somebody does who comments /retest. */
    void startsAgain(String component) {
        repeats.merge(component, 1, Integer::sum);
        starts(component);
    }

    void succeeds(String component) {
        String digest = "sha256:" + hex(component + revision, 32);
        screen.says("%s: built, %s".formatted(name(component), digest));
        stands(
                component,
                "True",
                "Succeeded",
                List.of(
                        new NameValue(BuildResults.IMAGE_URL, image(component) + ":" + revision),
                        new NameValue(BuildResults.IMAGE_DIGEST, digest)));
    }

    void fails(String component) {
        screen.says("%s: failed".formatted(name(component)));
        stands(component, "False", "Failed", List.of());
    }

    /** Cancels the bundle's PipelineRun, which is over at once, and so is asked of its wait. */
    void cancels() {
        screen.says("%s: cancelled".formatted(name(BUNDLE)));
        pipelineRun(BUNDLE).edit(run -> run.with(run.getMetadata(), new PipelineRunSpec("Cancelled"), run.status()));
        client.resources(CustomRun.class)
                .inNamespace(NAMESPACE)
                .withName(waitName())
                .patch(PatchContext.of(PatchType.JSON), CANCEL_RUN);
        stands(BUNDLE, "False", "Cancelled", List.of());
    }

    /** Goes on with the bundle's pipeline where its wait, which is over, lets it; whether it does. */
    boolean goesOnAfter(CustomRun wait) {
        CustomRunStatus status = wait.statusOrEmpty();
        boolean goesOn = status.results().stream()
                .anyMatch(result -> "proceed".equals(result.name()) && "true".equals(String.valueOf(result.value())));
        boolean skipped = !goesOn
                && status.succeeded()
                        .filter(condition -> "True".equals(condition.status()))
                        .isPresent();
        boolean cancelled = CustomRunSpec.CANCELLED.equals(wait.specOrEmpty().status());
        if (goesOn) {
            screen.says("%s: the next task takes".formatted(name(BUNDLE)));
            status.results().stream()
                    .filter(result -> OPERATOR.equals(result.name()) || AGENT.equals(result.name()))
                    .forEach(result -> screen.says("  " + result.value()));
        } else if (skipped) {
            screen.says("%s: skips its other tasks".formatted(name(BUNDLE)));
            stands(BUNDLE, "True", "Completed", List.of());
        } else if (!cancelled) {
            fails(BUNDLE);
        }
        return goesOn;
    }

    private void starts(String component) {
        PipelineRun run = new PipelineRun().with(metadata(component), new PipelineRunSpec(null), null);
        client.resource(run).create();
        screen.says("%s: starts".formatted(name(component)));
        stands(component, "Unknown", "Running", List.of());
    }

    private void stands(String component, String status, String reason, List<NameValue> results) {
        String now = time.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Condition condition = new Condition(Condition.SUCCEEDED, status, reason, null, now);
        boolean over = !"Unknown".equals(status);
        pipelineRun(component).editStatus(run -> {
            String started = run.status() == null
                    ? now
                    : Objects.requireNonNullElse(run.status().startTime(), now);
            return run.with(
                    run.getMetadata(),
                    run.spec(),
                    new RunStatus(List.of(condition), started, over ? now : null, results));
        });
    }

    private Resource<PipelineRun> pipelineRun(String component) {
        return client.resources(PipelineRun.class).inNamespace(NAMESPACE).withName(name(component));
    }

    private ObjectMeta metadata(String component) {
        return new ObjectMetaBuilder()
                .withNamespace(NAMESPACE)
                .withName(name(component))
                .withLabels(Map.of(
                        FactKeys.TYPE.get(0),
                        FactKeys.BUILD_TYPE,
                        FactKeys.COMPONENT.get(0),
                        component,
                        FactKeys.APPLICATION.get(0),
                        "bpfman-ystream",
                        FactKeys.REVISION.get(0),
                        revision,
                        FactKeys.EVENT.get(0),
                        "push",
                        FactKeys.PIPELINE.get(0),
                        component + "-on-push"))
                .withAnnotations(Map.of(FactKeys.TARGET_BRANCH.get(0), "main"))
                .build();
    }

    /** Tekton copies labels and annotations of the PipelineRun, and makes it the owner. */
    private static ObjectMeta waitMetadata(PipelineRun bundle) {
        ObjectMeta owner = bundle.getMetadata();
        return new ObjectMetaBuilder()
                .withNamespace(NAMESPACE)
                .withName(owner.getName() + "-" + TASK)
                .withLabels(owner.getLabels())
                .addToLabels("tekton.dev/pipelineRun", owner.getName())
                .addToLabels("tekton.dev/pipelineTask", TASK)
                .withAnnotations(owner.getAnnotations())
                .addNewOwnerReference()
                .withApiVersion(bundle.getApiVersion())
                .withKind(bundle.getKind())
                .withName(owner.getName())
                .withUid(owner.getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .build();
    }

    private CustomRunSpec waitSpec() {
        Param siblings = new Param(
                "siblings", JsonNodeFactory.instance.arrayNode().add(OPERATOR).add(AGENT));
        CustomRunSpec ours = CustomTask.reference();
        Param grace = new Param("grace", JsonNodeFactory.instance.textNode(GRACE));
        return new CustomRunSpec(
                ours.customRef(),
                null,
                List.of(siblings, grace),
                null,
                null,
                JsonNodeFactory.instance.numberNode(story.retries()),
                null,
                null);
    }

    private String name(String component) {
        return component + "-on-push-"
                + hex(revision + component + repeats.getOrDefault(component, 0), 3)
                        .substring(1);
    }

    private static String image(String component) {
        return "quay.io/redhat-user-workloads/" + NAMESPACE + "/" + component;
    }

    /** Hex digits, always the same for the same seed. */
    private static String hex(String seed, int bytes) {
        byte[] random = new byte[bytes];
        new Random(seed.hashCode()).nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
