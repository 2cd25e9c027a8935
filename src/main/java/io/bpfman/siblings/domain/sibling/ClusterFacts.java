package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.StrayRun;
import java.util.Collection;

/**
 * What is known of the cluster that says where the siblings of a wait stand. It may hold more than concerns the wait.
 *
 * @param builds in any order
 * @param strays runs that may be of the revision, where somebody looked for them
 * @param persisted what earlier evaluations knew
 */
public record ClusterFacts(
        Collection<Build> builds, Collection<StrayRun> strays, KonfluxFacts konflux, PersistedFacts persisted) {}
