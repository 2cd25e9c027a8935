package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
 * @param unreadable what could not be seen when they were assessed
 */
public record Siblings(
        SortedMap<ComponentName, SiblingState> states,
        SortedMap<ComponentName, SortedSet<String>> broken,
        SortedSet<UnreadableKind> unreadable) {

    /** No siblings: of a request that cannot be read. */
    public static Siblings none() {
        return new Siblings(Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedSet());
    }

    /** Where every sibling stands, judged by what is known at this time. */
    public static Siblings assess(WaitRequest request, Attempt attempt, ClusterFacts facts, Instant now) {
        Map<ComponentName, List<Build>> byComponent =
                facts.builds().stream().collect(Collectors.groupingBy(Build::component));
        SortedMap<ComponentName, SiblingState> states = new TreeMap<>();
        SortedMap<ComponentName, SortedSet<String>> broken = new TreeMap<>();
        for (ComponentName sibling : request.siblings()) {
            var assessment = new SiblingAssessment(
                    request, attempt, sibling, byComponent.getOrDefault(sibling, List.of()), facts);
            states.put(sibling, assessment.state(now));
            SortedSet<String> uids = new TreeSet<>(assessment.broken());
            uids.addAll(attempt.passedOver().getOrDefault(sibling, Collections.emptySortedSet()));
            if (!uids.isEmpty()) {
                broken.put(sibling, Collections.unmodifiableSortedSet(uids));
            }
        }
        return new Siblings(
                Collections.unmodifiableSortedMap(states),
                Collections.unmodifiableSortedMap(broken),
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
