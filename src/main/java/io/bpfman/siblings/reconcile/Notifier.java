package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.platform.EventRecorder;
import io.bpfman.siblings.reconcile.witness.Witnesses;
import io.bpfman.siblings.report.MismatchWords;
import io.bpfman.siblings.report.StateWords;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.telemetry.WaitMetrics;
import io.bpfman.siblings.text.Truncation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Tells what has been written: by Events, in the log, and by metrics. */
@Singleton
public class Notifier {

    private static final Logger LOG = Logger.getLogger(Notifier.class);
    private static final String SIBLING_READY = "SiblingReady";
    private static final String BUILD_NOT_COUNTED = "BuildNotCounted";
    private static final String NOT_SIGNED = "NotSigned";
    private static final int LONGEST_LOGGED = 256;

    private final EventRecorder events;
    private final WaitMetrics metrics;
    private final Witnesses witnesses;
    private final BuildCache builds;

    Notifier(EventRecorder events, WaitMetrics metrics, Witnesses witnesses, BuildCache builds) {
        this.events = events;
        this.metrics = metrics;
        this.witnesses = witnesses;
        this.builds = builds;
    }

    /** Tells of a status that was written. */
    void tell(CustomRun run, Evaluation evaluation, Instant now) {
        String answers = evaluation.newlyAnswered().entrySet().stream()
                .map(sibling -> ready(sibling.getKey(), sibling.getValue()))
                .collect(Collectors.joining(", "));
        if (!answers.isEmpty()) {
            events.tell(run, false, SIBLING_READY, answers, now);
        }
        evaluation.newlyUncounted().forEach(build -> {
            String why = MismatchWords.of(build.why());
            events.tell(
                    run,
                    true,
                    BUILD_NOT_COUNTED,
                    "PipelineRun %s has the revision and answers no sibling: %s".formatted(build.pipelineRun(), why),
                    now);
            metrics.buildNotCounted(why);
        });
        Condition condition = evaluation.status().succeeded().orElseThrow();
        Optional<String> reasonBefore = evaluation.before().succeeded().map(Condition::reason);
        if (!reasonBefore.equals(Optional.ofNullable(condition.reason()))) {
            reasonChanged(run, evaluation, condition, now);
        }
        if (evaluation.verdict() instanceof Verdict.Satisfied && !witnesses.on() && CustomTask.ofABuild(run)) {
            CustomTask.waitingRun(run)
                    .filter(any -> builds.anySigned())
                    .ifPresent(waitingRun -> events.tell(run, true, NOT_SIGNED, notSigned(waitingRun.getName()), now));
        }
    }

    private static String notSigned(String pipelineRun) {
        return "Tekton Chains will not sign PipelineRun %s, as a CustomRun is among its tasks (tektoncd/chains#1210), and Konflux neither promotes nor releases what is not signed: put the wait into a gate, a PipelineRun of its own before the build, or have an administrator apply k8s/chains"
                .formatted(pipelineRun);
    }

    /** Counts a write that the API server refused, as the run had changed. */
    void refused() {
        metrics.writeRefused();
    }

    private void reasonChanged(CustomRun run, Evaluation evaluation, Condition condition, Instant now) {
        String reason = String.valueOf(condition.reason());
        String message = String.valueOf(condition.message());
        boolean warning = evaluation.verdict() instanceof Verdict.Retrying || "False".equals(condition.status());
        events.tell(run, warning, reason, message, now);
        metrics.reasonChanged(reason);
        if (evaluation.verdict().ends()) {
            metrics.ended(reason, waited(evaluation.status(), now));
        }
        log(run, evaluation, reason, message);
    }

    private static Duration waited(CustomRunStatus status, Instant now) {
        Duration waited = Duration.between(Instants.parse(status.startTime()).orElse(now), now);
        return waited.isNegative() ? Duration.ZERO : waited;
    }

    private static void log(CustomRun run, Evaluation evaluation, String reason, String message) {
        MDC.put("namespace", run.getMetadata().getNamespace());
        MDC.put("customRun", run.getMetadata().getName());
        MDC.put("uid", run.getMetadata().getUid());
        MDC.put(
                "revision",
                evaluation
                        .request()
                        .map(request -> request.waitingRun().revision().value())
                        .orElse(""));
        LOG.infof("%s: %s", reason, Truncation.cut(message, LONGEST_LOGGED));
        MDC.remove("namespace");
        MDC.remove("customRun");
        MDC.remove("uid");
        MDC.remove("revision");
    }

    private static String ready(ComponentName sibling, SiblingState state) {
        return state.answer()
                .map(image -> "%s: %s (%s)".formatted(sibling, image, StateWords.of(state)))
                .orElseGet(() -> "%s (%s)".formatted(sibling, StateWords.of(state)));
    }
}
