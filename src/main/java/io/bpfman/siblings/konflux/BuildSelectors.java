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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the API server is asked for PipelineRuns. A selector cannot say "this key or that one", so there is one for each
 * family of keys, and no two select the same run.
 */
public final class BuildSelectors {

    /** All builds, one selector for each family of keys. */
    public static final List<String> ALL =
            List.of(TYPE.get(0) + "=" + BUILD_TYPE, TYPE.get(1) + "=" + BUILD_TYPE + ",!" + TYPE.get(0));

    private BuildSelectors() {}

    /**
     * Builds of the revisions by the label that Pipelines-as-Code sets, and all runs without it that may be builds made by
     * hand: of any type but those that Konflux gives to other runs, since to ask for builds takes a selector for each family.
     */
    public static List<String> ofRevisions(Collection<String> revisions) {
        String label = REVISION.get(0);
        String values =
                revisions.stream().map(FactKeys::labelValue).distinct().sorted().collect(Collectors.joining(","));
        return List.of(
                label + " in (" + values + ")",
                "!" + label + "," + TYPE.get(0) + " notin (" + String.join(",", FactKeys.OTHER_TYPES) + ")");
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
