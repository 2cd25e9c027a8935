package io.bpfman.siblings.reconcile.witness;

import io.bpfman.siblings.domain.result.StepResults;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1.TaskRunSpec;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The witnesses of the cluster, each cut down to what is read of it. */
final class WitnessStore implements ItemStore<TaskRun> {

    private static final Set<String> LABELS = Set.of(TaskRun.WAIT_LABEL);
    private static final Set<String> NAMES = Set.of(AttestedResults.REVISION, AttestedResults.DIGESTS);

    private final Map<String, TaskRun> runs = new ConcurrentHashMap<>();

    @Override
    public String getKey(TaskRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable TaskRun put(String key, TaskRun run) {
        return runs.put(key, lean(run));
    }

    @Override
    public @Nullable TaskRun remove(String key) {
        return runs.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return runs.keySet().stream();
    }

    @Override
    public Stream<TaskRun> values() {
        return runs.values().stream();
    }

    @Override
    public int size() {
        return runs.size();
    }

    @Override
    public @Nullable TaskRun get(String key) {
        return runs.get(key);
    }

    static TaskRun lean(TaskRun run) {
        @Nullable TaskRunSpec spec = run.spec();
        @Nullable RunStatus status = run.status();
        return run.with(
                lean(run.getMetadata()), spec == null ? null : lean(spec), status == null ? null : lean(status));
    }

    private static ObjectMeta lean(ObjectMeta metadata) {
        ObjectMeta lean = new ObjectMeta();
        lean.setName(metadata.getName());
        lean.setNamespace(metadata.getNamespace());
        lean.setUid(metadata.getUid());
        lean.setResourceVersion(metadata.getResourceVersion());
        lean.setCreationTimestamp(metadata.getCreationTimestamp());
        lean.setDeletionTimestamp(metadata.getDeletionTimestamp());
        lean.setLabels(Optional.ofNullable(metadata.getLabels()).orElse(Map.of()).entrySet().stream()
                .filter(label -> LABELS.contains(label.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
        lean.setOwnerReferences(metadata.getOwnerReferences());
        return lean;
    }

    private static TaskRunSpec lean(TaskRunSpec spec) {
        return new TaskRunSpec(spec.params().stream()
                .filter(param -> param.name() != null && NAMES.contains(param.name()))
                .map(param -> new NameValue(param.name(), cut(param.value())))
                .toList());
    }

    private static RunStatus lean(RunStatus status) {
        List<Condition> conditions = status.succeeded().stream()
                .map(condition -> new Condition(
                        Condition.SUCCEEDED,
                        condition.status(),
                        WitnessReader.sentence(condition.reason()),
                        WitnessReader.sentence(condition.message()),
                        condition.lastTransitionTime()))
                .toList();
        return new RunStatus(
                conditions,
                null,
                status.completionTime(),
                status.results().stream()
                        .filter(result -> result.name() != null && NAMES.contains(result.name()))
                        .map(result -> new NameValue(result.name(), cut(result.value())))
                        .toList());
    }

    /** What is longer cannot be what a witness was asked to state. */
    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : Truncation.cut(text, StepResults.LARGEST_BYTES);
    }
}
