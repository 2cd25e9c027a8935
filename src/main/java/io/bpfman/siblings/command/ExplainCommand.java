package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Provenance;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.ListedEvidence;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Says why a wait waits, or how it ended, by what the cluster has now. */
final class ExplainCommand {

    private static final String OUTPUT = "--output";
    private static final String AS_OF = "--as-of";

    /** In which a controller that is there has written the first status of a run. */
    private static final Duration FIRST_STATUS = Duration.ofSeconds(10);

    private final Connection connection;
    private final InstantSource time;
    private final PrintStream out;

    ExplainCommand(Connection connection, InstantSource time, PrintStream out) {
        this.connection = connection;
        this.time = time;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec explain = CommandSpec.create();
        explain.usageMessage()
                .description(
                        "Says why a wait waits: each sibling with its state, its build and its image, what would end the wait, and when it times out. It looks at the cluster itself, so it needs no controller; of a wait that is over it tells how it ended.",
                        "",
                        "With --as-of it says what a wait in that PipelineRun would say now, with the params that are given as flags.",
                        "");
        explain.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("NAMESPACE/NAME")
                .type(String.class)
                .description("The wait, a CustomRun.")
                .build());
        explain.addOption(OptionSpec.builder(AS_OF)
                .paramLabel("NAMESPACE/NAME")
                .type(String.class)
                .description("A PipelineRun that need have no wait.")
                .build());
        explain.addOption(OptionSpec.builder("-o", OUTPUT)
                .paramLabel("FORMAT")
                .type(String.class)
                .description("text, json or yaml. Default: text.")
                .build());
        WaitFlags.addTo(explain);
        return explain;
    }

    ExitCode run(ParseResult flags) {
        Function<Explanation, String> format = format(flags.matchedOptionValue(OUTPUT, "text"));
        @Nullable String wait = flags.matchedPositionalValue(0, null);
        @Nullable String pipelineRun = flags.matchedOptionValue(AS_OF, null);
        if ((wait == null) == (pipelineRun == null)) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT, "name either a wait, as NAMESPACE/NAME, or a PipelineRun with --as-of");
        }
        if (wait != null && WaitFlags.areGiven(flags)) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT, "the params of a wait are its own: give them with --as-of only");
        }
        Place place = Place.parse(wait == null ? pipelineRun : wait);
        try {
            out.print(format.apply(wait == null ? asOf(place, flags) : existing(place)));
            out.flush();
            return ExitCode.OK;
        } catch (KubernetesClientException refused) {
            throw FailedCommand.of(refused, "read CustomRuns and PipelineRuns", place.namespace());
        }
    }

    private static Function<Explanation, String> format(String output) {
        return switch (output) {
            case "text" -> Explanation::text;
            case "json" -> explanation -> explanation.json().toPrettyString() + "\n";
            case "yaml" -> explanation -> Serialization.asYaml(explanation.json());
            default -> throw new FailedCommand(ExitCode.BAD_INPUT, "-o must be text, json or yaml, and is " + output);
        };
    }

    private Explanation existing(Place place) {
        CustomRun run = connection
                .api()
                .find(ClusterApi.CUSTOM_RUNS, place.namespace(), place.name(), CustomRun.class)
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "there is no CustomRun %s in namespace %s".formatted(place.name(), place.namespace())));
        if (!CustomTask.ours(run)) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "CustomRun %s is of another custom task than %s".formatted(place.name(), CustomTask.KIND));
        }
        Instant now = time.instant();
        if (CustomTask.open(run)) {
            return live(place.toString(), run, evaluation -> notes(run, evaluation, now), now);
        }
        CustomRunStatus status = run.statusOrEmpty();
        Optional<PersistedWait> persisted = PersistedWaitReader.read(status.extraFields());
        return explanation(
                place.toString(),
                place.namespace(),
                status.startTime(),
                persisted.map(PersistedWait::request),
                // What Components told is over with the wait.
                Provenance.of(run, KonfluxFacts.empty()),
                PersistedWaitReader.siblings(status.extraFields()),
                persisted.map(PersistedWait::uncounted).orElse(List.of()),
                status.succeeded(),
                Instants.parse(status.completionTime()),
                List.of(),
                List.of(),
                now);
    }

    private Explanation asOf(Place place, ParseResult flags) {
        PipelineRun waitingRun = connection
                .api()
                .find(ClusterApi.PIPELINE_RUNS, place.namespace(), place.name(), PipelineRun.class)
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "there is no PipelineRun %s in namespace %s".formatted(place.name(), place.namespace())));
        Instant now = time.instant();
        ObjectMeta facts = waitingRun.getMetadata();
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withName(place.name())
                .withNamespace(place.namespace())
                .withUid("in no cluster")
                .withCreationTimestamp(facts.getCreationTimestamp())
                .withLabels(facts.getLabels())
                .withAnnotations(facts.getAnnotations())
                .withOwnerReferences(WaitFlags.owner(facts))
                .build();
        return live(
                "of PipelineRun %s, if there were one".formatted(place),
                WaitFlags.run(flags, metadata),
                evaluation -> List.of(),
                now);
    }

    /**
     * What a look at the cluster shows. Where it would end a wait that a controller has in hand, the controller's own word
     * counts, as it may know more, or be about to write, or await a witness.
     */
    private Explanation live(String title, CustomRun run, Function<Evaluation, List<String>> notes, Instant now) {
        String namespace = run.getMetadata().getNamespace();
        ListedEvidence evidence = new ListedEvidence(connection.api(), namespace, time);
        Evaluation evaluation = Connection.EVALUATOR.evaluate(run, evidence, now);
        if (evaluation.unavailable().isPresent()) {
            throw evaluation.unavailable().get().refusal();
        }
        SortedMap<ComponentName, SiblingState> states = evaluation.siblings().states();
        List<String> endings = new ArrayList<>();
        evaluation
                .request()
                .filter(any -> evaluation.verdict() instanceof Verdict.Waiting)
                .ifPresent(request -> states.forEach((sibling, state) ->
                        state.match(new Blockers(request, sibling.value())).ifPresent(endings::add)));
        Optional<Condition> shown = evaluation.status().succeeded();
        Optional<Condition> written = evaluation.before().succeeded().filter(any -> evaluation
                .verdict()
                .ends());
        if (written.isPresent()) {
            shown.ifPresent(end -> endings.add(
                    "the controller, to which this look would say %s: %s".formatted(end.reason(), end.message())));
        }
        return explanation(
                title,
                namespace,
                evaluation.status().startTime(),
                evaluation.request(),
                Provenance.of(run, evidence.konflux()),
                states.entrySet().stream()
                        .map(sibling -> PersistedSibling.of(sibling.getKey(), sibling.getValue()))
                        .toList(),
                List.copyOf(evaluation.siblings().uncounted()),
                written.or(() -> shown),
                Optional.empty(),
                endings,
                written.isPresent() ? List.of() : notes.apply(evaluation),
                now);
    }

    private Explanation explanation(
            String title,
            String namespace,
            @Nullable String startTime,
            Optional<WaitRequest> request,
            List<Provenance> own,
            List<PersistedSibling> siblings,
            List<UncountedBuild> notCounted,
            Optional<Condition> condition,
            Optional<Instant> ended,
            List<String> endings,
            List<String> notes,
            Instant now) {
        List<Explanation.Line> lines = siblings.stream()
                .map(sibling -> new Explanation.Line(sibling, since(namespace, sibling, request)))
                .toList();
        Optional<Instant> started = Instants.parse(startTime);
        boolean over = condition.filter(Condition::terminal).isPresent();
        return new Explanation(
                title,
                condition,
                request.map(known -> known.waitingRun().revision().value()),
                own,
                lines,
                notCounted,
                endings,
                request.flatMap(WaitRequest::timeout)
                        .filter(any -> !over)
                        .flatMap(timeout -> started.map(begun -> begun.plus(timeout))),
                ended,
                notes,
                now.truncatedTo(ChronoUnit.SECONDS));
    }

    /** By the condition of its build; a sibling without one is awaited since its waiting run was created. */
    private Optional<Instant> since(String namespace, PersistedSibling sibling, Optional<WaitRequest> request) {
        if (sibling.pipelineRun().isPresent()) {
            return connection
                    .api()
                    .find(
                            ClusterApi.PIPELINE_RUNS,
                            namespace,
                            sibling.pipelineRun().get(),
                            PipelineRun.class)
                    .flatMap(ExplainCommand::since);
        }
        return request.filter(any -> sibling.source().isEmpty())
                .map(known -> known.waitingRun().created());
    }

    private static Optional<Instant> since(PipelineRun build) {
        return Optional.ofNullable(build.status())
                .flatMap(RunStatus::succeeded)
                .map(Condition::lastTransitionTime)
                .flatMap(Instants::parse)
                .or(() -> Instants.parse(build.getMetadata().getCreationTimestamp()));
    }

    /** What the controller has written, where it is not what a look shows. */
    private static List<String> notes(CustomRun run, Evaluation evaluation, Instant now) {
        Optional<Condition> written = evaluation.before().succeeded();
        if (written.isEmpty()) {
            boolean silent = Instants.parse(run.getMetadata().getCreationTimestamp())
                    .filter(created -> now.isAfter(created.plus(FIRST_STATUS)))
                    .isPresent();
            return silent
                    ? List.of("no controller has written a status of it: is wait-for-siblings running?")
                    : List.of();
        }
        Optional<String> message = evaluation.status().succeeded().map(Condition::message);
        return written
                .filter(told -> !message.equals(Optional.ofNullable(told.message())))
                .map(told -> "its status says %s: %s".formatted(told.reason(), told.message()))
                .stream()
                .toList();
    }

    /** An object in its namespace. */
    private record Place(String namespace, String name) {

        static Place parse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new FailedCommand(ExitCode.BAD_INPUT, "write NAMESPACE/NAME instead of " + text);
            }
            return new Place(
                    ObjectNames.namespace(text.substring(0, slash)), ObjectNames.name(text.substring(slash + 1)));
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }
}
