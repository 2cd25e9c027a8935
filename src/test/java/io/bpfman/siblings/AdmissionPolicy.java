package io.bpfman.siblings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** The policy that reserves the labels of builds, as an administrator applies it. */
final class AdmissionPolicy {

    static final String NAME = "wait-for-siblings-build-labels";
    static final ProjectFile FILE = new ProjectFile("k8s/admission/validatingadmissionpolicy.yaml");
    static final ProjectFile BINDING = new ProjectFile("k8s/admission/validatingadmissionpolicybinding.yaml");

    private static final Pattern LITERAL = Pattern.compile("'([^']*)'");

    private AdmissionPolicy() {}

    /** The user names that may make builds. */
    static List<String> accounts() {
        return literals(named(FILE.yaml().at("/spec/variables"), "accounts"));
    }

    /** The keys, each of a label and of an annotation, that only those may change. */
    static List<String> facts() {
        return literals(named(FILE.yaml().at("/spec/variables"), "facts"));
    }

    /** What is compared to tell a build from other PipelineRuns: the keys of its type, nothing, and the type. */
    static List<String> buildCondition() {
        return literals(named(FILE.yaml().at("/spec/matchConditions"), "build"));
    }

    private static String named(JsonNode expressions, String name) {
        return ProjectFile.elements(expressions)
                .filter(expression -> name.equals(expression.path("name").asText()))
                .map(expression -> expression.path("expression").asText())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> literals(String expression) {
        return LITERAL.matcher(expression)
                .results()
                .map(literal -> literal.group(1))
                .toList();
    }
}
