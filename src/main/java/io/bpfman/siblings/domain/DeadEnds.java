package io.bpfman.siblings.domain;

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
final class DeadEnds {

    private final Standing self;
    private final Map<String, List<Standing>> bySubject = new HashMap<>();
    private final Map<ComponentName, List<Standing>> byComponent = new HashMap<>();

    private DeadEnds(Standing self, Collection<Standing> others) {
        this.self = self;
        Stream.concat(Stream.of(self), others.stream()).forEach(standing -> {
            standing.subject().uid().ifPresent(uid -> bySubject
                    .computeIfAbsent(uid, first -> new ArrayList<>())
                    .add(standing));
            standing.subject().component().ifPresent(component -> byComponent
                    .computeIfAbsent(component, first -> new ArrayList<>())
                    .add(standing));
        });
    }

    /** The dead end that the wait is part of; empty when there is none. */
    static Optional<DeadEnd> of(Standing self, Collection<Standing> others, Collection<Slots> slots) {
        DeadEnds all = new DeadEnds(self, others);
        return all.cycle().or(() -> all.deadlock(slots));
    }

    /** A circle in which this wait is the youngest, if there is one: then its turn is now, whatever other circles do. */
    private Optional<DeadEnd> cycle() {
        return circle(other -> Standing.BY_AGE.compare(other, self) < 0)
                .or(() -> circle(any -> true))
                .map(circle -> new DeadEnd.Cycle(
                        circle.stream().map(standing -> standing.asked().name()).toList(),
                        youngest(circle).asked().name()));
    }

    /** The shortest way from this wait back to it, over others that may be on it. */
    private Optional<List<Standing>> circle(Predicate<Standing> mayBeOnIt) {
        Map<Standing, Standing> reachedFrom = new LinkedHashMap<>();
        Deque<Standing> next = new ArrayDeque<>(List.of(self));
        while (!next.isEmpty()) {
            Standing here = next.remove();
            for (Standing there : waitsFor(here)) {
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

    private List<Standing> way(Standing end, Map<Standing, Standing> reachedFrom) {
        List<Standing> way = new ArrayList<>();
        for (Standing step = end; !step.equals(self); step = reachedFrom.getOrDefault(step, self)) {
            way.add(step);
        }
        way.add(self);
        Collections.reverse(way);
        return way;
    }

    private List<Standing> waitsFor(Standing standing) {
        Stream<Standing> byBuild =
                standing.awaitedBuilds().flatMap(uid -> bySubject.getOrDefault(uid, List.of()).stream());
        Stream<Standing> byRevision = standing.awaitedComponents()
                .flatMap(component -> byComponent.getOrDefault(component, List.of()).stream())
                .filter(other -> standing.subject().sharesRevisionWith(other.subject()));
        return Stream.concat(byBuild, byRevision)
                .filter(other -> !other.equals(standing))
                .toList();
    }

    /** One that this wait is to end, if there is one: as with circles, its turn is now. */
    private Optional<DeadEnd> deadlock(Collection<Slots> slots) {
        List<DeadEnd> all =
                slots.stream().flatMap(taken -> deadlock(taken).stream()).toList();
        return all.stream()
                .filter(deadEnd -> deadEnd.ending().equals(self.asked().name()))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private Optional<DeadEnd> deadlock(Slots slots) {
        SortedSet<ComponentName> queued = self.queuedIn(slots.repository());
        List<List<Standing>> stuck = slots.holders().stream()
                .map(holder -> stuckIn(holder, slots.repository()))
                .toList();
        if (queued.isEmpty() || !slots.full() || stuck.stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        List<Standing> all = stuck.stream().flatMap(List::stream).toList();
        SortedSet<String> waits = new TreeSet<>();
        all.forEach(wait -> waits.add(wait.asked().name()));
        return Optional.of(new DeadEnd.QueueDeadlock(
                slots.repository(),
                slots.limit(),
                queued,
                waits,
                youngest(all).asked().name()));
    }

    /** The waits that keep a run from giving its slot back; it can have several, and one of them is enough. */
    private List<Standing> stuckIn(String holder, String repository) {
        return bySubject.getOrDefault(holder, List.of()).stream()
                .filter(wait -> !wait.queuedIn(repository).isEmpty())
                .toList();
    }

    private static Standing youngest(List<Standing> standings) {
        return Collections.max(standings, Standing.BY_AGE);
    }
}
