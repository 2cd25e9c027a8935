package io.bpfman.siblings.explain;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.AwaitedChange;
import java.util.List;
import java.util.Locale;

/**
 * One of the things that must happen before a wait can end.
 *
 * @param passedOver the broken PipelineRuns that a newer build must replace; none where that is not awaited
 */
public record Ending(ComponentName component, AwaitedChange change, List<String> passedOver) {

    /** For a person. */
    public String text() {
        if (change instanceof AwaitedChange.BuildEnds ends) {
            return "%s: its build, PipelineRun %s, ends"
                    .formatted(component, ends.build().name());
        }
        if (change instanceof AwaitedChange.BuildAppears appears) {
            String otherwise = appears.otherwise() == OnNotBuilt.FAIL
                    ? "the wait fails"
                    : "not-built=%s answers it"
                            .formatted(appears.otherwise().name().toLowerCase(Locale.ROOT));
            return "%s: a build of the revision appears and ends; where none appears until %s, %s"
                    .formatted(component, appears.graceEnd(), otherwise);
        }
        String than = passedOver.isEmpty()
                ? "the broken one"
                : "PipelineRun %s, which is broken".formatted(String.join(", ", passedOver));
        return "%s: a newer build of the revision appears and ends, newer than %s; nothing else answers it: start that build again"
                .formatted(component, than);
    }

    /** For a program: BuildEnds, BuildAppears or NewerBuildAppears. */
    public String type() {
        if (change instanceof AwaitedChange.BuildEnds) {
            return "BuildEnds";
        }
        return change instanceof AwaitedChange.BuildAppears ? "BuildAppears" : "NewerBuildAppears";
    }
}
