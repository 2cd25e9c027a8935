package io.bpfman.siblings.memory;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Recollection;
import io.bpfman.siblings.domain.WaitRequest;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a wait remembers.
 *
 * @param request frozen at first sight
 * @param builds the ended builds that count, which stay known when their PipelineRuns are deleted
 * @param recollection the images that answered a sibling and that no build tells of
 * @param passedOver by component, the uids of the builds that were broken in an earlier attempt
 */
public record WaitMemory(
        WaitRequest request,
        List<Build> builds,
        Recollection recollection,
        SortedMap<ComponentName, SortedSet<String>> passedOver) {}
