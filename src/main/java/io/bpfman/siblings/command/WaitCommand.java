package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Waits in a pod of its own, for who has no controller: looks again and again, and leaves the results in files. */
final class WaitCommand {

    private static final String RESULTS = "--results-dir";
    private static final String POD_INFO = "--pod-info";
    private static final String TASK_RUNS = "tekton.dev/v1/taskruns";

    private final Function<ParseResult, Connection> way;
    private final InstantSource time;
    private final PrintStream out;

    WaitCommand(Function<ParseResult, Connection> way, InstantSource time, PrintStream out) {
        this.way = way;
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
        Connection.addTo(wait);
        return wait;
    }

    /** Waits; ends by a {@link FailedCommand} where there is no verdict. */
    ExitCode run(ParseResult flags) {
        Optional<ResultFiles> results = Folders.given(flags, RESULTS).map(folder -> new ResultFiles(folder).checked());
        PodInfo pod = PodInfo.given(flags, POD_INFO);
        Optional<String> given = Connection.givenNamespace(flags);
        Connection connection = way.apply(flags);
        String namespace = connection.namespace(flags);
        given.ifPresent(connection::checkNamespace);
        Instant started = time.instant().truncatedTo(ChronoUnit.SECONDS);
        CustomRun run = WaitFlags.run(flags, metadata(pod, namespace, started));
        Optional<Set<String>> declared = results.flatMap(any -> declaredResults(connection, namespace, pod));
        Evaluation last = new EvaluationLoop(connection, time, out).untilOver(run, pod.pipelineRun());
        Optional<FailedCommand> failure = failure(last);
        try {
            results.ifPresent(files -> files.write(
                    resultsOf(last.status()), declared.or(() -> declaredResults(connection, namespace, pod))));
        } catch (FailedCommand notWritten) {
            throw failure.orElse(notWritten);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ExitCode.OK;
    }

    /** Empty when all is well. */
    private static Optional<FailedCommand> failure(Evaluation last) {
        Condition condition = last.status().succeeded().orElseThrow();
        return Optional.of(last.verdict().match(new VerdictExitCode()))
                .filter(code -> code != ExitCode.OK)
                .map(code -> new FailedCommand(
                        code,
                        "%s: %s"
                                .formatted(
                                        condition.reason(),
                                        WaitFlags.asFlags(last.verdict(), String.valueOf(condition.message())))));
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
                .collect(Collectors.toMap(NameValue::name, NameValue::value, (one, other) -> other, TreeMap::new));
    }

    /** The results that the Task of this pod declares; empty when that cannot be read. */
    private static Optional<Set<String>> declaredResults(Connection connection, String namespace, PodInfo pod) {
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
