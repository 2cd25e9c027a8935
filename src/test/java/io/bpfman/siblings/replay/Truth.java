package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Knows how every build ends, and so whether a bundle is stale: when its build starts, a component has a newer good image
 * than the one embedded, or one in flight, of a revision that is not newer than the bundle's.
 *
 * <p>In flight is a build whose PipelineRun was created before, and that ends with an image. One that fails makes no
 * bundle stale, as nothing newer comes of it; no flow is told which one that is. Revisions of two repositories do not
 * compare: a foreign image in flight counts if its PipelineRun was created before the bundle's.
 */
final class Truth {

    private final Map<ComponentName, List<PlannedBuild>> good;
    private final SortedSet<String> foreign;

    Truth(Collection<PlannedBuild> builds, SortedSet<String> foreign) {
        this.good = builds.stream().filter(PlannedBuild::good).collect(Collectors.groupingBy(PlannedBuild::component));
        this.foreign = foreign;
    }

    boolean stale(Bundle bundle) {
        return missed(bundle).findAny().isPresent();
    }

    /** The builds that make the bundle stale. */
    Stream<PlannedBuild> missed(Bundle bundle) {
        return newer(bundle).filter(build -> isBuilt(build, bundle) || isInFlight(build, bundle));
    }

    /** Whether the bundle is stale by images alone that are there already. */
    boolean staleByBuilt(Bundle bundle) {
        return newer(bundle).anyMatch(build -> isBuilt(build, bundle));
    }

    /** Whether it embeds an image of a revision that is newer than its own. */
    boolean ahead(Bundle bundle) {
        return bundle.embedded().values().stream()
                .anyMatch(embedded -> !isForeign(embedded) && embedded.order() > bundle.order());
    }

    private Stream<PlannedBuild> newer(Bundle bundle) {
        return bundle.embedded().values().stream()
                .flatMap(embedded -> good.getOrDefault(embedded.component(), List.of()).stream()
                        .filter(build -> isForeign(build) || build.order() <= bundle.order())
                        .filter(build -> PlannedBuild.BY_REVISION.compare(build, embedded) > 0));
    }

    private static boolean isBuilt(PlannedBuild build, Bundle bundle) {
        return !build.ended().isAfter(bundle.started());
    }

    private boolean isInFlight(PlannedBuild build, Bundle bundle) {
        Instant latest = isForeign(build) ? bundle.created() : bundle.started();
        return !build.created().isAfter(latest);
    }

    private boolean isForeign(PlannedBuild build) {
        return foreign.contains(build.component().value());
    }
}
