package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads, makes and deletes the witnesses of waits, where an administrator has turned that on. */
@Singleton
public class Witnesses implements KnownWitnesses {

    private static final ResourceDefinitionContext TASK_RUNS = new ResourceDefinitionContext.Builder()
            .withGroup("tekton.dev")
            .withVersion("v1")
            .withKind("TaskRun")
            .withPlural("taskruns")
            .withNamespaced(true)
            .build();

    /** Refusals that say nothing about the request: who asks is not known any more, a time-out, too many requests. */
    private static final Set<Integer> WEATHER = Set.of(401, 408, 429);

    private static final int CONFLICT = 409;
    private static final String ALREADY_EXISTS = "AlreadyExists";

    private final Optional<String> image;
    private final KubernetesClient client;
    private final WitnessStore store;
    private final OpenWaits openWaits;

    Witnesses(WaitConfig config, KubernetesClient client, WitnessStore store, OpenWaits openWaits) {
        this.image = config.witnessImage();
        this.client = client;
        this.store = store;
        this.openWaits = openWaits;
    }

    /** Whether waits have witnesses at all. */
    boolean on() {
        return image.isPresent();
    }

    WitnessStore store() {
        return store;
    }

    @Override
    public Witness cached(OpenWait wait) {
        return wanted(wait)
                ? known(wait, store.get(wait.namespace() + "/" + wait.id().getName()))
                : new Witness.Unwanted();
    }

    @Override
    public Witness fresh(OpenWait wait) {
        return wanted(wait) ? known(wait, taskRun(wait).get()) : new Witness.Unwanted();
    }

    private boolean wanted(OpenWait wait) {
        return on() && wait.ofABuild();
    }

    private static Witness known(OpenWait wait, @Nullable TaskRun run) {
        Witness known = run == null ? new Witness.Missing() : WitnessReader.read(run, wait.uid());
        return wait.refusal()
                .<Witness>map(refusal -> new Witness.Refused(refusal.why(), refusal.at(), known))
                .orElse(known);
    }

    /**
     * Does what the verdict asks for. What the cluster refuses is told by the wait and tried again later; tells whether
     * the wait is to be looked at again for it. All else is weather and thrown.
     */
    boolean carryOut(CustomRun run, Verdict verdict, Instant now) {
        Optional<OpenWait> wait = openWaits.find(run.getMetadata().getUid());
        if (wait.isEmpty()
                || !(verdict instanceof Verdict.AwaitingWitness awaiting)
                || awaiting.step() == WitnessStep.NONE) {
            return false;
        }
        try {
            boolean overtaken = awaiting.step() == WitnessStep.CREATE
                    ? !create(run, awaiting.attested())
                    : !delete(wait.get(), awaiting.witness());
            wait.get().refused(null);
            return overtaken;
        } catch (KubernetesClientException refused) {
            if (isWeather(refused.getCode())) {
                throw refused;
            }
            wait.get().refused(new OpenWait.Refusal(why(refused), now));
            return true;
        }
    }

    /** Tells whether there was none before. */
    private boolean create(CustomRun run, AttestedResults attested) {
        try {
            client.genericKubernetesResources(TASK_RUNS)
                    .inNamespace(run.getMetadata().getNamespace())
                    .resource(client.getKubernetesSerialization()
                            .convertValue(
                                    WitnessWriter.write(run, attested, image.orElseThrow()),
                                    GenericKubernetesResource.class))
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
            if (refused.getCode() == CONFLICT) {
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

    private static boolean isWeather(int code) {
        return code < 400 || WEATHER.contains(code);
    }

    private static String why(KubernetesClientException refused) {
        return WitnessReader.sentence(
                refused.getStatus() == null
                        ? refused.getMessage()
                        : refused.getStatus().getMessage());
    }
}
