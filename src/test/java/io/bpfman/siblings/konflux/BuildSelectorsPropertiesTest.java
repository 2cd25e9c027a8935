package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.fixtures.LabelSelector;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.intake.BuildReader;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The selectors, held against labels as the API server would hold them. */
class BuildSelectorsPropertiesTest {

    private static final List<String> KEYS = List.of(
            "pipelines.appstudio.openshift.io/type",
            "pipelines.konflux-ci.dev/type",
            "pipelinesascode.tekton.dev/sha",
            "build.konflux-ci.dev/commit_sha",
            "appstudio.openshift.io/component",
            "build.konflux-ci.dev/component");

    private static final List<String> VALUES = List.of(
            "build",
            "test",
            "managed",
            Requests.REVISION.value(),
            Requests.EARLIER.value(),
            "agent",
            "operator",
            "website");

    @Property
    void noTwoSelectorsSelectTheSameRun(@ForAll("labels") Map<String, String> labels) {
        assertThat(List.of(
                        BuildSelectors.ALL,
                        BuildSelectors.ofRevisions(List.of(Requests.REVISION.value())),
                        BuildSelectors.ofComponents(List.of("agent", "operator"))))
                .allSatisfy(
                        selectors -> assertThat(selecting(selectors, labels)).hasSizeLessThanOrEqualTo(1));
    }

    @Property
    void everyBuildIsSelected(@ForAll("labels") Map<String, String> labels) {
        assertThat(selecting(BuildSelectors.ALL, labels))
                .hasSizeGreaterThanOrEqualTo(source(labels).isPresent() ? 1 : 0);
    }

    @Property
    void everyBuildOfTheRevisionIsSelectedOnce(@ForAll("buildLabels") Map<String, String> labels) {
        boolean ofRevision = source(labels).map(BuildSource::revision).equals(Optional.of(Requests.REVISION));

        if (ofRevision) {
            assertThat(selecting(BuildSelectors.ofRevisions(List.of(Requests.REVISION.value())), labels))
                    .hasSize(1);
        }
    }

    @Property
    void ofSeveralRevisionsThoseOfEachAreSelected(@ForAll("labels") Map<String, String> labels) {
        boolean anyAlone = Stream.of(Requests.REVISION, Requests.EARLIER)
                .anyMatch(revision -> !selecting(BuildSelectors.ofRevisions(List.of(revision.value())), labels)
                        .isEmpty());

        assertThat(selecting(
                        BuildSelectors.ofRevisions(List.of(Requests.REVISION.value(), Requests.EARLIER.value())),
                        labels))
                .hasSize(anyAlone ? 1 : 0);
    }

    @Property
    void ofRunsWithoutTheLabelNoneOfAnotherTypeIsSelected(@ForAll("labels") Map<String, String> labels) {
        boolean otherType = FactKeys.OTHER_TYPES.contains(labels.getOrDefault(FactKeys.TYPE.get(0), ""));
        boolean unlabelled = !labels.containsKey("pipelinesascode.tekton.dev/sha");

        if (otherType && unlabelled) {
            assertThat(selecting(BuildSelectors.ofRevisions(List.of(Requests.REVISION.value())), labels))
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES));
    }

    /** Labels under which a revision, where there is one, is one. */
    @Provide
    Arbitrary<Map<String, String>> buildLabels() {
        return labels().filter(labels ->
                Revision.wellFormed(labels.getOrDefault("pipelinesascode.tekton.dev/sha", Requests.REVISION.value())));
    }

    private static Optional<BuildSource> source(Map<String, String> labels) {
        return BuildReader.source(new ObjectMetaBuilder().withLabels(labels).build());
    }

    private static List<String> selecting(List<String> selectors, Map<String, String> labels) {
        return selectors.stream()
                .filter(selector -> LabelSelector.of(selector).selects(labels))
                .toList();
    }
}
