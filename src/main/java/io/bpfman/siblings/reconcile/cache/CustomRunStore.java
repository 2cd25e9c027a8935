package io.bpfman.siblings.reconcile.cache;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.report.Reason;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
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
 * kept than shows that they are no concern; and of an open one what it remembers is kept as text, as a tree of it is
 * several times as large.
 */
@Singleton
public class CustomRunStore implements ItemStore<CustomRun> {

    private final Map<String, Kept> runs = new ConcurrentHashMap<>();
    private final Map<String, Skipped> skippedByKey = new ConcurrentHashMap<>();
    private final Map<String, Instant> skippedSince = new ConcurrentHashMap<>();
    private final OpenWaits openWaits;

    private final KubernetesSerialization serialization;

    public CustomRunStore(OpenWaits openWaits, KubernetesSerialization serialization) {
        this.openWaits = openWaits;
        this.serialization = serialization;
    }

    /** Whether the run is there, the very same object, and open. */
    public boolean holdsOpen(CustomRun run) {
        @Nullable Kept held = runs.get(getKey(run));
        return held != null && uid(held.run()).equals(uid(run)) && CustomTask.open(held.run());
    }

    /**
     * What the wait of this waiting run, a PipelineRun by its uid, knew of the last one that was not skipped when it ended
     * because a newer one came; empty when it did not.
     */
    public Optional<Instant> skippedSince(String waitingRun) {
        return Optional.ofNullable(skippedSince.get(waitingRun));
    }

    @Override
    public String getKey(CustomRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable CustomRun put(String key, CustomRun run) {
        boolean open = CustomTask.open(run);
        noteSkipped(key, skipped(run));
        @Nullable Kept before = runs.put(key, open ? Kept.of(run) : new Kept(stub(run), null));
        if (before != null && !(open && uid(before.run()).equals(uid(run)))) {
            openWaits.close(uid(before.run()));
        }
        return before == null ? null : before.run();
    }

    @Override
    public @Nullable CustomRun remove(String key) {
        noteSkipped(key, Optional.empty());
        @Nullable Kept before = runs.remove(key);
        if (before != null) {
            openWaits.close(uid(before.run()));
        }
        return before == null ? null : before.run();
    }

    @Override
    public Stream<String> keySet() {
        return runs.keySet().stream();
    }

    @Override
    public Stream<CustomRun> values() {
        return runs.values().stream().map(this::whole);
    }

    @Override
    public int size() {
        return runs.size();
    }

    @Override
    public @Nullable CustomRun get(String key) {
        @Nullable Kept kept = runs.get(key);
        return kept == null ? null : whole(kept);
    }

    private CustomRun whole(Kept kept) {
        CustomRun run = kept.run();
        if (kept.extraFields() == null) {
            return run;
        }
        JsonNode extraFields = serialization.unmarshal(kept.extraFields(), JsonNode.class);
        return run.with(run.getMetadata(), run.spec(), run.statusOrEmpty().with(extraFields));
    }

    /**
     * A run as it is kept.
     *
     * @param extraFields what its status holds under that name; null when the run has it still, as nothing that we wrote
     */
    private record Kept(CustomRun run, @Nullable String extraFields) {

        static Kept of(CustomRun run) {
            CustomRunStatus status = run.statusOrEmpty();
            @Nullable JsonNode extraFields = status.extraFields();
            return extraFields == null || PersistedWaitReader.read(extraFields).isEmpty()
                    ? new Kept(run, null)
                    : new Kept(run.with(run.getMetadata(), run.spec(), status.with(null)), extraFields.toString());
        }
    }

    /** In before out, so that nobody misses what is there. */
    private void noteSkipped(String key, Optional<Skipped> skipped) {
        skipped.ifPresent(now -> skippedSince.put(now.waitingRun(), now.since()));
        Optional<Skipped> before = Optional.ofNullable(
                skipped.isPresent() ? skippedByKey.put(key, skipped.get()) : skippedByKey.remove(key));
        before.map(Skipped::waitingRun)
                .filter(old -> !Optional.of(old).equals(skipped.map(Skipped::waitingRun)))
                .ifPresent(skippedSince::remove);
    }

    private static Optional<Skipped> skipped(CustomRun run) {
        CustomRunStatus status = run.statusOrEmpty();
        boolean superseded = CustomTask.ours(run)
                && status.succeeded()
                        .filter(condition -> Reason.SUPERSEDED.spelling().equals(condition.reason()))
                        .isPresent();
        return CustomTask.waitingRun(run).filter(any -> superseded).flatMap(waitingRun -> Optional.ofNullable(
                        status.extraFields())
                .flatMap(PersistedWaitReader::lastNotSkipped)
                .map(since -> new Skipped(waitingRun.getUid(), since)));
    }

    /** A waiting run whose wait ended because a newer one came, and when the last before it that was not skipped was created. */
    private record Skipped(String waitingRun, Instant since) {}

    private static String uid(CustomRun run) {
        return run.getMetadata().getUid();
    }

    static CustomRun stub(CustomRun run) {
        ObjectMeta metadata = new ObjectMeta();
        metadata.setName(run.getMetadata().getName());
        metadata.setNamespace(run.getMetadata().getNamespace());
        metadata.setUid(run.getMetadata().getUid());
        metadata.setResourceVersion(run.getMetadata().getResourceVersion());
        metadata.setGeneration(run.getMetadata().getGeneration());
        metadata.setDeletionTimestamp(run.getMetadata().getDeletionTimestamp());
        @Nullable CustomRunSpec reference = CustomTask.ours(run) ? CustomTask.reference() : null;
        CustomRunStatus outcome = new CustomRunStatus(
                run.statusOrEmpty().succeeded().stream()
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
