package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.intake.BuildReader;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            "build", "test", Requests.REVISION.value(), Requests.EARLIER.value(), "agent", "operator", "website");

    private static final Pattern AMONG = Pattern.compile("(.+) in \\((.+)\\)");

    @Property
    void noTwoSelectorsSelectTheSameRun(@ForAll("labels") Map<String, String> labels) {
        assertThat(List.of(
                        BuildSelectors.ALL,
                        BuildSelectors.ofRevision(Requests.REVISION.value()),
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
    void everyBuildOfTheRevisionIsSelected(@ForAll("buildLabels") Map<String, String> labels) {
        boolean ofRevision = source(labels).map(BuildSource::revision).equals(Optional.of(Requests.REVISION));

        assertThat(selecting(BuildSelectors.ofRevision(Requests.REVISION.value()), labels))
                .hasSizeGreaterThanOrEqualTo(ofRevision ? 1 : 0);
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
        return selectors.stream().filter(selector -> selects(selector, labels)).toList();
    }

    private static boolean selects(String selector, Map<String, String> labels) {
        return requirements(selector).stream().allMatch(requirement -> holds(requirement, labels));
    }

    private static boolean holds(String requirement, Map<String, String> labels) {
        Matcher among = AMONG.matcher(requirement);
        if (among.matches()) {
            return labels.containsKey(among.group(1))
                    && Arrays.asList(among.group(2).split(",", -1)).contains(labels.get(among.group(1)));
        }
        if (requirement.startsWith("!")) {
            return !labels.containsKey(requirement.substring(1));
        }
        int equals = requirement.indexOf('=');
        return requirement.substring(equals + 1).equals(labels.get(requirement.substring(0, equals)));
    }

    /** The commas between requirements, and not those within parentheses. */
    private static List<String> requirements(String selector) {
        List<String> requirements = new ArrayList<>();
        int begin = 0;
        int depth = 0;
        for (int i = 0; i < selector.length(); i++) {
            depth += selector.charAt(i) == '(' ? 1 : selector.charAt(i) == ')' ? -1 : 0;
            if (selector.charAt(i) == ',' && depth == 0) {
                requirements.add(selector.substring(begin, i));
                begin = i + 1;
            }
        }
        requirements.add(selector.substring(begin));
        return requirements;
    }
}
