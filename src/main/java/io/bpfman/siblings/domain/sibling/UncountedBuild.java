package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Mismatch;
import java.util.Comparator;

/** A PipelineRun that was seen with the revision, and that answers no sibling. */
public record UncountedBuild(String pipelineRun, Mismatch why) implements Comparable<UncountedBuild> {

    private static final Comparator<UncountedBuild> ORDER =
            Comparator.comparing(UncountedBuild::pipelineRun).thenComparing(UncountedBuild::why);

    @Override
    public int compareTo(UncountedBuild other) {
        return ORDER.compare(this, other);
    }
}
