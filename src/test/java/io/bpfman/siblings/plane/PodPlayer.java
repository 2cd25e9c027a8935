package io.bpfman.siblings.plane;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Plays the kubelet for Tekton's pods: they stay pending until a test decides how they end.
 *
 * <p>A pod may also have its step executed on this machine, and then ends by itself.
 *
 * <p>A decision holds for the pods there are and for those to come; of several that fit a pod the latest counts.
 * Results that a task does not declare are left out, for Tekton would fail it.
 */
public final class PodPlayer implements AutoCloseable {

    private final KubernetesClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<Decision> decisions = new ArrayDeque<>();
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final ExecutorService stage = Executors.newSingleThreadExecutor();
    private final Executor later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS, stage);
    private final SharedIndexInformer<Pod> pods;

    private PodPlayer(KubernetesClient client) {
        this.client = client;
        this.pods =
                client.pods().inAnyNamespace().withLabel("tekton.dev/taskRun").runnableInformer(0);
    }

    /** Starts watching pods in every namespace; the client stays the caller's. */
    public static PodPlayer start(KubernetesClient client) {
        var player = new PodPlayer(client);
        player.pods.addEventHandler(player.new Arrivals());
        player.pods.run();
        return player;
    }

    /** Lets every pod of a PipelineRun succeed with these results. */
    public void succeed(String namespace, String pipelineRun, Map<String, String> taskResults) {
        decide(namespace, isLabelled("pipelineRun", pipelineRun::equals), pod -> succeed(pod, taskResults));
    }

    /** Lets one task of a PipelineRun succeed with these results. */
    public void succeedTask(
            String namespace, String pipelineRun, String pipelineTask, Map<String, String> taskResults) {
        decide(
                namespace,
                isLabelled("pipelineRun", pipelineRun::equals).and(isLabelled("pipelineTask", pipelineTask::equals)),
                pod -> succeed(pod, taskResults));
    }

    /** Lets every pod of a PipelineRun fail. */
    public void fail(String namespace, String pipelineRun) {
        decide(namespace, isLabelled("pipelineRun", pipelineRun::equals), this::fail);
    }

    /** Lets one task of a PipelineRun fail. */
    public void failTask(String namespace, String pipelineRun, String pipelineTask) {
        decide(
                namespace,
                isLabelled("pipelineRun", pipelineRun::equals).and(isLabelled("pipelineTask", pipelineTask::equals)),
                this::fail);
    }

    /** Lets every pod of the PipelineRuns with such a name succeed with these results. */
    public void autoSucceed(String namespace, Predicate<String> pipelineRun, Map<String, String> taskResults) {
        decide(namespace, isLabelled("pipelineRun", pipelineRun), pod -> succeed(pod, taskResults));
    }

    /** Lets the pod of a TaskRun succeed with these results, whether it belongs to a PipelineRun or not. */
    public void succeedTaskRun(String namespace, String taskRun, Map<String, String> taskResults) {
        decide(namespace, isLabelled("taskRun", taskRun::equals), pod -> succeed(pod, taskResults));
    }

    /** Has the step of every pod that fits executed by this program, and lets the pod end as that ends. */
    public void run(String namespace, Predicate<Pod> fits, StepProgram program) {
        decide(namespace, fits, pod -> run(pod, program));
    }

    /** Returns the executed steps of a TaskRun, oldest first; there are several where it was retried. */
    public List<Step> steps(String namespace, String taskRun) {
        return steps.stream()
                .filter(step -> namespace.equals(step.pod().getMetadata().getNamespace()))
                .filter(step -> taskRun.equals(label(step.pod(), "taskRun")))
                .toList();
    }

    /** Returns the pods of a PipelineRun as last seen. */
    public List<Pod> pods(String namespace, String pipelineRun) {
        return pods.getStore().list().stream()
                .filter(pod -> namespace.equals(pod.getMetadata().getNamespace()))
                .filter(pod -> pipelineRun.equals(label(pod, "pipelineRun")))
                .toList();
    }

    @Override
    public void close() {
        pods.close();
        stage.shutdownNow();
        steps.forEach(Step::close);
    }

    private void decide(String namespace, Predicate<Pod> fits, Predicate<Pod> isPlayed) {
        Predicate<Pod> isThere = pod -> namespace.equals(pod.getMetadata().getNamespace());
        synchronized (decisions) {
            decisions.addFirst(new Decision(isThere.and(fits), isPlayed));
        }
        pods.getStore().list().forEach(this::enter);
    }

    private void enter(Pod pod) {
        if (!stage.isShutdown()) {
            stage.execute(() -> play(pod));
        }
    }

    private void play(Pod pod) {
        var current = Optional.ofNullable(pods.getStore().getByKey(key(pod))).orElse(pod);
        if (isOver(current)) {
            return;
        }
        try {
            var decision = decisionFor(current);
            if (decision.isPresent() && !decision.orElseThrow().isPlayed().test(current)) {
                playAgain(pod);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                playAgain(pod);
            }
        }
    }

    private void playAgain(Pod pod) {
        later.execute(() -> play(pod));
    }

    private Optional<Decision> decisionFor(Pod pod) {
        synchronized (decisions) {
            return decisions.stream()
                    .filter(decision -> decision.fits().test(pod))
                    .findFirst();
        }
    }

    /** Returns false when Tekton has not yet written down which results the task declares. */
    private boolean succeed(Pod pod, Map<String, String> wanted) {
        var results = new TreeMap<>(wanted);
        if (!results.isEmpty()) {
            var declared = declaredResults(pod);
            if (declared.isEmpty()) {
                return false;
            }
            results.keySet().retainAll(declared.orElseThrow());
        }
        write(pod, PodState.ended(0, new TerminationMessage(Instant.now(), results)));
        return true;
    }

    private boolean fail(Pod pod) {
        write(pod, PodState.ended(1, TerminationMessage.empty()));
        return true;
    }

    /** Returns false as long as the step runs. */
    private boolean run(Pod pod, StepProgram program) {
        var started = steps.stream().filter(step -> step.isOf(pod)).findFirst();
        if (started.isEmpty()) {
            write(pod, PodState.running());
            steps.add(Step.start(pod, program, secret -> client.secrets()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(secret)
                    .require()
                    .getData()));
            return false;
        }
        if (started.orElseThrow().alive()) {
            return false;
        }
        write(pod, started.orElseThrow().ending());
        return true;
    }

    private void write(Pod pod, PodState state) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), state.patch(pod));
    }

    private Optional<Collection<String>> declaredResults(Pod pod) {
        GenericKubernetesResource taskRun = client.genericKubernetesResources("tekton.dev/v1", "TaskRun")
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(label(pod, "taskRun"))
                .get();
        var task = json.valueToTree(taskRun).at("/status/taskSpec");
        return task.isObject() ? Optional.of(task.path("results").findValuesAsText("name")) : Optional.empty();
    }

    private static boolean isOver(Pod pod) {
        var phase = Optional.ofNullable(pod.getStatus().getPhase()).orElse("Pending");
        return pod.getMetadata().getDeletionTimestamp() != null || phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static String label(Pod pod, String name) {
        return pod.getMetadata().getLabels().getOrDefault("tekton.dev/" + name, "");
    }

    private static Predicate<Pod> isLabelled(String name, Predicate<String> value) {
        return pod -> value.test(label(pod, name));
    }

    /** What becomes of the pods that fit; where it could not yet be played it is tried again. */
    private record Decision(Predicate<Pod> fits, Predicate<Pod> isPlayed) {}

    private final class Arrivals implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            enter(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {}

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            if (!stage.isShutdown()) {
                stage.execute(
                        () -> steps.stream().filter(step -> step.isOf(pod)).forEach(Step::terminate));
            }
        }
    }
}
