package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.facts.Component;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the siblings of a request that names none: the components that nudge the waiting run's own; where none does, those
 * that are built from the waiting run's repository.
 */
record SiblingDiscovery(
        KonfluxFacts konflux,
        Optional<ComponentName> waitingRun,
        Optional<String> application,
        Optional<RepositoryUrl> repository) {

    SortedSet<ComponentName> siblings() {
        SortedSet<ComponentName> nudging = those(
                component -> waitingRun.filter(component.nudges()::contains).isPresent());
        return nudging.isEmpty()
                ? those(component -> repository.isPresent() && repository.equals(component.source()))
                : nudging;
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
        return "no other Component nudges %s or is built from %s"
                .formatted(
                        waitingRun.map(ComponentName::value).orElse("the subject, whose component is unknown,"),
                        repository.map(RepositoryUrl::value).orElse("its repository, which is unknown"));
    }

    private SortedSet<ComponentName> those(Predicate<Component> wanted) {
        SortedSet<ComponentName> names = new TreeSet<>();
        for (Component component : konflux.components().values()) {
            boolean own = waitingRun.equals(Optional.of(component.name()));
            boolean ofApplication = application.isEmpty()
                    || component.application().isEmpty()
                    || application.equals(component.application());
            if (!own && ofApplication && wanted.test(component)) {
                names.add(component.name());
            }
        }
        return Collections.unmodifiableSortedSet(names);
    }
}
