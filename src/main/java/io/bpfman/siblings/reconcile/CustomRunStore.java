package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.memory.MemoryReader;
import io.bpfman.siblings.report.Reason;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Map<String, Skipped> skippedByKey = new ConcurrentHashMap<>();
    private final Map<String, Instant> skippedSince = new ConcurrentHashMap<>();
    private final OpenWaits openWaits;

    CustomRunStore(OpenWaits openWaits) {
        this.openWaits = openWaits;
    }

    /** Whether the run is there, the very same object, and open. */
    boolean holdsOpen(CustomRun run) {
        @Nullable CustomRun held = runs.get(getKey(run));
        return held != null && uid(held).equals(uid(run)) && Adoption.open(held);
    }

    /**
     * What the wait of this subject, a PipelineRun by its uid, knew of the last one that was not skipped when it ended
     * because a newer one came; empty when it did not.
     */
    Optional<Instant> skippedSince(String subject) {
        return Optional.ofNullable(skippedSince.get(subject));
    }

    @Override
    public String getKey(CustomRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable CustomRun put(String key, CustomRun run) {
        boolean open = Adoption.open(run);
        noteSkipped(key, skipped(run));
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

    private void noteSkipped(String key, Optional<Skipped> skipped) {
        Optional.ofNullable(skippedByKey.remove(key)).ifPresent(before -> skippedSince.remove(before.subject()));
        skipped.ifPresent(now -> {
            skippedByKey.put(key, now);
            skippedSince.put(now.subject(), now.since());
        });
    }

    private static Optional<Skipped> skipped(CustomRun run) {
        CustomRunStatus status = Adoption.statusOf(run);
        boolean superseded = Adoption.ours(run)
                && status.succeeded()
                        .filter(condition -> Reason.SUPERSEDED.spelling().equals(condition.reason()))
                        .isPresent();
        return Adoption.subject(run).filter(any -> superseded).flatMap(subject -> Optional.ofNullable(
                        status.extraFields())
                .flatMap(MemoryReader::lastNotSkipped)
                .map(since -> new Skipped(subject.getUid(), since)));
    }

    /** A subject whose wait ended because a newer one came, and when the last before it that was not skipped was created. */
    private record Skipped(String subject, Instant since) {}

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
