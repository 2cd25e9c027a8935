package io.bpfman.siblings.konflux;

import static io.bpfman.siblings.konflux.FactKeys.BUILD_TYPE;
import static io.bpfman.siblings.konflux.FactKeys.COMPONENT;
import static io.bpfman.siblings.konflux.FactKeys.PAC_REPOSITORY;
import static io.bpfman.siblings.konflux.FactKeys.PIPELINE;
import static io.bpfman.siblings.konflux.FactKeys.REVISION;
import static io.bpfman.siblings.konflux.FactKeys.STARTED_STATE;
import static io.bpfman.siblings.konflux.FactKeys.STATE;
import static io.bpfman.siblings.konflux.FactKeys.TYPE;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the API server is asked for PipelineRuns. A selector cannot say "this key or that one", so there is one for each
 * family of keys, and no two select the same run.
 */
public final class BuildSelectors {

    /** All builds, one selector for each family of keys. */
    public static final List<String> ALL =
            List.of(TYPE.get(0) + "=" + BUILD_TYPE, TYPE.get(1) + "=" + BUILD_TYPE + ",!" + TYPE.get(0));

    private BuildSelectors() {}

    /** Builds of the revision by the label that Pipelines-as-Code sets, and those without it, which are made by hand. */
    public static List<String> ofRevision(String revision) {
        String label = REVISION.get(0);
        return Stream.concat(
                        Stream.of(label + "=" + FactKeys.labelValue(revision)),
                        ALL.stream().map(builds -> builds + ",!" + label))
                .toList();
    }

    /** Builds of the components, whatever their revision, where type and component are of one family. */
    public static List<String> ofComponents(Collection<String> components) {
        String among = " in (" + String.join(",", components) + ")";
        return IntStream.range(0, ALL.size())
                .mapToObj(family -> ALL.get(family) + "," + COMPONENT.get(family) + among)
                .toList();
    }

    /** The runs of a pipeline, builds or not. */
    public static String ofPipeline(String pipeline) {
        return PIPELINE.get(0) + "=" + FactKeys.labelValue(pipeline);
    }

    /** The runs that hold a slot of a Repository of Pipelines-as-Code. */
    public static String startedIn(String repository) {
        return PAC_REPOSITORY.get(0) + "=" + FactKeys.labelValue(repository) + "," + STATE.get(0) + "=" + STARTED_STATE;
    }
}
