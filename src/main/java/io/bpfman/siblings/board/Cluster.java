package io.bpfman.siblings.board;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.explain.Explainer;
import io.bpfman.siblings.explain.Explanation;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.KonfluxReader;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Follows the namespaces that somebody looks at. */
@Singleton
public class Cluster {

    private static final Duration COMPONENTS_TRUST = Duration.ofSeconds(30);

    /** The API server hands a list out in pieces of so many. */
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final List<String> namespaces;
    private final InstantSource time;
    private final ClusterApi api;
    private final KonfluxReader konflux;
    private final Explainer explainer;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    Cluster(KubernetesClient controllers, WaitEvaluator evaluator, InstantSource time) {
        Optional<BoardSession> session = BoardSession.current();
        this.client = session.map(BoardSession::client).orElse(controllers);
        this.namespaces = session.map(BoardSession::namespaces).orElseGet(() -> List.of(client.getNamespace()));
        this.time = time;
        this.api = new ClusterApi(
                client.getMasterUrl().toString(), client.getHttpClient(), client.getKubernetesSerialization());
        this.konflux = new KonfluxReader(api, COMPONENTS_TRUST);
        this.explainer = new Explainer(api, evaluator, time);
    }

    @PreDestroy
    void stop() {
        followed.values().forEach(Followed::stop);
    }

    /** Those that may be asked for; no others are. */
    List<String> namespaces() {
        return namespaces;
    }

    /** Grows with everything that happens. */
    long changes() {
        return changes.get();
    }

    /** What is known now, and what is wrong with that. */
    View view(String namespace) {
        Followed there = followed.computeIfAbsent(namespace, Followed::new);
        Instant now = time.instant();
        List<String> troubles = new ArrayList<>(there.troubles());
        KonfluxFacts facts = KonfluxFacts.empty();
        try {
            facts = konflux.recent(namespace, now);
            facts.unreadable().stream()
                    .filter(kind ->
                            kind.why() == UnreadableKind.Why.FORBIDDEN && kind.kind() == UnreadableKind.Kind.COMPONENTS)
                    .findFirst()
                    .ifPresent(kind -> troubles.add(
                            "You may not list Components here, so the page does not show what is promoted."));
        } catch (KubernetesClientException away) {
            facts = konflux.last(namespace);
        }
        return new View(
                Board.of(
                        namespace,
                        there.pipelineRuns.getStore().list(),
                        there.customRuns.getStore().list(),
                        facts,
                        now),
                troubles);
    }

    /** Empty when there is no such wait. */
    Optional<Explanation> explain(String namespace, String name) {
        return api.find(ClusterApi.CUSTOM_RUNS, namespace, name, CustomRun.class)
                .filter(CustomTask::ours)
                .map(explainer::explain);
    }

    /** A board, and in words what keeps it from showing everything. */
    record View(Board board, List<String> troubles) {}

    private final class Followed {

        private final String namespace;
        private final SharedIndexInformer<PipelineRun> pipelineRuns;
        private final SharedIndexInformer<CustomRun> customRuns;
        private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

        Followed(String namespace) {
            this.namespace = namespace;
            this.pipelineRuns = follow(PipelineRun.class, "PipelineRuns");
            this.customRuns = follow(CustomRun.class, "CustomRuns");
        }

        private <T extends HasMetadata> SharedIndexInformer<T> follow(Class<T> type, String plural) {
            SharedIndexInformer<T> informer = client.resources(type)
                    .inNamespace(namespace)
                    .withLimit(PAGE)
                    .runnableInformer(0)
                    .exceptionHandler((started, failure) -> {
                        refusals.put(plural, code(failure));
                        changes.incrementAndGet();
                        return true;
                    });
            informer.addEventHandler(new Counter<>(changes));
            var unused = informer.start();
            return informer;
        }

        private int code(Throwable failure) {
            @Nullable Throwable cause = failure;
            while (cause != null) {
                if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
                    return refused.getCode();
                }
                cause = cause.getCause();
            }
            return 0;
        }

        List<String> troubles() {
            List<String> troubles = new ArrayList<>();
            tell("PipelineRuns", pipelineRuns, troubles);
            tell("CustomRuns", customRuns, troubles);
            return troubles;
        }

        private void tell(String plural, SharedIndexInformer<?> informer, List<String> troubles) {
            if (informer.isWatching()) {
                refusals.remove(plural);
                return;
            }
            int code = refusals.getOrDefault(plural, 0);
            troubles.add(
                    switch (code) {
                        case 401 ->
                            "The API server does not accept your login any more: log in, and open the board again.";
                        case 403 -> "You may not list and watch %s in namespace %s.".formatted(plural, namespace);
                        default ->
                            informer.hasSynced()
                                    ? "The connection to the API server is lost, so %s may be out of date. Trying again."
                                            .formatted(plural)
                                    : "Reading the %s of namespace %s…".formatted(plural, namespace);
                    });
        }

        void stop() {
            pipelineRuns.stop();
            customRuns.stop();
        }
    }

    /** Counts what happens to objects of a kind. */
    private record Counter<T>(AtomicLong changes) implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {
            changes.incrementAndGet();
        }

        @Override
        public void onUpdate(T before, T object) {
            changes.incrementAndGet();
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            changes.incrementAndGet();
        }
    }
}
