package io.bpfman.siblings.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.sibling.AwaitedChange;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Provenance;
import io.bpfman.siblings.report.MismatchWords;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.text.Columns;
import io.bpfman.siblings.text.OneLine;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a wait stands as it does.
 *
 * @param subject which wait it is
 * @param condition what its status says, or would where it has none; empty where there is none yet
 * @param revision whose builds it waits for; empty where the request makes no sense
 * @param own what it takes for its own, and from where it knows
 * @param notCounted what was seen with the revision and answers no sibling
 * @param endings what must happen before it ends, all of it; none when it is over, or waits for no sibling any more
 * @param timesOut empty when it never does, or is over
 * @param ended empty when it is not over
 * @param notes what else there is to know
 */
public record Explanation(
        Subject subject,
        Optional<Condition> condition,
        Optional<String> revision,
        List<Provenance> own,
        List<Line> siblings,
        List<UncountedBuild> notCounted,
        List<Ending> endings,
        Optional<Instant> timesOut,
        Optional<Instant> ended,
        List<String> notes,
        Instant asOf) {

    private static final List<String> COLUMNS = List.of("COMPONENT", "STATE", "SINCE", "BUILD", "IMAGE");
    private static final String NOTHING = "-";

    private static final String API_VERSION = "siblings.bpfman.io/v1alpha1";
    private static final String KIND = "Explanation";

    /**
     * The wait.
     *
     * @param customRun empty for a wait that is in no cluster
     * @param pipelineRun empty for one that stands by itself
     */
    public record Subject(String namespace, Optional<String> customRun, Optional<String> pipelineRun) {

        /** The run's own. */
        static Subject of(CustomRun run) {
            ObjectMeta metadata = run.getMetadata();
            Optional<String> pipelineRun = CustomTask.waitingRun(run).map(OwnerReference::getName);
            return new Subject(
                    metadata.getNamespace(),
                    CustomTask.imagined(run) ? Optional.empty() : Optional.of(metadata.getName()),
                    pipelineRun);
        }

        private String text() {
            return customRun
                    .map(name -> "%s/%s%s"
                            .formatted(
                                    namespace,
                                    name,
                                    pipelineRun.map(" of PipelineRun "::concat).orElse("")))
                    .orElseGet(() ->
                            "of PipelineRun %s/%s, if there were one".formatted(namespace, pipelineRun.orElse("")));
        }
    }

    /**
     * A sibling.
     *
     * @param since when it came to stand there; empty where nobody knows
     * @param limits what the caller may not read of it, and whose word this is; empty where nothing is missing
     */
    public record Line(PersistedSibling sibling, Optional<Instant> since, String limits) {

        private List<String> cells(Instant now) {
            return List.of(
                    sibling.component(),
                    limits.isEmpty() ? sibling.state() : "%s (%s)".formatted(sibling.state(), limits),
                    since.map(time -> time + " (" + Elapsed.between(time, now) + ")")
                            .orElse(NOTHING),
                    sibling.pipelineRun().or(sibling::source).orElse(NOTHING),
                    sibling.image().orElse(NOTHING));
        }
    }

    /** For a person. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("wait       " + subject.text());
        revision.ifPresent(commit -> lines.add("revision   " + commit));
        condition.ifPresent(there -> {
            lines.add("reason     %s (Succeeded is %s)".formatted(there.reason(), there.status()));
            lines.add("message    " + there.message());
        });
        own.forEach(fact -> lines.add("%-10s %s"
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
        if (endings.size() > 1) {
            lines.add("waits for  all of these:");
        }
        endings.forEach(ending -> lines.add((endings.size() > 1 ? "         - " : "waits for  ") + ending.text()));
        timesOut.ifPresent(time -> lines.add("times out  %s (in %s)".formatted(time, Elapsed.between(asOf, time))));
        if (timesOut.isEmpty() && condition.filter(there -> !there.terminal()).isPresent()) {
            lines.add("times out  never");
        }
        ended.ifPresent(time -> lines.add("ended      %s (%s ago)".formatted(time, Elapsed.between(time, asOf))));
        notes.forEach(note -> lines.add("note       " + note));
        return lines.stream().map(OneLine::of).collect(Collectors.joining("\n", "", "\n"));
    }

    /** For a program: src/site/markdown/explain.md describes it. */
    public JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", API_VERSION).put("kind", KIND);
        json.put("namespace", subject.namespace());
        subject.customRun().ifPresent(name -> json.put("customRun", name));
        subject.pipelineRun().ifPresent(name -> json.put("pipelineRun", name));
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
            node.put("complete", line.limits().isEmpty());
        }
        ArrayNode uncounted = json.putArray("notCounted");
        notCounted.forEach(build -> uncounted
                .addObject()
                .put("pipelineRun", build.pipelineRun())
                .put("why", MismatchWords.of(build.why())));
        ArrayNode ends = json.putArray("waitsFor");
        for (Ending ending : endings) {
            ObjectNode node = ends.addObject();
            node.put("component", ending.component().value());
            node.put("change", ending.type());
            if (ending.change() instanceof AwaitedChange.BuildEnds build) {
                node.put("pipelineRun", build.build().name());
            }
            if (ending.change() instanceof AwaitedChange.BuildAppears appears) {
                node.put("graceEnd", appears.graceEnd().toString());
                node.put("otherwise", appears.otherwise().name().toLowerCase(Locale.ROOT));
            }
            ArrayNode broken = node.putArray("broken");
            ending.passedOver().forEach(broken::add);
            node.put("text", ending.text());
        }
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
        return Columns.aligned(rows);
    }
}
