package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.reconcile.KonfluxKindsOnControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A cluster full of builds, with Konflux's Components, and waits in it. Nobody but Tekton's webhook and we act on them. */
final class Cluster implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int NAMESPACES = 10;
    private static final int COMPONENTS = 30;
    private static final int WRITERS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final SharedIndexInformer<GenericKubernetesResource> runs;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final Random random = new Random(20261121);

    private Cluster(ControlPlane plane) {
        this.plane = plane;
        this.client = plane.admin();
        this.runs = client.genericKubernetesResources("tekton.dev/v1beta1", "CustomRun")
                .inAnyNamespace()
                .inform();
    }

    static Cluster on(ControlPlane plane) {
        plane.stopTektonController();
        KonfluxKindsOnControlPlane.install(plane);
        KonfluxKindsOnControlPlane.installNewModel(plane);
        Cluster cluster = new Cluster(plane);
        for (int number = 0; number < NAMESPACES; number++) {
            plane.createNamespace(namespace(number));
            List<BuildRun> builds = cluster.builds(number, COMPONENTS);
            builds.stream()
                    .flatMap(build -> Stream.of(build.describedByComponent(), build.describedByNewerComponent()))
                    .forEach(component -> cluster.client.resource(component).create());
            cluster.groupAndNudges(builds);
        }
        return cluster;
    }

    /** A group of all components with their candidates, and whom each of them nudges, as the newer model has them. */
    private void groupAndNudges(List<BuildRun> builds) {
        String version = "main";
        GenericKubernetesResource group = ofNewerModel(
                builds,
                "ComponentGroup",
                Map.of(
                        "components",
                        builds.stream()
                                .map(build -> Map.of(
                                        "name",
                                        build.component(),
                                        "componentVersion",
                                        Map.of("name", version, "version", version)))
                                .toList()));
        client.resource(group).create();
        patchStatus(
                client.resource(group),
                Map.of(
                        "globalCandidateList",
                        builds.stream()
                                .map(build -> Map.of(
                                        "name",
                                        build.component(),
                                        "version",
                                        version,
                                        "lastPromotedImage",
                                        build.image() + "@sha256:" + "c".repeat(64),
                                        "lastPromotedBuildTime",
                                        "2026-11-20T06:00:00Z"))
                                .toList()));
        client.resource(ofNewerModel(
                        builds,
                        "NudgeConfig",
                        Map.of(
                                "nudges",
                                builds.stream()
                                        .map(build -> Map.of("from", build.component(), "to", "bundle"))
                                        .toList())))
                .create();
    }

    private static GenericKubernetesResource ofNewerModel(List<BuildRun> builds, String kind, Map<String, ?> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("appstudio.redhat.com/v1beta2")
                .withKind(kind)
                .withNewMetadata()
                .withNamespace(builds.get(0).namespace())
                .withName(kind.equals("NudgeConfig") ? "nudge-config" : "bpfman-main")
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }

    /** Makes so many finished builds in all namespaces, and tells the bytes of one. */
    int fill(int count) {
        each(IntStream.range(0, count).boxed().toList(), number -> {
            BuildRun build = builds(number % NAMESPACES, COMPONENTS).get(number % COMPONENTS);
            start(build);
            end(build);
        });
        BuildRun one = startBuilds(0, 1).get(0);
        end(one);
        return JSON.valueToTree(resource(one).get()).toString().length();
    }

    /** Starts builds of a new revision. */
    List<BuildRun> startBuilds(int tenant, int siblings) {
        List<BuildRun> builds = builds(tenant % NAMESPACES, siblings);
        each(builds, this::start);
        return builds;
    }

    /** Makes so many waits for them, as Tekton makes them for a bundle's PipelineRun. */
    List<Wait> open(List<BuildRun> siblings, int count) {
        BuildRun build = siblings.get(0);
        BuildRun bundle = new BuildRun(
                build.namespace(),
                "bundle-%s-%s".formatted(build.revision().substring(0, 8), build.component()),
                build.revision());
        start(bundle);
        String uid = resource(bundle).get().getMetadata().getUid();
        String names = siblings.stream().map(BuildRun::component).collect(Collectors.joining(","));
        return IntStream.range(0, count)
                .mapToObj(number -> new GenericKubernetesResourceBuilder(
                                customRun(build, "siblings.bpfman.io/v1alpha1", "WaitForSiblings", names))
                        .editMetadata()
                        .withLabels(bundle.labels())
                        .withAnnotations(bundle.annotations())
                        .addToLabels("tekton.dev/pipelineRun", bundle.name())
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion("tekton.dev/v1")
                                .withKind("PipelineRun")
                                .withName(bundle.name())
                                .withUid(uid)
                                .withController(true)
                                .build())
                        .endMetadata()
                        .build())
                .map(run -> new Wait(client.resource(run).create(), siblings))
                .toList();
    }

    /** Makes a CustomRun that the service does not know. */
    Wait foreign(BuildRun build) {
        return new Wait(
                client.resource(customRun(build, "bare.invalid/v1", "Bare", "")).create(), List.of(build));
    }

    /** The floor: a bare client sees one build end and tells one CustomRun. */
    Wait bare() {
        BuildRun build = startBuilds(0, 1).get(0);
        Wait wait = foreign(build);
        CompletableFuture<Void> told = new CompletableFuture<>();
        Watch watch = resource(build).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource seen) {
                if ("True".equals(succeeded(seen)) && !told.isDone()) {
                    tell(wait);
                    told.complete(null);
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                told.completeExceptionally(cause);
            }
        });
        end(build);
        told.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        watch.close();
        return wait;
    }

    /** Writes what the service would. */
    void tell(Wait wait) {
        patchStatus(
                client.resource(wait.run()),
                Map.of(
                        "conditions",
                        List.of(BuildRun.condition("True", "SiblingsReady")),
                        "results",
                        List.of(BuildRun.value("proceed", "true"))));
    }

    void end(BuildRun build) {
        patchStatus(resource(build), build.succeeded());
    }

    void awaitBegun(List<Wait> waits) {
        waits.forEach(wait -> await(() -> !state(wait).isEmpty()));
    }

    void awaitEnded(List<Wait> waits) {
        waits.forEach(wait -> await(() -> isOver(state(wait))));
    }

    /** Whether the status of a condition is the last one. */
    static boolean isOver(String succeeded) {
        return succeeded.equals("True") || succeeded.equals("False");
    }

    /** Does the work for each, some at a time. */
    <T> void each(List<T> all, Consumer<T> work) {
        CompletableFuture.allOf(all.stream()
                        .map(one -> CompletableFuture.runAsync(() -> work.accept(one), writers))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** What the API server was asked from now on. */
    Audit audit() {
        return new Audit(plane);
    }

    @Override
    public void close() {
        runs.close();
        writers.shutdownNow();
    }

    private void start(BuildRun build) {
        client.resource(build.object()).create();
        patchStatus(resource(build), build.running());
    }

    private Resource<GenericKubernetesResource> resource(BuildRun build) {
        return client.resource(build.object());
    }

    private static void patchStatus(Resource<GenericKubernetesResource> resource, Map<String, ?> status) {
        resource.subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        JSON.valueToTree(Map.of("status", status)).toString());
    }

    private static GenericKubernetesResource customRun(
            BuildRun build, String apiVersion, String kind, String siblings) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("tekton.dev/v1beta1")
                .withKind("CustomRun")
                .withNewMetadata()
                .withNamespace(build.namespace())
                .withGenerateName("wait-")
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "customRef",
                                Map.of("apiVersion", apiVersion, "kind", kind),
                                "params",
                                List.of(BuildRun.value("siblings", siblings))))
                .build();
    }

    private List<BuildRun> builds(int tenant, int siblings) {
        String revision = revision();
        return IntStream.range(0, siblings)
                .mapToObj(number -> new BuildRun(namespace(tenant), "bpfman-component-" + number, revision))
                .toList();
    }

    private synchronized String revision() {
        return "%016x%016x%08x".formatted(random.nextLong(), random.nextLong(), random.nextInt());
    }

    private static String namespace(int tenant) {
        return "tenant-" + tenant;
    }

    private String state(Wait wait) {
        GenericKubernetesResource run = runs.getIndexer().getByKey(wait.key());
        return run == null ? "" : succeeded(run);
    }

    private static String succeeded(GenericKubernetesResource run) {
        String succeeded = run.get("status", "conditions", 0, "status");
        return succeeded == null ? "" : succeeded;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
