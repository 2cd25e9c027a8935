package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.intake.Adoption;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.reconcile.Look;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunResult;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Waits in a pod of its own, for who has no controller: looks again and again, and leaves the results in files. */
final class WaitCommand {

    private static final String NAMESPACE = "--namespace";
    private static final String RESULTS = "--results-dir";
    private static final String POD_INFO = "--pod-info";
    private static final Path DEFAULT_POD_INFO = Path.of("/etc/podinfo");
    private static final String TASK_RUNS = "tekton.dev/v1/taskruns";

    private final Connection connection;
    private final InstantSource time;
    private final PrintStream out;

    WaitCommand(Connection connection, InstantSource time, PrintStream out) {
        this.connection = connection;
        this.time = time;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec wait = CommandSpec.create();
        wait.usageMessage()
                .description(
                        "Waits for the sibling builds of one revision and hands their digests on, in the pod of a plain Task. It needs get and list on PipelineRuns and TaskRuns, uses Components and Snapshots where those may be read, and says what it could not see.",
                        "",
                        "What no flag tells is taken from the labels and annotations of the pod, which Tekton copies from the PipelineRun.",
                        "");
        WaitFlags.addTo(wait);
        wait.addOption(Folders.flag(
                        RESULTS,
                        "Folder for the results, a file each; in a Task /tekton/results. Default: none are written.")
                .build());
        wait.addOption(Folders.flag(
                        POD_INFO,
                        "Where a downwardAPI volume has the pod's labels and annotations. Default: /etc/podinfo, if it is there.")
                .build());
        wait.addOption(OptionSpec.builder(NAMESPACE)
                .paramLabel("NAME")
                .type(String.class)
                .description("Namespace of the builds. Default: that of the pod, or of the kubeconfig.")
                .build());
        return wait;
    }

    /** Waits; ends by a {@link FailedCommand} where there is no verdict. */
    ExitCode run(ParseResult flags) {
        Optional<ResultFiles> results = Folders.given(flags, RESULTS).map(folder -> new ResultFiles(folder).checked());
        PodInfo pod = podInfo(flags);
        String namespace = namespace(flags);
        Instant started = time.instant().truncatedTo(ChronoUnit.SECONDS);
        CustomRun run = WaitFlags.run(flags, metadata(pod, namespace, started));
        Look last = waited(run, pod.pipelineRun(), giveUp(run, started));
        Optional<FailedCommand> failure = failure(last);
        try {
            results.ifPresent(files -> files.write(resultsOf(last.status()), declaredResults(namespace, pod)));
        } catch (FailedCommand notWritten) {
            throw failure.orElse(notWritten);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ExitCode.OK;
    }

    /** Empty when all is well. */
    private static Optional<FailedCommand> failure(Look last) {
        Condition condition = last.status().succeeded().orElseThrow();
        return Optional.of(last.verdict().match(new VerdictExitCode()))
                .filter(code -> code != ExitCode.OK)
                .map(code -> new FailedCommand(code, "%s: %s".formatted(condition.reason(), condition.message())));
    }

    private Look waited(CustomRun asked, Optional<String> pipelineRun, Optional<Instant> giveUp) {
        String namespace = asked.getMetadata().getNamespace();
        Progress progress = new Progress(out, time.instant(), giveUp);
        Pace pace = Pace.start();
        CustomRun run = asked;
        boolean begun = false;
        while (true) {
            Instant now = time.instant();
            int listsBefore = connection.api().lists();
            Optional<Instant> nextLook = Optional.empty();
            try {
                if (!begun) {
                    pipelineRun.ifPresent(name -> setSubject(asked, name));
                    begun = true;
                }
                Look look = connection.examiner().look(run, now);
                run = run.with(run.getMetadata(), run.spec(), look.status());
                if (look.verdict().ends()) {
                    if (look.verdict().succeeds()) {
                        progress.tell(look.status(), now);
                    }
                    return look;
                }
                progress.tell(look.status(), now);
                if (look.verdict() instanceof Verdict.Retrying) {
                    continue;
                }
                nextLook = ((Verdict.Waiting) look.verdict()).nextLook();
            } catch (KubernetesClientException refused) {
                if (FailedCommand.isFinal(refused)) {
                    throw FailedCommand.of(refused, "read PipelineRuns", namespace);
                }
                String weather = "the API server cannot be asked: " + Weather.of(refused);
                if (giveUp.filter(end -> !now.isBefore(end)).isPresent()) {
                    throw new FailedCommand(ExitCode.TIMEOUT, "timed out, and " + weather);
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
        PipelineRun subject = connection
                .api()
                .pipelineRun(metadata.getNamespace(), pipelineRun)
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "there is no PipelineRun %s in namespace %s, in which this Task is said to run"
                                .formatted(pipelineRun, metadata.getNamespace())));
        metadata.setOwnerReferences(List.of(WaitFlags.owner(subject.getMetadata())));
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
            pause(millis);
            left = left.minusMillis(millis);
            progress.beat(time.instant());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", stopped);
        }
    }

    /** When there is no more use in asking an API server that is away: all attempts would be over. */
    private static Optional<Instant> giveUp(CustomRun run, Instant started) {
        CustomRunSpec spec = Adoption.specOf(run);
        @Nullable JsonNode given = spec.timeout();
        @Nullable JsonNode retries = spec.retries();
        int mostRetries = retries == null ? 0 : Math.max(0, Math.min(WaitRequestParser.MOST_RETRIES, retries.asInt()));
        Duration timeout = Optional.ofNullable(given)
                .flatMap(text -> GoDuration.parse(text.asText()))
                .orElse(Connection.DEFAULTS.timeout());
        return Optional.of(timeout)
                .filter(any -> !timeout.isZero())
                .map(each -> started.plus(each.multipliedBy(1L + mostRetries)));
    }

    private static PodInfo podInfo(ParseResult flags) {
        return Folders.given(flags, POD_INFO)
                .or(() -> Optional.of(DEFAULT_POD_INFO).filter(Files::isDirectory))
                .map(PodInfo::read)
                .orElseGet(PodInfo::none);
    }

    private String namespace(ParseResult flags) {
        return Optional.ofNullable(flags.<@Nullable String>matchedOptionValue(NAMESPACE, null))
                .filter(name -> !name.isEmpty())
                .or(connection::namespace)
                .map(ObjectNames::namespace)
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "no namespace: neither a pod nor a kubeconfig tells one; give --namespace"));
    }

    private static ObjectMeta metadata(PodInfo pod, String namespace, Instant started) {
        return new ObjectMetaBuilder()
                .withName(pod.taskRun().orElse("wait"))
                .withNamespace(namespace)
                .withUid("in no cluster")
                .withCreationTimestamp(started.toString())
                .withLabels(pod.labels())
                .withAnnotations(pod.annotations())
                .build();
    }

    private static Map<String, String> resultsOf(CustomRunStatus status) {
        return status.results().stream()
                .collect(Collectors.toMap(
                        CustomRunResult::name, CustomRunResult::value, (one, other) -> other, TreeMap::new));
    }

    /** The results that the Task of this pod declares; empty when that cannot be read. */
    private Optional<Set<String>> declaredResults(String namespace, PodInfo pod) {
        try {
            return pod.taskRun()
                    .flatMap(name -> connection.api().find(TASK_RUNS, namespace, name, JsonNode.class))
                    .map(taskRun -> taskRun.at("/status/taskSpec"))
                    .filter(JsonNode::isObject)
                    .map(task -> Set.copyOf(task.path("results").findValuesAsText("name")));
        } catch (KubernetesClientException refused) {
            return Optional.empty();
        }
    }
}
