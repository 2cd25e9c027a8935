package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.VersionName;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What Konflux's own objects say of a namespace's components.
 *
 * @param components those that are not being deleted; empty when they cannot be seen
 * @param groups the ComponentGroups; none when they cannot be seen
 * @param candidates what the groups hold of each component
 * @param nudging by component, those whose builds it is told of by a NudgeConfig; empty when there is none, or nobody asked
 * @param snapshots of each component and version the image of the newest Snapshot that holds it pinned; empty when nobody asked
 * @param unreadable what could not be seen
 */
public record KonfluxFacts(
        SortedMap<ComponentName, Component> components,
        List<ComponentGroup> groups,
        SortedMap<ComponentName, List<Candidate>> candidates,
        Optional<SortedMap<ComponentName, SortedSet<ComponentName>>> nudging,
        SortedMap<ComponentName, Map<Optional<VersionName>, KnownImage>> snapshots,
        SortedSet<UnreadableKind> unreadable) {

    /** Of a namespace about which nothing is known. */
    public static KonfluxFacts empty() {
        return new KonfluxFacts(
                Collections.emptySortedMap(),
                List.of(),
                Collections.emptySortedMap(),
                Optional.empty(),
                Collections.emptySortedMap(),
                Collections.emptySortedSet());
    }

    /** The component; empty when there is none, or it cannot be seen. */
    public Optional<Component> component(ComponentName name) {
        return Optional.ofNullable(components.get(name));
    }

    /**
     * The names of the groups that hold a component, themselves or in a group that is a part of them.
     *
     * @param version of the component; empty for any
     */
    public Set<String> groupsWith(ComponentName component, Optional<VersionName> version) {
        Predicate<ComponentGroup.Member> wanted = member -> member.component().equals(component)
                && (version.isEmpty()
                        || member.version().isEmpty()
                        || member.version().equals(version));
        Set<String> holding = new HashSet<>();
        boolean found = true;
        while (found) {
            found = false;
            for (ComponentGroup group : groups) {
                boolean holds = group.members().stream().anyMatch(wanted)
                        || group.groups().stream().anyMatch(holding::contains);
                found |= holds && holding.add(group.name());
            }
        }
        return holding;
    }

    /** Where the source of a component is; empty when Konflux does not tell. */
    public Optional<RepositoryUrl> sourceOf(Optional<ComponentName> name) {
        return name.flatMap(this::component).flatMap(Component::source);
    }

    /** Whether a component that is not among them is none: some can be seen, and nobody may have more. */
    public boolean knowsAllComponents() {
        return !components.isEmpty()
                && unreadable.stream().noneMatch(kind -> kind.kind() == UnreadableKind.Kind.COMPONENTS);
    }

    /** The same with the components that a NudgeConfig has nudge others. */
    public KonfluxFacts withNudging(SortedMap<ComponentName, SortedSet<ComponentName>> edges) {
        return new KonfluxFacts(components, groups, candidates, Optional.of(edges), snapshots, unreadable);
    }

    /** The same with what Snapshots hold. */
    public KonfluxFacts withSnapshots(SortedMap<ComponentName, Map<Optional<VersionName>, KnownImage>> found) {
        return new KonfluxFacts(components, groups, candidates, nudging, found, unreadable);
    }

    /** The same without a kind that could not be seen. */
    public KonfluxFacts without(UnreadableKind kind) {
        SortedSet<UnreadableKind> all = new TreeSet<>(unreadable);
        all.add(kind);
        return new KonfluxFacts(
                components, groups, candidates, nudging, snapshots, Collections.unmodifiableSortedSet(all));
    }
}
