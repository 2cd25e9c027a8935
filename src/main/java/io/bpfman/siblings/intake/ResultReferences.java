package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.text.Truncation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The results of a task that a pipeline names. Tekton skips a task that names one that is not there, and the pipeline
 * ends well without it (tektoncd/pipeline: docs/variables.md).
 */
final class ResultReferences {

    private static final int MOST = 100;
    private static final int LONGEST_NAME = 253;

    private ResultReferences() {}

    /**
     * The names of the results, each with the reference that names it.
     *
     * @param pipelineRun of which its own pipeline counts, or the one that Tekton resolved
     * @param task its name in the pipeline
     */
    static SortedMap<String, String> of(JsonNode pipelineRun, String task) {
        Pattern reference = Pattern.compile("\\$\\(tasks\\." + Pattern.quote(task)
                + "\\.results(?:\\.([A-Za-z0-9_-]+)|\\[(?:'([^']+)'|\"([^\"]+)\")\\])[^)]*\\)");
        SortedMap<String, String> references = new TreeMap<>();
        Deque<JsonNode> left = new ArrayDeque<>();
        left.add(pipelineRun.path("spec").path("pipelineSpec"));
        left.add(pipelineRun.path("status").path("pipelineSpec"));
        while (!left.isEmpty() && references.size() < MOST) {
            JsonNode node = left.remove();
            node.forEach(left::add);
            if (node.isTextual()) {
                for (Matcher named = reference.matcher(node.textValue()); named.find(); ) {
                    for (int group = 1; group <= named.groupCount(); group++) {
                        if (named.group(group) != null) {
                            references.put(Truncation.cut(named.group(group), LONGEST_NAME), named.group());
                        }
                    }
                }
            }
        }
        return references;
    }
}
