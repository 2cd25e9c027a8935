package io.bpfman.siblings.reconcile.cache;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.intake.LeanPipelineRun;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The builds of the cluster that have one family of keys, each cut down to what the decision needs, found by namespace
 * and component, and read when it comes in: it is evaluated far more often than it changes.
 *
 * <p>An entry of the index is put in before the one it replaces is taken out: a reader may see a build twice or in an
 * older version, but never misses one that is there.
 */
public final class PipelineRunStore implements ItemStore<PipelineRun> {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Index, Map<String, Entry>> byComponent = new ConcurrentHashMap<>();
    private final OpenWaits openWaits;

    PipelineRunStore(OpenWaits openWaits) {
        this.openWaits = openWaits;
    }

    /** The runs that build the component. */
    Stream<Entry> of(String namespace, ComponentName component) {
        return byComponent.getOrDefault(new Index(namespace, component), Map.of()).values().stream();
    }

    @Override
    public String getKey(PipelineRun run) {
        return Cache.metaNamespaceKeyFunc(run);
    }

    @Override
    public @Nullable PipelineRun put(String key, PipelineRun run) {
        Entry entry = Entry.of(LeanPipelineRun.of(run));
        Optional<Index> index = index(entry);
        index.ifPresent(there -> byComponent
                .computeIfAbsent(there, absent -> new ConcurrentHashMap<>(4))
                .put(key, entry));
        @Nullable Entry before = entries.put(key, entry);
        if (before == null) {
            return null;
        }
        index(before).filter(old -> !Optional.of(old).equals(index)).ifPresent(old -> unindex(old, key));
        if (!Objects.equals(before.uid(), entry.uid())) {
            before.build().ifPresent(build -> openWaits.pruned(before.namespace(), build));
        }
        return before.run();
    }

    @Override
    public @Nullable PipelineRun remove(String key) {
        @Nullable Entry before = entries.remove(key);
        if (before == null) {
            return null;
        }
        before.build().ifPresent(build -> openWaits.pruned(before.namespace(), build));
        index(before).ifPresent(old -> unindex(old, key));
        return before.run();
    }

    private void unindex(Index index, String key) {
        byComponent.computeIfPresent(index, (same, there) -> {
            there.remove(key);
            return there.isEmpty() ? null : there;
        });
    }

    @Override
    public Stream<String> keySet() {
        return entries.keySet().stream();
    }

    @Override
    public Stream<PipelineRun> values() {
        return entries.values().stream().map(Entry::run);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable PipelineRun get(String key) {
        @Nullable Entry entry = entries.get(key);
        return entry == null ? null : entry.run();
    }

    private static Optional<Index> index(Entry entry) {
        return entry.build().map(build -> new Index(entry.namespace(), build.component()));
    }

    private record Index(String namespace, ComponentName component) {}

    /** A run, and what it says; of a competing run all but whether it was skipped, which its wait says. */
    record Entry(PipelineRun run, Optional<Build> build, Optional<CompetingRun> competing) {

        static Entry of(PipelineRun run) {
            return new Entry(run, BuildReader.read(run), CompetingRunReader.read(run, Optional.empty()));
        }

        private String uid() {
            return run.getMetadata().getUid();
        }

        private String namespace() {
            return run.getMetadata().getNamespace();
        }
    }
}
