package io.bpfman.siblings.status;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a wait remembers.
 *
 * @param request frozen at first sight
 * @param builds the ended builds that count, which stay known when their PipelineRuns are deleted
 * @param persistedFacts the images that answered a sibling and that no build tells of
 * @param answered the siblings that were answered when it was written
 * @param uncounted what was told not to count
 * @param passedOver by component, the uids of the builds that were broken in an earlier attempt
 */
public record PersistedWait(
        WaitRequest request,
        List<Build> builds,
        PersistedFacts persistedFacts,
        SortedMap<ComponentName, SortedSet<String>> passedOver,
        SortedSet<ComponentName> answered,
        List<UncountedBuild> uncounted) {}
