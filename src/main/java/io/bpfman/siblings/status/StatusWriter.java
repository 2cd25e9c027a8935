package io.bpfman.siblings.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.report.Message;
import io.bpfman.siblings.report.Reason;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a status from nothing. Of the one before, only times survive: the transition's while the condition's status
 * is the same, and the attempts that went before. Times are whole seconds, as Tekton's webhook cuts them to that.
 */
public final class StatusWriter {

    private StatusWriter() {}

    /** The status of a wait whose request is understood. */
    public static CustomRunStatus write(Judgement judgement, CustomRunStatus before, Instant now) {
        Verdict verdict = judgement.verdict();
        Wait wait = judgement.progress().asked();
        Siblings siblings = judgement.progress().siblings();
        Condition condition = condition(verdict, siblings, before, now);
        if (verdict instanceof Verdict.Retrying retrying) {
            return nextAttempt(retrying, condition, judgement, before, now);
        }
        return new CustomRunStatus(
                List.of(condition),
                time(wait.attempt().started()),
                verdict.ends() ? completion(wait.attempt().started(), now) : null,
                verdict.ends() ? results(results(verdict, wait, siblings)) : List.of(),
                before.retriesStatus(),
                memory(judgement, wait.attempt()),
                before.observedGeneration());
    }

    /**
     * The status of a run whose request is not understood, or not yet.
     *
     * @param started when the run was first looked at
     */
    public static CustomRunStatus writeRejected(
            Verdict verdict, Results results, Instant started, CustomRunStatus before, Instant now) {
        @Nullable JsonNode nothing = null;
        return new CustomRunStatus(
                List.of(condition(verdict, Siblings.none(), before, now)),
                time(started),
                verdict.ends() ? completion(started, now) : null,
                verdict.ends() ? results(results) : List.of(),
                before.retriesStatus(),
                nothing,
                before.observedGeneration());
    }

    private static CustomRunStatus nextAttempt(
            Verdict.Retrying retrying, Condition condition, Judgement judgement, CustomRunStatus before, Instant now) {
        Siblings siblings = judgement.progress().siblings();
        Attempt ended = judgement.progress().asked().attempt();
        Verdict end = retrying.attemptEnd();
        AttemptStatus entry = new AttemptStatus(
                List.of(new Condition(
                        Condition.SUCCEEDED, "False", Reason.of(end).spelling(), Message.of(end, siblings), time(now))),
                time(ended.started()),
                completion(ended.started(), now));
        Attempt next = new Attempt(ended.retriesUsed() + 1, later(ended.started(), now), siblings.broken());
        return new CustomRunStatus(
                List.of(condition),
                time(next.started()),
                null,
                List.of(),
                Stream.concat(before.retriesStatus().stream(), Stream.of(entry)).toList(),
                memory(judgement, next),
                before.observedGeneration());
    }

    private static JsonNode memory(Judgement judgement, Attempt attempt) {
        return PersistedWaitWriter.write(
                judgement.progress().asked().request(),
                attempt,
                judgement.progress().siblings(),
                judgement.contention().supersession().lastNotSkipped());
    }

    private static Condition condition(Verdict verdict, Siblings siblings, CustomRunStatus before, Instant now) {
        String status = verdict.succeeds() ? "True" : verdict.ends() ? "False" : "Unknown";
        String since = before.succeeded()
                .filter(old -> status.equals(old.status()) && old.lastTransitionTime() != null)
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> time(now));
        return new Condition(
                Condition.SUCCEEDED, status, Reason.of(verdict).spelling(), Message.of(verdict, siblings), since);
    }

    private static Results results(Verdict verdict, Wait wait, Siblings siblings) {
        Results results = Results.of(wait.request(), siblings, verdict instanceof Verdict.Satisfied);
        return verdict instanceof Verdict.ResultTooLarge ? results.emptied() : results;
    }

    private static List<NameValue> results(Results results) {
        return results.values().entrySet().stream()
                .map(result -> new NameValue(result.getKey(), result.getValue()))
                .toList();
    }

    private static String completion(Instant started, Instant now) {
        return time(later(started, now));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
