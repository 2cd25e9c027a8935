package io.bpfman.siblings.validate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.text.Truncation;
import io.bpfman.siblings.validate.Finding.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result by which integration-service knows how a test ended (konflux-ci/integration-service:
 * helpers/integration.go). It takes WARNING and SKIPPED for passed.
 *
 * @param successes how many bundles are as they must be
 */
public record TestOutput(Result result, int successes, int failures, int warnings, String note) {

    /** With the rest of the object well below the 4096 bytes that Tekton takes from a step, whatever is escaped. */
    private static final int LONGEST_NOTE = 600;

    /** How a test can end. */
    public enum Result {
        SUCCESS,
        WARNING,
        FAILURE,
        ERROR,
        SKIPPED
    }

    /** Of bundles that were read. */
    public static TestOutput of(int bundles, List<Finding> findings) {
        long failures = findings.stream()
                .filter(finding -> finding.severity() == Severity.FAILURE)
                .count();
        int warnings = findings.size() - (int) failures;
        String note = findings.isEmpty()
                ? "every reference names an image of the Snapshot"
                : findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
        Result result = failures > 0 ? Result.FAILURE : warnings > 0 ? Result.WARNING : Result.SUCCESS;
        return new TestOutput(result, failures > 0 ? 0 : bundles, (int) failures, warnings, note);
    }

    /** Of what could not be told. */
    public static TestOutput error(String note) {
        return new TestOutput(Result.ERROR, 0, 0, 0, note);
    }

    /** Of a Snapshot without a bundle. */
    public static TestOutput skipped(String note) {
        return new TestOutput(Result.SKIPPED, 0, 0, 0, note);
    }

    /** On one line. */
    public String json(Instant now) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("result", result.name());
        object.put("timestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        object.put("note", Truncation.shorten(note, LONGEST_NOTE));
        object.put("successes", successes);
        object.put("failures", failures);
        object.put("warnings", warnings);
        return object.toString();
    }
}
