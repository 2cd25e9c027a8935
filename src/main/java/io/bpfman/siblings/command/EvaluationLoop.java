package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.EvidenceUnavailable;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.ListedEvidence;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at a wait that is in no cluster again and again, until it is over. */
final class EvaluationLoop {

    /** After a look that went well, so many refusals in a row are taken for a fault that passes, such as a restart. */
    private static final int PASSING_REFUSALS = 2;

    /** An API server that has never answered for so long is not the one that was meant. */
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(5);

    /** When time is over, what can be read soon still counts. */
    private static final Duration LAST_READING = Duration.ofSeconds(2);

    private final Connection connection;
    private final InstantSource time;
    private final PrintStream out;

    EvaluationLoop(Connection connection, InstantSource time, PrintStream out) {
        this.connection = connection;
        this.time = time;
        this.out = out;
    }

    /**
     * The look that ends it; ends by a {@link FailedCommand} where the API server does not let us in.
     *
     * @param pipelineRun in which it stands; empty when it stands by itself
     */
    Evaluation untilOver(CustomRun asked, Optional<String> pipelineRun) {
        Instant started = time.instant();
        Optional<Instant> giveUp = giveUp(asked);
        Progress progress = new Progress(out, started, giveUp);
        Pace pace = Pace.start();
        ListedEvidence evidence =
                new ListedEvidence(connection.api(), asked.getMetadata().getNamespace(), time);
        CustomRun run = asked;
        int refusals = PASSING_REFUSALS;
        while (true) {
            Instant now = time.instant();
            int listsBefore = connection.api().lists();
            Optional<Instant> nextLook;
            try {
                CustomRun looked = run;
                Evaluation evaluation = ClusterApi.until(stop(giveUp, now), () -> {
                    if (looked.status() == null) {
                        pipelineRun.ifPresent(name -> setSubject(asked, name));
                    }
                    return Connection.EVALUATOR.evaluate(looked, evidence, now);
                });
                if (evaluation.verdict() instanceof Verdict.Unread) {
                    throw (KubernetesClientException) evaluation
                            .unavailable()
                            .map(EvidenceUnavailable::refusal)
                            .orElseThrow();
                }
                run = run.with(run.getMetadata(), run.spec(), evaluation.status());
                refusals = 0;
                if (evaluation.verdict().succeeds() || !evaluation.verdict().ends()) {
                    progress.tell(evaluation.status(), now);
                }
                if (evaluation.verdict().ends()) {
                    return evaluation;
                }
                nextLook = evaluation.nextLook(now);
            } catch (KubernetesClientException refused) {
                boolean refusedForGood = ApiRefusal.of(refused).isFinal() && ++refusals > PASSING_REFUSALS;
                boolean neverThere = run.status() == null && now.isAfter(started.plus(FIRST_ANSWER));
                if (refusedForGood || neverThere) {
                    throw connection.failed(
                            refused, "read PipelineRuns", asked.getMetadata().getNamespace());
                }
                String weather = "the API server cannot be asked: " + Weather.of(refused);
                if (giveUp.filter(end -> !now.isBefore(end)).isPresent()) {
                    throw new FailedCommand(ExitCode.GAVE_UP, "timed out, and " + weather);
                }
                progress.tell(weather, now);
                nextLook = giveUp;
            }
            Duration pause = pace.pause(connection.api().lists() - listsBefore);
            pace = pace.slower();
            rest(shorter(pause, until(nextLook).orElse(pause)), progress);
        }
    }

    /** Stands in the PipelineRun of its TaskRun, as a CustomRun does. */
    private void setSubject(CustomRun run, String pipelineRun) {
        ObjectMeta metadata = run.getMetadata();
        PipelineRun waitingRun = connection
                .api()
                .pipelineRun(metadata.getNamespace(), pipelineRun)
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "there is no PipelineRun %s in namespace %s, in which this Task is said to run"
                                .formatted(pipelineRun, metadata.getNamespace())));
        metadata.setOwnerReferences(List.of(WaitFlags.owner(waitingRun.getMetadata())));
    }

    /** Nobody waits for an answer when there is no more use in it. */
    private static CompletableFuture<Void> stop(Optional<Instant> giveUp, Instant now) {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        return giveUp.map(end -> Duration.between(now, end))
                .map(rest -> rest.compareTo(LAST_READING) < 0 ? LAST_READING : rest)
                .map(rest -> stop.completeOnTimeout(null, rest.toMillis(), TimeUnit.MILLISECONDS))
                .orElse(stop);
    }

    private Optional<Duration> until(Optional<Instant> then) {
        return then.map(there -> Duration.between(time.instant(), there));
    }

    /** Counts what was slept, and not by the clock, which may be set back in the meantime. */
    private void rest(Duration length, Progress progress) {
        Duration left = length;
        while (!left.isZero() && !left.isNegative()) {
            Duration untilHeartbeat = Duration.between(time.instant(), progress.nextHeartbeat());
            // It counts in milliseconds and must not end before the time has come.
            long millis =
                    Math.max(1, shorter(left, untilHeartbeat).plusMillis(1).toMillis());
            Rest.millis(millis);
            left = left.minusMillis(millis);
            progress.beat(time.instant());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** When there is no more use in asking an API server that is away: all attempts would be over. */
    private static Optional<Instant> giveUp(CustomRun run) {
        CustomRunSpec spec = run.specOrEmpty();
        Instant started =
                Instants.parse(run.getMetadata().getCreationTimestamp()).orElseThrow();
        @Nullable JsonNode given = spec.timeout();
        @Nullable JsonNode retries = spec.retries();
        int mostRetries = retries == null ? 0 : Math.max(0, Math.min(WaitRequestParser.MOST_RETRIES, retries.asInt()));
        Duration timeout = Optional.ofNullable(given)
                .flatMap(text -> GoDuration.parse(text.asText()))
                .orElse(Defaults.UNSET.timeout());
        return Optional.of(timeout)
                .filter(any -> !timeout.isZero())
                .map(each -> started.plus(each.multipliedBy(1L + mostRetries)));
    }
}
