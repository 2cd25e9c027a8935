package io.bpfman.siblings.konflux;

import static io.bpfman.siblings.konflux.FactKeys.BUILD_TYPE;
import static io.bpfman.siblings.konflux.FactKeys.COMPONENT;
import static io.bpfman.siblings.konflux.FactKeys.PAC_REPOSITORY;
import static io.bpfman.siblings.konflux.FactKeys.PIPELINE;
import static io.bpfman.siblings.konflux.FactKeys.REVISION;
import static io.bpfman.siblings.konflux.FactKeys.STARTED_STATE;
import static io.bpfman.siblings.konflux.FactKeys.STATE;
import static io.bpfman.siblings.konflux.FactKeys.TYPE;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** A selector is a part of the address, which a proxy may bound at 8 KiB; a name has up to 63 characters. */
    private static final int MOST_NAMES = 100;

    private BuildSelectors() {}

    /**
     * Builds of the revisions by the label that Pipelines-as-Code sets, and all runs without it that may be builds made by
     * hand: of any type but those that Konflux gives to other runs, since to ask for builds takes a selector for each family.
     */
    public static List<String> ofRevisions(Collection<String> revisions) {
        String label = REVISION.get(0);
        return List.of(
                among(label, revisions.stream()),
                "!" + label + "," + TYPE.get(0) + " notin (" + String.join(",", FactKeys.OTHER_TYPES) + ")");
    }

    /** Builds of the components, whatever their revision, where type and component are of one family. */
    public static List<String> ofComponents(Collection<String> components) {
        List<String> names = components.stream().sorted().toList();
        List<String> selectors = new ArrayList<>();
        for (int from = 0; from < names.size(); from += MOST_NAMES) {
            String among =
                    " in (" + String.join(",", names.subList(from, Math.min(names.size(), from + MOST_NAMES))) + ")";
            IntStream.range(0, ALL.size())
                    .mapToObj(family -> ALL.get(family) + "," + COMPONENT.get(family) + among)
                    .forEach(selectors::add);
        }
        return selectors;
    }

    /** The runs of a pipeline, builds or not, and perhaps those of others whose labels show the same. */
    public static String ofPipeline(String pipeline) {
        return among(PIPELINE.get(0), Stream.of(pipeline));
    }

    /** The runs that hold a slot of a Repository of Pipelines-as-Code, and perhaps those of others. */
    public static String startedIn(String repository) {
        return among(PAC_REPOSITORY.get(0), Stream.of(repository)) + "," + STATE.get(0) + "=" + STARTED_STATE;
    }

    /** Whose label shows one of the names, in either way. */
    private static String among(String key, Stream<String> names) {
        SortedSet<String> values =
                names.flatMap(name -> PacLabel.of(name).stream()).collect(Collectors.toCollection(TreeSet::new));
        return key + " in (" + String.join(",", values) + ")";
    }
}
