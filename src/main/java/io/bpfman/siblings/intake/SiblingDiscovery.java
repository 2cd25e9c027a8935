package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the siblings of a request that names none: the components that nudge the waiting run's own, of any application;
 * where none does, those that are built from its repository, in its application and on its branch.
 *
 * @param component the waiting run's own; empty where it builds none
 * @param branch that is pushed to in the end; empty where none is known
 * @param known what the waiting run's repository is called by
 * @param application empty where none is known
 */
public record SiblingDiscovery(
        KonfluxFacts konflux,
        Optional<ComponentName> component,
        Optional<GitRef> branch,
        SortedSet<RepositoryUrl> known,
        Optional<String> application) {

    /** By which rule they are found. */
    public enum Rule {
        /** A NudgeConfig names them. */
        NUDGE_CONFIG,
        /** Their Components name the waiting run's in {@code build-nudges-ref}. */
        NUDGES_REF,
        /** They are built from the waiting run's repository. */
        REPOSITORY
    }

    /** The rule that counts. */
    public Rule rule() {
        if (!byNudgeConfig().isEmpty()) {
            return Rule.NUDGE_CONFIG;
        }
        return byNudgesRef().isEmpty() ? Rule.REPOSITORY : Rule.NUDGES_REF;
    }

    /** The siblings; none where nothing can be found. */
    public SortedSet<ComponentName> siblings() {
        return switch (rule()) {
            case NUDGE_CONFIG -> byNudgeConfig();
            case NUDGES_REF -> byNudgesRef();
            case REPOSITORY -> those(this::isOfRepository);
        };
    }

    /** Why there are none, in words. */
    String whyNone() {
        for (UnreadableKind unreadable : konflux.unreadable()) {
            if (unreadable.kind() == UnreadableKind.Kind.COMPONENTS) {
                return switch (unreadable.why()) {
                    case ABSENT -> "this cluster has no Components to find them by";
                    case FORBIDDEN -> "not allowed to read the Components to find them by";
                };
            }
        }
        String repositories = repositories().stream().map(RepositoryUrl::value).collect(Collectors.joining(" or "));
        return "no other Component nudges %s or is built from %s"
                .formatted(
                        component.map(ComponentName::value).orElse("the subject, whose component is unknown,"),
                        repositories.isEmpty() ? "its repository, which is unknown" : repositories);
    }

    /** Whom a NudgeConfig has nudge the waiting run's component: where Components can be seen, those that are there. */
    private SortedSet<ComponentName> byNudgeConfig() {
        SortedSet<ComponentName> nudging = new TreeSet<>();
        konflux.nudging()
                .flatMap(edges -> component.map(own -> edges.getOrDefault(own, nudging)))
                .ifPresent(nudging::addAll);
        component.ifPresent(nudging::remove);
        if (konflux.knowsAllComponents()) {
            nudging.retainAll(konflux.components().keySet());
        }
        return Collections.unmodifiableSortedSet(nudging);
    }

    private SortedSet<ComponentName> byNudgesRef() {
        return konflux.nudging().isPresent()
                ? Collections.emptySortedSet()
                : those(other -> component.filter(other.nudges()::contains).isPresent());
    }

    private boolean isOfRepository(Component other) {
        boolean ofApplication =
                application.isEmpty() || other.application().isEmpty() || application.equals(other.application());
        boolean ofBranch = other.branches().isEmpty()
                || branch.map(other.branches()::contains).orElse(true);
        return ofApplication
                && ofBranch
                && other.source().filter(repositories()::contains).isPresent();
    }

    private SortedSet<RepositoryUrl> repositories() {
        SortedSet<RepositoryUrl> all = new TreeSet<>(known);
        konflux.sourceOf(component).ifPresent(all::add);
        return all;
    }

    private SortedSet<ComponentName> those(Predicate<Component> wanted) {
        SortedSet<ComponentName> names = new TreeSet<>();
        for (Component other : konflux.components().values()) {
            if (!component.equals(Optional.of(other.name())) && wanted.test(other)) {
                names.add(other.name());
            }
        }
        return Collections.unmodifiableSortedSet(names);
    }
}
