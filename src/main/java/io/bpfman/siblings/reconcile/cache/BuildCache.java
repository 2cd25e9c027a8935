package io.bpfman.siblings.reconcile.cache;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The builds of the cluster as the watches tell of them: one store for each, as a watch owns all that its store holds. */
@Singleton
public class BuildCache {

    private final List<PipelineRunStore> stores;

    public BuildCache(OpenWaits openWaits) {
        List<PipelineRunStore> all = new ArrayList<>();
        BuildSelectors.ALL.forEach(selector -> all.add(new PipelineRunStore(openWaits)));
        this.stores = Collections.unmodifiableList(all);
    }

    /** The stores, in the order of {@link BuildSelectors#ALL}. */
    public List<PipelineRunStore> stores() {
        return stores;
    }

    /** The builds of the component, of whatever revision. */
    public Stream<Build> of(String namespace, ComponentName component) {
        return entries(namespace, component).flatMap(entry -> entry.build().stream());
    }

    /** The builds of the component as runs of their pipelines. */
    public Stream<CompetingRun> competing(String namespace, ComponentName component) {
        return entries(namespace, component).flatMap(entry -> entry.competing().stream());
    }

    /** The build of that name; empty when it is none, or not known. */
    public Optional<PipelineRun> named(String namespace, String name) {
        return stores.stream()
                .flatMap(store -> Optional.ofNullable(store.get(namespace + "/" + name)).stream())
                .findFirst();
    }

    /** Whether Tekton Chains is at work: no right to ask for it is needed, as it writes on the builds that it is done with. */
    public boolean anySigned() {
        return stores.stream()
                .flatMap(PipelineRunStore::values)
                .anyMatch(run -> run.getMetadata().getAnnotations().containsKey(FactKeys.SIGNED));
    }

    /** How many there are. */
    public int size() {
        return stores.stream().mapToInt(PipelineRunStore::size).sum();
    }

    private Stream<PipelineRunStore.Entry> entries(String namespace, ComponentName component) {
        return stores.stream().flatMap(store -> store.of(namespace, component));
    }
}
