package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.report.Reason;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The CustomRuns of the cluster. No selector can pick ours, so of the others, and of those that are over, no more is
 * kept than shows that they are no concern.
 */
@Singleton
public class CustomRunStore implements ItemStore<CustomRun> {

    private final Map<String, CustomRun> runs = new ConcurrentHashMap<>();
    private final Map<String, String> skippedByKey = new ConcurrentHashMap<>();
    private final Set<String> skippedSubjects = ConcurrentHashMap.newKeySet();
    private final OpenWaits openWaits;

    CustomRunStore(OpenWaits openWaits) {
        this.openWaits = openWaits;
    }

    /** Whether the run is there, the very same object, and open. */
    boolean holdsOpen(CustomRun run) {
        @Nullable CustomRun held = runs.get(getKey(run));
        return held != null && uid(held).equals(uid(run)) && Adoption.open(held);
    }

    /** Whether the wait of this subject, a PipelineRun by its uid, ended because a newer one came. */
    boolean skipped(String subject) {
        return skippedSubjects.contains(subject);
    }

    @Override
    public String getKey(CustomRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable CustomRun put(String key, CustomRun run) {
        boolean open = Adoption.open(run);
        noteSkipped(key, skippedSubject(run));
        @Nullable CustomRun before = runs.put(key, open ? withoutManagedFields(run) : stub(run));
        if (before != null && !(open && uid(before).equals(uid(run)))) {
            openWaits.close(uid(before));
        }
        return before;
    }

    @Override
    public @Nullable CustomRun remove(String key) {
        noteSkipped(key, Optional.empty());
        @Nullable CustomRun before = runs.remove(key);
        if (before != null) {
            openWaits.close(uid(before));
        }
        return before;
    }

    @Override
    public Stream<String> keySet() {
        return runs.keySet().stream();
    }

    @Override
    public Stream<CustomRun> values() {
        return runs.values().stream();
    }

    @Override
    public int size() {
        return runs.size();
    }

    @Override
    public @Nullable CustomRun get(String key) {
        return runs.get(key);
    }

    private void noteSkipped(String key, Optional<String> subject) {
        Optional.ofNullable(skippedByKey.remove(key)).ifPresent(skippedSubjects::remove);
        subject.ifPresent(there -> {
            skippedByKey.put(key, there);
            skippedSubjects.add(there);
        });
    }

    private static Optional<String> skippedSubject(CustomRun run) {
        boolean skipped = Adoption.ours(run)
                && Adoption.statusOf(run)
                        .succeeded()
                        .filter(condition -> Reason.SUPERSEDED.spelling().equals(condition.reason()))
                        .isPresent();
        return Adoption.subject(run).filter(any -> skipped).map(OwnerReference::getUid);
    }

    private static String uid(CustomRun run) {
        return run.getMetadata().getUid();
    }

    private static CustomRun withoutManagedFields(CustomRun run) {
        run.getMetadata().setManagedFields(List.of());
        return run;
    }

    static CustomRun stub(CustomRun run) {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setName(run.getMetadata().getName());
        metadata.setNamespace(run.getMetadata().getNamespace());
        metadata.setUid(run.getMetadata().getUid());
        metadata.setResourceVersion(run.getMetadata().getResourceVersion());
        metadata.setGeneration(run.getMetadata().getGeneration());
        metadata.setDeletionTimestamp(run.getMetadata().getDeletionTimestamp());
        @Nullable CustomRunSpec reference = Adoption.ours(run) ? Adoption.reference() : null;
        CustomRunStatus outcome = new CustomRunStatus(
                Adoption.statusOf(run).succeeded().stream()
                        .map(condition -> new Condition(condition.type(), condition.status(), null, null, null))
                        .toList(),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null);
        return run.with(metadata, reference, outcome);
    }
}
