package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The flow as it was: each commit that starts the bundle has one built at once, from the image files as that commit has
 * them.
 */
final class OldFlow {

    private static final Duration TO_START = Duration.ofSeconds(15);
    private static final Duration TO_MEASURE = Duration.ofMinutes(3);

    private final World world;
    private final List<PlannedBuild> builds;
    private final Set<PlannedBuild> handedOn = new HashSet<>();
    private final List<Bundle> bundles = new ArrayList<>();

    OldFlow(World world) {
        this.world = world;
        this.builds = new ArrayList<>(world.builds());
        this.builds.addAll(world.unfiltered());
        play();
    }

    List<Bundle> bundles() {
        return bundles;
    }

    /** The bundles as they were measured: three minutes after the merge. */
    List<Bundle> asMeasured() {
        return bundles.stream()
                .map(bundle -> new Bundle(
                        bundle.order(), bundle.created(), bundle.created().plus(TO_MEASURE), bundle.embedded()))
                .toList();
    }

    /** The images that there were, as far as the filters and the history tell. */
    List<PlannedBuild> images() {
        return builds;
    }

    /** The images of which a digest can be found in the history: what was measured knows no others. */
    Set<PlannedBuild> handedOn() {
        return handedOn;
    }

    private void play() {
        SortedMap<ComponentName, PlannedBuild> files = new TreeMap<>();
        builds.stream()
                .filter(build -> build.order() == World.BEFORE)
                .forEach(build -> files.put(build.component(), build));
        List<Commit> commits = world.history().commits();
        for (int order = 0; order < commits.size(); order++) {
            Commit commit = commits.get(order);
            for (String image : commit.carries()) {
                PlannedBuild carried = carried(image, commit);
                files.put(carried.component(), carried);
                handedOn.add(carried);
            }
            if (commit.startsBundle()) {
                bundles.add(new Bundle(
                        order,
                        commit.merged(),
                        commit.merged().plus(TO_START),
                        Collections.unmodifiableSortedMap(new TreeMap<>(files))));
            }
        }
    }

    private PlannedBuild carried(String image, Commit commit) {
        ComponentName component =
                new ComponentName(world.history().sibling(image).orElse(image));
        Optional<Integer> source = commit.source()
                .filter(any -> !any.equals(Commit.ELSEWHERE))
                .flatMap(number -> world.history().orderOf(Integer.parseInt(number)));
        return builds.stream()
                .filter(build -> build.component().equals(component))
                .filter(build -> source.isEmpty() ? hasEnded(build, commit.merged()) : build.order() == source.get())
                .max(Comparator.comparing(PlannedBuild::order))
                .orElseThrow();
    }

    private static boolean hasEnded(PlannedBuild build, Instant at) {
        return !build.ended().isAfter(at);
    }
}
