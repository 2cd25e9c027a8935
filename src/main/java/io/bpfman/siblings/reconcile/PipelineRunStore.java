package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.konflux.BuildResults;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunResult;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.tekton.v1.PipelineRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The builds of the cluster that have one family of keys, each cut down to what the decision needs, found by namespace
 * and component.
 *
 * <p>An entry of the index is put in before the one it replaces is taken out: a reader may see a build twice or in an
 * older version, but never misses one that is there.
 */
final class PipelineRunStore implements ItemStore<PipelineRun> {

    private static final int LONGEST = 1024;
    private static final Set<String> KEPT = Stream.concat(FactKeys.OF_BUILDS.stream(), Stream.of(FactKeys.SIGNED))
            .collect(Collectors.toUnmodifiableSet());

    private final Map<String, PipelineRun> runs = new ConcurrentHashMap<>();
    private final Map<Index, Map<String, PipelineRun>> byComponent = new ConcurrentHashMap<>();
    private final OpenWaits openWaits;

    PipelineRunStore(OpenWaits openWaits) {
        this.openWaits = openWaits;
    }

    /** The PipelineRuns that build the component. */
    Stream<PipelineRun> of(String namespace, ComponentName component) {
        return byComponent.getOrDefault(new Index(namespace, component), Map.of()).values().stream();
    }

    @Override
    public String getKey(PipelineRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable PipelineRun put(String key, PipelineRun run) {
        PipelineRun lean = lean(run);
        Optional<Index> index = index(lean);
        index.ifPresent(there -> byComponent
                .computeIfAbsent(there, absent -> new ConcurrentHashMap<>(4))
                .put(key, lean));
        @Nullable PipelineRun before = runs.put(key, lean);
        if (before != null) {
            index(before).filter(old -> !Optional.of(old).equals(index)).ifPresent(old -> unindex(old, key));
        }
        return before;
    }

    @Override
    public @Nullable PipelineRun remove(String key) {
        @Nullable PipelineRun before = runs.remove(key);
        if (before != null) {
            BuildReader.read(before)
                    .ifPresent(build -> openWaits.departed(before.getMetadata().getNamespace(), build));
            index(before).ifPresent(old -> unindex(old, key));
        }
        return before;
    }

    private void unindex(Index index, String key) {
        byComponent.computeIfPresent(index, (same, entries) -> {
            entries.remove(key);
            return entries.isEmpty() ? null : entries;
        });
    }

    @Override
    public Stream<String> keySet() {
        return runs.keySet().stream();
    }

    @Override
    public Stream<PipelineRun> values() {
        return runs.values().stream();
    }

    @Override
    public int size() {
        return runs.size();
    }

    @Override
    public @Nullable PipelineRun get(String key) {
        return runs.get(key);
    }

    private static Optional<Index> index(PipelineRun run) {
        return BuildReader.source(run.getMetadata())
                .map(source -> new Index(run.getMetadata().getNamespace(), source.component()));
    }

    static PipelineRun lean(PipelineRun run) {
        @Nullable PipelineRunSpec spec = run.spec();
        @Nullable PipelineRunStatus status = run.status();
        return run.with(
                lean(run.getMetadata()),
                spec == null || spec.status() == null ? null : spec,
                status == null ? null : lean(status));
    }

    private static PipelineRunStatus lean(PipelineRunStatus status) {
        return new PipelineRunStatus(
                status
                        .succeeded()
                        .map(condition -> new Condition(
                                Condition.SUCCEEDED,
                                shared(condition.status()),
                                shared(condition.reason()),
                                null,
                                null))
                        .stream()
                        .toList(),
                cut(status.startTime()),
                status.results().stream()
                        .filter(result -> result.name() != null && BuildResults.ALL.contains(result.name()))
                        .map(result -> new PipelineRunResult(shared(result.name()), cut(result.value())))
                        .toList());
    }

    /** What is longer can be nothing that counts, and a tenant shall not fill the memory with it. */
    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** What many builds have in common is kept once, and forgotten with the last of them. */
    private static @Nullable String shared(@Nullable String text) {
        @Nullable String cut = cut(text);
        return cut == null ? null : cut.intern();
    }

    private static ObjectMeta lean(ObjectMeta metadata) {
        ObjectMeta lean = new ObjectMeta();
        lean.setName(metadata.getName());
        lean.setNamespace(shared(metadata.getNamespace()));
        lean.setUid(metadata.getUid());
        lean.setResourceVersion(metadata.getResourceVersion());
        lean.setCreationTimestamp(metadata.getCreationTimestamp());
        lean.setLabels(facts(metadata.getLabels()));
        lean.setAnnotations(facts(metadata.getAnnotations()));
        lean.setOwnerReferences(owners(metadata.getOwnerReferences()));
        lean.setFinalizers(List.of());
        lean.setAdditionalProperties(Map.of());
        lean.setManagedFields(List.of());
        return lean;
    }

    private static Map<String, String> facts(@Nullable Map<String, String> all) {
        if (all == null) {
            return Map.of();
        }
        Map<String, String> facts = new HashMap<>();
        for (String key : KEPT) {
            @Nullable String value = shared(all.get(key));
            if (value != null) {
                facts.put(key, value);
            }
        }
        return Map.copyOf(facts);
    }

    private static List<OwnerReference> owners(@Nullable List<OwnerReference> all) {
        if (all == null) {
            return List.of();
        }
        return all.stream()
                .map(owner -> new OwnerReferenceBuilder()
                        .withKind(owner.getKind())
                        .withUid(owner.getUid())
                        .build())
                .toList();
    }

    private record Index(String namespace, ComponentName component) {}
}
