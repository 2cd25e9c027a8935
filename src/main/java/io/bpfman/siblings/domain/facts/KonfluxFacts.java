package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What Konflux's own objects say of a namespace's components.
 *
 * @param components those that are not being deleted; empty when they cannot be seen
 * @param snapshots of each component the image of the newest Snapshot that holds it pinned; empty when nobody asked
 * @param unreadable what could not be seen
 */
public record KonfluxFacts(
        SortedMap<ComponentName, Component> components,
        SortedMap<ComponentName, KnownImage> snapshots,
        SortedSet<UnreadableKind> unreadable) {

    /** Of a namespace about which nothing is known. */
    public static KonfluxFacts empty() {
        return new KonfluxFacts(
                Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedSet());
    }

    /** The component; empty when there is none, or it cannot be seen. */
    public Optional<Component> component(ComponentName name) {
        return Optional.ofNullable(components.get(name));
    }

    /** Where the source of a component is; empty when Konflux does not tell. */
    public Optional<RepositoryUrl> sourceOf(Optional<ComponentName> name) {
        return name.flatMap(this::component).flatMap(Component::source);
    }

    /** The same with what Snapshots hold. */
    public KonfluxFacts with(SortedMap<ComponentName, KnownImage> found) {
        return new KonfluxFacts(components, found, unreadable);
    }

    /** The same without a kind that could not be seen. */
    public KonfluxFacts without(UnreadableKind kind) {
        SortedSet<UnreadableKind> all = new TreeSet<>(unreadable);
        all.add(kind);
        return new KonfluxFacts(components, snapshots, Collections.unmodifiableSortedSet(all));
    }
}
