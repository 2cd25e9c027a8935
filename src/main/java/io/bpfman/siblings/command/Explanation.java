package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.intake.Provenance;
import io.bpfman.siblings.report.MismatchWords;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.tekton.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Why a wait stands as it does.
 *
 * @param title which wait it is
 * @param condition what its status says, or would; empty where there is none yet
 * @param revision whose builds it waits for; empty where the request makes no sense
 * @param own what it takes for its own, and from where it knows
 * @param notCounted what was seen with the revision and answers no sibling
 * @param endings what would end it, by sibling; none when it is over
 * @param timesOut empty when it never does, or is over
 * @param ended empty when it is not over
 * @param notes what else there is to know
 */
record Explanation(
        String title,
        Optional<Condition> condition,
        Optional<String> revision,
        List<Provenance> own,
        List<Line> siblings,
        List<UncountedBuild> notCounted,
        List<String> endings,
        Optional<Instant> timesOut,
        Optional<Instant> ended,
        List<String> notes,
        Instant asOf) {

    private static final List<String> COLUMNS = List.of("COMPONENT", "STATE", "SINCE", "BUILD", "IMAGE");
    private static final String NOTHING = "-";
    private static final String GAP = "  ";

    /** A sibling; since when it stands there is empty where nobody knows. */
    record Line(PersistedSibling sibling, Optional<Instant> since) {

        private List<String> cells(Instant now) {
            return List.of(
                    sibling.component(),
                    sibling.state(),
                    since.map(time -> time + " (" + Elapsed.between(time, now) + ")")
                            .orElse(NOTHING),
                    sibling.pipelineRun().or(sibling::source).orElse(NOTHING),
                    sibling.image().orElse(NOTHING));
        }
    }

    /** For a person. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("wait       " + title);
        revision.ifPresent(commit -> lines.add("revision   " + commit));
        condition.ifPresent(there -> {
            lines.add("reason     %s (Succeeded is %s)".formatted(there.reason(), there.status()));
            lines.add("message    " + there.message());
        });
        own.forEach(fact -> lines.add("%-11s%s"
                .formatted(
                        fact.fact(),
                        fact.value().isEmpty()
                                ? "by " + fact.from()
                                : "%s (%s)".formatted(fact.value(), fact.from()))));
        if (!siblings.isEmpty()) {
            lines.add("");
            lines.addAll(table());
        }
        lines.add("");
        notCounted.forEach(build -> lines.add(
                "uncounted  PipelineRun %s: %s".formatted(build.pipelineRun(), MismatchWords.of(build.why()))));
        endings.forEach(ending -> lines.add("ends by    " + ending));
        timesOut.ifPresent(time -> lines.add("times out  %s (in %s)".formatted(time, Elapsed.between(asOf, time))));
        if (timesOut.isEmpty() && condition.filter(there -> !there.terminal()).isPresent()) {
            lines.add("times out  never");
        }
        ended.ifPresent(time -> lines.add("ended      %s (%s ago)".formatted(time, Elapsed.between(time, asOf))));
        notes.forEach(note -> lines.add("note       " + note));
        return lines.stream().map(OneLine::of).collect(Collectors.joining("\n", "", "\n"));
    }

    /** For a program. */
    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("wait", title);
        revision.ifPresent(commit -> json.put("revision", commit));
        condition.ifPresent(there -> json.put("succeeded", there.status())
                .put("reason", there.reason())
                .put("message", there.message()));
        ArrayNode facts = json.putArray("own");
        own.forEach(fact -> facts.addObject()
                .put("fact", fact.fact())
                .put("value", fact.value())
                .put("from", fact.from()));
        ArrayNode nodes = json.putArray("siblings");
        for (Line line : siblings) {
            ObjectNode node = nodes.addObject();
            node.put("component", line.sibling().component());
            node.put("state", line.sibling().state());
            line.since().ifPresent(time -> node.put("since", time.toString()));
            line.sibling().pipelineRun().ifPresent(run -> node.put("pipelineRun", run));
            line.sibling().source().ifPresent(source -> node.put("source", source));
            line.sibling().image().ifPresent(image -> node.put("image", image));
        }
        ArrayNode uncounted = json.putArray("notCounted");
        notCounted.forEach(build -> uncounted
                .addObject()
                .put("pipelineRun", build.pipelineRun())
                .put("why", MismatchWords.of(build.why())));
        ArrayNode ends = json.putArray("endsBy");
        endings.forEach(ends::add);
        timesOut.ifPresent(time -> json.put("timesOut", time.toString()));
        ended.ifPresent(time -> json.put("ended", time.toString()));
        ArrayNode told = json.putArray("notes");
        notes.forEach(told::add);
        json.put("asOf", asOf.toString());
        return json;
    }

    private List<String> table() {
        List<List<String>> rows = new ArrayList<>(List.of(COLUMNS));
        siblings.forEach(line -> rows.add(line.cells(asOf)));
        List<Integer> widths = IntStream.range(0, COLUMNS.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> row.get(column)
                                + " "
                                        .repeat(widths.get(column)
                                                - row.get(column).length()))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing())
                .toList();
    }
}
