package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds waits that hold each other up. One wait waits for another if it waits for the very build in which the other
 * stands, or for a build of the other's component and revision that nobody has seen yet. Several waits may stand in one.
 */
final class DeadlockDetector {

    private final WaitProgress self;
    private final Map<String, List<WaitProgress>> bySubject = new HashMap<>();
    private final Map<ComponentName, List<WaitProgress>> byComponent = new HashMap<>();

    private DeadlockDetector(WaitProgress self, Collection<WaitProgress> others) {
        this.self = self;
        Stream.concat(Stream.of(self), others.stream()).forEach(progress -> {
            progress.waitingRun().uid().ifPresent(uid -> bySubject
                    .computeIfAbsent(uid, first -> new ArrayList<>())
                    .add(progress));
            progress.waitingRun().component().ifPresent(component -> byComponent
                    .computeIfAbsent(component, first -> new ArrayList<>())
                    .add(progress));
        });
    }

    /** The deadlock that the wait is part of; empty when there is none. */
    static Optional<Deadlock> of(WaitProgress self, Collection<WaitProgress> others, Collection<Slots> slots) {
        DeadlockDetector all = new DeadlockDetector(self, others);
        return all.cycle().or(() -> all.deadlock(slots));
    }

    /** A circle in which this wait is the youngest, if there is one: then its turn is now, whatever other circles do. */
    private Optional<Deadlock> cycle() {
        return circle(other -> WaitProgress.BY_AGE.compare(other, self) < 0)
                .or(() -> circle(any -> true))
                .map(circle -> new Deadlock.Cycle(
                        circle.stream()
                                .map(progress -> new Deadlock.Link(
                                        progress.asked().name(),
                                        progress.waitingRun().component()))
                                .toList(),
                        youngest(circle).asked().name()));
    }

    /** The shortest way from this wait back to it, over others that may be on it. */
    private Optional<List<WaitProgress>> circle(Predicate<WaitProgress> mayBeOnIt) {
        Map<WaitProgress, WaitProgress> reachedFrom = new LinkedHashMap<>();
        Deque<WaitProgress> next = new ArrayDeque<>(List.of(self));
        while (!next.isEmpty()) {
            WaitProgress here = next.remove();
            for (WaitProgress there : waitsFor(here)) {
                if (there.equals(self)) {
                    return Optional.of(way(here, reachedFrom));
                }
                if (mayBeOnIt.test(there) && reachedFrom.putIfAbsent(there, here) == null) {
                    next.add(there);
                }
            }
        }
        return Optional.empty();
    }

    private List<WaitProgress> way(WaitProgress end, Map<WaitProgress, WaitProgress> reachedFrom) {
        List<WaitProgress> way = new ArrayList<>();
        for (WaitProgress step = end; !step.equals(self); step = reachedFrom.getOrDefault(step, self)) {
            way.add(step);
        }
        way.add(self);
        Collections.reverse(way);
        return way;
    }

    private List<WaitProgress> waitsFor(WaitProgress progress) {
        Stream<WaitProgress> byBuild =
                progress.awaitedBuilds().flatMap(uid -> bySubject.getOrDefault(uid, List.of()).stream());
        Stream<WaitProgress> byRevision = progress.awaitedComponents()
                .flatMap(component -> byComponent.getOrDefault(component, List.of()).stream())
                .filter(other -> progress.asked().request().awaits(other.waitingRun()));
        return Stream.concat(byBuild, byRevision)
                .filter(other -> !other.equals(progress))
                .toList();
    }

    /** One that this wait is to end, if there is one: as with circles, its turn is now. */
    private Optional<Deadlock> deadlock(Collection<Slots> slots) {
        List<Deadlock> all =
                slots.stream().flatMap(taken -> deadlock(taken).stream()).toList();
        return all.stream()
                .filter(deadlock -> deadlock.ending().equals(self.asked().name()))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private Optional<Deadlock> deadlock(Slots slots) {
        SortedSet<ComponentName> queued = self.queuedIn(slots.repository());
        List<List<WaitProgress>> stuck = slots.holders().stream()
                .map(holder -> stuckIn(holder, slots.repository()))
                .toList();
        if (queued.isEmpty() || !slots.full() || stuck.stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        List<WaitProgress> all = stuck.stream().flatMap(List::stream).toList();
        SortedSet<String> waits = new TreeSet<>();
        all.forEach(wait -> waits.add(wait.asked().name()));
        return Optional.of(new Deadlock.QueueDeadlock(
                slots.repository(),
                slots.limit(),
                queued,
                waits,
                youngest(all).asked().name()));
    }

    /** The waits that keep a run from giving its slot back; it can have several, and one of them is enough. */
    private List<WaitProgress> stuckIn(String holder, String repository) {
        return bySubject.getOrDefault(holder, List.of()).stream()
                .filter(wait -> !wait.queuedIn(repository).isEmpty())
                .toList();
    }

    private static WaitProgress youngest(List<WaitProgress> others) {
        return Collections.max(others, WaitProgress.BY_AGE);
    }
}
