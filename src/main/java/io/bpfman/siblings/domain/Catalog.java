package io.bpfman.siblings.domain;

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
 * @param unseen what could not be seen
 */
public record Catalog(
        SortedMap<ComponentName, Component> components,
        SortedMap<ComponentName, KnownImage> snapshots,
        SortedSet<Unseen> unseen) {

    /** Of a namespace about which nothing is known. */
    public static Catalog empty() {
        return new Catalog(Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedSet());
    }

    /** The component; empty when there is none, or it cannot be seen. */
    public Optional<Component> component(ComponentName name) {
        return Optional.ofNullable(components.get(name));
    }

    /** Where the subject's source is: as it says itself, else as its component does. */
    Optional<RepositoryUrl> repositoryOf(Subject subject) {
        return subject.repository()
                .or(() -> subject.component().flatMap(this::component).flatMap(Component::source));
    }

    /** The same with what Snapshots hold. */
    public Catalog with(SortedMap<ComponentName, KnownImage> found) {
        return new Catalog(components, found, unseen);
    }

    /** The same without a kind that could not be seen. */
    public Catalog without(Unseen kind) {
        SortedSet<Unseen> all = new TreeSet<>(unseen);
        all.add(kind);
        return new Catalog(components, snapshots, Collections.unmodifiableSortedSet(all));
    }
}
