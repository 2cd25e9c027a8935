package io.bpfman.siblings.reconcile.witness;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.reconcile.cache.Changes;
import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.bpfman.siblings.reconcile.waits.OpenWait;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Witnesses that are TaskRuns: watches, reads, makes and deletes them. */
public final class TaskRunWitnesses implements Witnesses {

    private static final ResourceDefinitionContext TASK_RUNS = new ResourceDefinitionContext.Builder()
            .withGroup("tekton.dev")
            .withVersion("v1")
            .withKind("TaskRun")
            .withPlural("taskruns")
            .withNamespaced(true)
            .build();

    private static final String ALREADY_EXISTS = "AlreadyExists";

    /** Decoding a page takes heap for each TaskRun in it, all at once. */
    private static final long PAGE = 50;

    private final String image;
    private final KubernetesClient client;
    private final OpenWaits openWaits;
    private final Consumer<String> steps;
    private final WitnessStore store = new WitnessStore();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    /**
     * @param image of the service itself, whose command is the step of a witness
     * @param steps is told what became of each step towards a witness
     */
    public TaskRunWitnesses(String image, KubernetesClient client, OpenWaits openWaits, Consumer<String> steps) {
        this.steps = steps;
        this.image = image;
        this.client = client;
        this.openWaits = openWaits;
        // Unregistered, a watch would make generic objects of them.
        client.getKubernetesSerialization().registerKubernetesResource(TaskRun.class);
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public List<EventSource<?, CustomRun>> eventSources(EventSourceContext<CustomRun> context) {
        var ofWaits = InformerEventSourceConfiguration.from(TaskRun.class, CustomRun.class)
                .withName("witnesses")
                .withLabelSelector(TaskRun.WAIT_LABEL)
                .withInformerListLimit(PAGE)
                .withItemStore(store)
                .withOnUpdateFilter(Changes.in(run -> WitnessReader.read(run, waitOf(run))))
                .withSecondaryToPrimaryMapper(run -> openWaits.concernedByWitness(
                        run.getMetadata().getNamespace(), run.getMetadata().getName()))
                .withPrimaryToSecondaryMapper(run -> Set.of())
                .build();
        return List.of(new InformerEventSource<>(ofWaits, context));
    }

    private static String waitOf(TaskRun run) {
        return Optional.ofNullable(run.getMetadata().getLabels())
                .orElse(Map.of())
                .getOrDefault(TaskRun.WAIT_LABEL, "");
    }

    @Override
    public Witness watched(OpenWait wait) {
        return wait.ofABuild()
                ? known(wait, store.get(wait.namespace() + "/" + wait.id().getName()))
                : new Witness.Unwanted();
    }

    @Override
    public Witness live(OpenWait wait) {
        return wait.ofABuild() ? known(wait, taskRun(wait).get()) : new Witness.Unwanted();
    }

    private Witness known(OpenWait wait, @Nullable TaskRun run) {
        Witness known = run == null ? new Witness.Missing() : WitnessReader.read(run, wait.uid());
        return Optional.ofNullable(refusals.get(wait.uid()))
                .<Witness>map(refusal -> new Witness.Refused(refusal.why(), refusal.at(), known))
                .orElse(known);
    }

    @Override
    public boolean carryOut(CustomRun run, Verdict verdict, Instant now) {
        Optional<OpenWait> wait = openWaits.find(run.getMetadata().getUid());
        if (wait.isEmpty()
                || !(verdict instanceof Verdict.AwaitingWitness awaiting)
                || awaiting.awaited().step() == WitnessStep.NONE) {
            return false;
        }
        try {
            AwaitedWitness awaited = awaiting.awaited();
            boolean overtaken = awaited.step() == WitnessStep.CREATE
                    ? !create(run, awaited.attested())
                    : !delete(wait.get(), awaited.witness());
            refusals.remove(wait.get().uid());
            steps.accept(awaited.step() == WitnessStep.CREATE ? "created" : "replaced");
            return overtaken;
        } catch (KubernetesClientException refused) {
            switch (ApiRefusal.of(refused)) {
                case WEATHER, UNAUTHENTICATED -> throw refused;
                case FORBIDDEN, ABSENT, CONFLICT, REFUSED -> {
                    refusals.keySet().removeIf(uid -> openWaits.find(uid).isEmpty());
                    steps.accept("refused");
                    refusals.put(wait.get().uid(), new Refusal(why(refused), now));
                }
            }
            return true;
        }
    }

    /** Tells whether there was none before. */
    private boolean create(CustomRun run, AttestedResults attested) {
        try {
            client.genericKubernetesResources(TASK_RUNS)
                    .inNamespace(run.getMetadata().getNamespace())
                    .resource(client.getKubernetesSerialization()
                            .convertValue(WitnessWriter.write(run, attested, image), GenericKubernetesResource.class))
                    .create();
            return true;
        } catch (KubernetesClientException refused) {
            if (refused.getStatus() != null
                    && ALREADY_EXISTS.equals(refused.getStatus().getReason())) {
                return false;
            }
            throw refused;
        }
    }

    /** Deletes the very version that was judged, as another leader may have replaced it; tells whether it was there. */
    private boolean delete(OpenWait wait, Witness judged) {
        Resource<TaskRun> there = taskRun(wait);
        @Nullable TaskRun run = there.get();
        if (run == null || !known(wait, run).equals(judged)) {
            return false;
        }
        try {
            there.lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
            return true;
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) == ApiRefusal.CONFLICT) {
                return false;
            }
            throw refused;
        }
    }

    private Resource<TaskRun> taskRun(OpenWait wait) {
        return client.resources(TaskRun.class)
                .inNamespace(wait.namespace())
                .withName(wait.id().getName());
    }

    private static String why(KubernetesClientException refused) {
        return WitnessReader.sentence(
                refused.getStatus() == null
                        ? refused.getMessage()
                        : refused.getStatus().getMessage());
    }

    /** What the cluster said to the latest step towards a wait's witness, and when. */
    private record Refusal(String why, Instant at) {}
}
