package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a TaskRun says as the witness of a wait. */
public final class WitnessReader {

    /** The longest text that is taken over from the cluster. */
    public static final int LONGEST = 512;

    private static final RunStatus NO_STATUS = new RunStatus(List.of(), null, null, List.of());
    private static final String RUNNING = "Running";

    private WitnessReader() {}

    /**
     * What is known by the TaskRun that has the witness's name.
     *
     * @param uid of the wait's CustomRun
     */
    public static Witness read(TaskRun run, String uid) {
        ObjectMeta metadata = run.getMetadata();
        if (!isOf(uid, metadata)) {
            return new Witness.Foreign();
        }
        Instant created = Instants.parse(metadata.getCreationTimestamp()).orElse(Instant.EPOCH);
        if (metadata.getDeletionTimestamp() != null) {
            return new Witness.Leaving(
                    Instants.parse(metadata.getDeletionTimestamp()).orElse(created));
        }
        AttestedResults asked = asked(run);
        RunStatus status = Optional.ofNullable(run.status()).orElse(NO_STATUS);
        Optional<Condition> end = status.succeeded().filter(Condition::terminal);
        if (end.isEmpty()) {
            boolean running = status.succeeded()
                    .filter(condition -> RUNNING.equals(condition.reason()))
                    .isPresent();
            return new Witness.Underway(asked, created, running);
        }
        Instant ended = Stream.of(Optional.ofNullable(status.completionTime()), end.map(Condition::lastTransitionTime))
                .flatMap(time -> time.flatMap(Instants::parse).stream())
                .findFirst()
                .orElse(created);
        if (!"True".equals(end.get().status())) {
            return new Witness.Failed(asked, why(end.get()), ended);
        }
        return stated(status).equals(asked)
                ? new Witness.Succeeded(asked)
                : new Witness.Failed(asked, "its results are not its params", ended);
    }

    /** A text from the cluster on one line, and not longer than a person reads. */
    public static String sentence(@Nullable String text) {
        String line = text == null ? "" : text.replaceAll("[\\p{C}\\s]+", " ").strip();
        return Truncation.shorten(line, LONGEST);
    }

    private static boolean isOf(String uid, ObjectMeta metadata) {
        Map<String, String> labels = Optional.ofNullable(metadata.getLabels()).orElse(Map.of());
        List<OwnerReference> owners =
                Optional.ofNullable(metadata.getOwnerReferences()).orElse(List.of());
        return uid.equals(labels.get(TaskRun.WAIT_LABEL))
                && owners.stream()
                        .anyMatch(owner -> uid.equals(owner.getUid()) && Boolean.TRUE.equals(owner.getController()));
    }

    private static AttestedResults asked(TaskRun run) {
        return new AttestedResults(param(run, AttestedResults.REVISION), param(run, AttestedResults.DIGESTS));
    }

    private static String param(TaskRun run, String name) {
        return Optional.ofNullable(run.spec()).flatMap(spec -> spec.param(name)).orElse("");
    }

    private static AttestedResults stated(RunStatus status) {
        return new AttestedResults(
                status.result(AttestedResults.REVISION).orElse(""),
                status.result(AttestedResults.DIGESTS).orElse(""));
    }

    private static String why(Condition end) {
        return Stream.of(sentence(end.reason()), sentence(end.message()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
