package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every sibling of a wait and where it stands: the facts of the decision.
 *
 * @param states in name order
 * @param broken by component, the uids of all its builds for this revision that are known to be broken, those of
 *     earlier attempts included
 * @param unknown those that no Component and no build is called by, each with the nearest name that there is
 * @param answerable when each was first about to be answered by something else than a build of the revision
 * @param uncounted what was seen with the revision, where it answers a sibling that no build of the revision does
 * @param unreadable what could not be seen when they were assessed
 */
public record Siblings(
        SortedMap<ComponentName, SiblingState> states,
        SortedMap<ComponentName, SortedSet<String>> broken,
        SortedMap<ComponentName, Optional<ComponentName>> unknown,
        SortedMap<ComponentName, Instant> answerable,
        SortedSet<UncountedBuild> uncounted,
        SortedSet<UnreadableKind> unreadable) {

    /** Whoever can make PipelineRuns can make any number of them. */
    private static final int MOST_UNCOUNTED = 20;

    /** No siblings: of a request that cannot be read. */
    public static Siblings none() {
        return of(Collections.emptySortedMap());
    }

    /** Siblings that stand so, and of which nothing else is known. */
    public static Siblings of(SortedMap<ComponentName, SiblingState> states) {
        return new Siblings(
                states,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedSet(),
                Collections.emptySortedSet());
    }

    /** Where every sibling stands, judged by what is known at this time. */
    public static Siblings assess(WaitRequest request, Attempt attempt, ClusterFacts facts, Instant now) {
        Map<ComponentName, List<Build>> byComponent =
                facts.builds().stream().collect(Collectors.groupingBy(Build::component));
        SortedMap<ComponentName, SiblingState> states = new TreeMap<>();
        SortedMap<ComponentName, SortedSet<String>> broken = new TreeMap<>();
        SortedMap<ComponentName, Optional<ComponentName>> unknown = new TreeMap<>();
        SortedMap<ComponentName, Instant> answerable =
                new TreeMap<>(facts.persisted().answerable());
        SortedSet<UncountedBuild> uncounted = new TreeSet<>();
        WaitingRun waitingRun = request.waitingRun();
        Set<String> ownGroups = waitingRun
                .component()
                .map(own -> facts.konflux().groupsWith(own, waitingRun.version()))
                .orElse(Set.of());
        for (ComponentName sibling : request.siblings()) {
            var assessment = new SiblingAssessment(
                    request, attempt, sibling, byComponent.getOrDefault(sibling, List.of()), facts, ownGroups, now);
            SiblingState state = assessment.state();
            states.put(sibling, state);
            assessment.answerable().ifPresent(since -> answerable.putIfAbsent(sibling, since));
            if (assessment.unknown()) {
                unknown.put(
                        sibling,
                        NearestName.of(sibling, facts.konflux().components().keySet()));
            }
            uncounted.addAll(assessment.uncounted(state));
            SortedSet<String> uids = new TreeSet<>(assessment.broken());
            uids.addAll(attempt.passedOver().getOrDefault(sibling, Collections.emptySortedSet()));
            if (!uids.isEmpty()) {
                broken.put(sibling, Collections.unmodifiableSortedSet(uids));
            }
        }
        return new Siblings(
                Collections.unmodifiableSortedMap(states),
                Collections.unmodifiableSortedMap(broken),
                Collections.unmodifiableSortedMap(unknown),
                Collections.unmodifiableSortedMap(answerable),
                uncounted.stream().limit(MOST_UNCOUNTED).collect(Collectors.toCollection(TreeSet::new)),
                facts.konflux().unreadable());
    }

    /** Whether there is nothing left to wait for. */
    public boolean allAnswered() {
        return states.values().stream().allMatch(SiblingState::answered);
    }

    /** The siblings that stand so, in name order. */
    public <S extends SiblingState> Stream<Map.Entry<ComponentName, S>> in(Class<S> state) {
        return states.entrySet().stream()
                .filter(entry -> state.isInstance(entry.getValue()))
                .map(entry -> Map.entry(entry.getKey(), state.cast(entry.getValue())));
    }

    /** Whether any sibling stands so. */
    public boolean any(Class<? extends SiblingState> state) {
        return states.values().stream().anyMatch(state::isInstance);
    }
}
