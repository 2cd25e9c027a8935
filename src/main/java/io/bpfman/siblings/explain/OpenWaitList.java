package io.bpfman.siblings.explain;

import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.report.StateWords;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.text.Columns;
import io.bpfman.siblings.text.OneLine;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who waits for whom in a namespace, by what the service has written: the oldest wait first. */
public record OpenWaitList(String namespace, List<CustomRun> open, Instant asOf) {

    private static final List<String> COLUMNS = List.of("PIPELINERUN", "WAIT", "AGE", "REASON", "WAITS FOR", "NEXT");
    private static final String NOTHING = "-";

    /** Of all CustomRuns of the namespace those that are open waits. */
    public static OpenWaitList of(String namespace, List<CustomRun> runs, Instant now) {
        return new OpenWaitList(
                namespace,
                runs.stream()
                        .filter(CustomTask::open)
                        .sorted(Comparator.comparing(run -> run.getMetadata().getCreationTimestamp()))
                        .toList(),
                now);
    }

    /** For a person. */
    public String text() {
        if (open.isEmpty()) {
            return "nothing waits in namespace %s%n".formatted(namespace);
        }
        List<List<String>> rows = new ArrayList<>(List.of(COLUMNS));
        open.forEach(run -> rows.add(cells(run)));
        return Columns.aligned(rows).stream().map(OneLine::of).collect(Collectors.joining("\n", "", "\n"));
    }

    private List<String> cells(CustomRun run) {
        List<PersistedSibling> siblings =
                PersistedWaitReader.siblings(run.statusOrEmpty().extraFields());
        String waitsFor = siblings.stream()
                .filter(sibling -> !StateWords.ANSWERED.contains(sibling.state()))
                .map(sibling -> sibling.component() + " (" + sibling.state() + ")")
                .collect(Collectors.joining(", "));
        return List.of(
                CustomTask.waitingRun(run).map(OwnerReference::getName).orElse(NOTHING),
                run.getMetadata().getName(),
                Instants.parse(run.getMetadata().getCreationTimestamp())
                        .map(created -> Elapsed.between(created, asOf))
                        .orElse(NOTHING),
                run.statusOrEmpty().succeeded().map(Condition::reason).orElse("no status yet"),
                waitsFor.isEmpty() ? NOTHING : waitsFor,
                next(run, siblings));
    }

    /** What time alone will do to it, and when. */
    private String next(CustomRun run, List<PersistedSibling> siblings) {
        Optional<WaitRequest> request =
                PersistedWaitReader.read(run.statusOrEmpty().extraFields()).map(PersistedWait::request);
        boolean awaited = siblings.stream().anyMatch(sibling -> StateWords.AWAITED.equals(sibling.state()));
        Optional<Instant> grace = request.map(WaitRequest::graceEnd).filter(end -> awaited && end.isAfter(asOf));
        Optional<Instant> deadline = request.flatMap(WaitRequest::timeout)
                .flatMap(timeout ->
                        Instants.parse(run.statusOrEmpty().startTime()).map(start -> start.plus(timeout)));
        return Stream.of(
                        grace.map(end -> "grace ends in " + Elapsed.between(asOf, end)),
                        deadline.map(end -> "times out in " + Elapsed.between(asOf, end)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(NOTHING);
    }
}
