package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.explain.Explainer;
import io.bpfman.siblings.explain.Explanation;
import io.bpfman.siblings.explain.OpenWaitList;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.PipelineWaits;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Says why a wait waits, or how it ended, by what the cluster has now. */
final class ExplainCommand {

    private static final String OUTPUT = "--output";
    private static final String AS_OF = "--as-of";
    private static final String WATCH = "--watch";
    private static final String OF_PIPELINE_RUN = "tekton.dev/pipelineRun=";
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Function<ParseResult, Connection> way;
    private final InstantSource time;
    private final PrintStream out;

    ExplainCommand(Function<ParseResult, Connection> way, InstantSource time, PrintStream out) {
        this.way = way;
        this.time = time;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec explain = CommandSpec.create();
        explain.usageMessage()
                .description(
                        "Says why a wait waits, or how it ended: each sibling with its state, its build and its image, what must happen before the wait ends, and when it times out.",
                        "",
                        "Names a CustomRun, or a PipelineRun whose waits are explained; where that has none yet, what one would say. A namespace alone lists its open waits. It looks with your own rights, and says where they are too few.",
                        "");
        explain.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("NAMESPACE[/NAME]")
                .type(String.class)
                .description("A CustomRun or PipelineRun, or with -n its name alone. Default: all open waits.")
                .build());
        explain.addOption(OptionSpec.builder(AS_OF)
                .paramLabel("NAMESPACE/NAME")
                .type(String.class)
                .description("A PipelineRun: says what a wait in it would say now, with the params given as flags.")
                .build());
        explain.addOption(OptionSpec.builder("-w", WATCH)
                .type(boolean.class)
                .description("Looks again every five seconds, and shows what is new.")
                .build());
        explain.addOption(OptionSpec.builder("-o", OUTPUT)
                .paramLabel("FORMAT")
                .type(String.class)
                .description("text, json or yaml. Default: text.")
                .build());
        Connection.addTo(explain);
        WaitFlags.addTo(explain);
        return explain;
    }

    ExitCode run(ParseResult flags) {
        Optional<String> named = Optional.ofNullable(flags.matchedPositionalValue(0, (String) null));
        Optional<String> asOf = Flags.given(flags, AS_OF);
        Format format = Format.of(Flags.given(flags, OUTPUT).orElse("text"));
        if (named.isPresent() && asOf.isPresent()) {
            throw bad("name either a wait, as NAMESPACE/NAME, or a PipelineRun with --as-of");
        }
        if (asOf.isEmpty() && WaitFlags.areGiven(flags)) {
            throw bad("the params of a wait are its own: give them with --as-of only");
        }
        Optional<String> namespace = Connection.givenNamespace(flags);
        Place place = Place.of(asOf.or(() -> named), namespace, asOf.isPresent());
        Connection connection = way.apply(flags);
        String where = place.namespace().orElseGet(() -> connection.namespace(flags));
        if (place.name().isEmpty() && format != Format.TEXT) {
            throw bad("the list of a namespace is there as text only: name a wait for -o json or yaml");
        }
        String shown = "";
        do {
            String now = look(connection, where, place.name(), asOf.isPresent(), flags, format);
            if (!now.equals(shown)) {
                show(now, flags);
                shown = now;
            }
            if (Flags.chosen(flags, WATCH)) {
                Rest.millis(BETWEEN_LOOKS.toMillis());
            }
        } while (Flags.chosen(flags, WATCH) && !out.checkError());
        return ExitCode.OK;
    }

    /** In place of what was shown before, where a terminal can do that. */
    private void show(String text, ParseResult flags) {
        boolean terminal = Terminal.isThere() && Flags.chosen(flags, WATCH);
        out.print(terminal ? "\u001b[H\u001b[2J" + text : text);
        out.flush();
    }

    private String look(
            Connection connection,
            String namespace,
            Optional<String> name,
            boolean asOf,
            ParseResult flags,
            Format format) {
        try {
            if (name.isEmpty()) {
                List<CustomRun> all = connection.api().list(ClusterApi.CUSTOM_RUNS, namespace, "", CustomRun.class);
                if (all.isEmpty()) {
                    connection.checkNamespace(namespace);
                }
                return OpenWaitList.of(namespace, all, time.instant()).text();
            }
            Explainer explainer = new Explainer(connection.api(), Connection.EVALUATOR, time);
            List<Explanation> explanations = asOf
                    ? List.of(explainer.asOf(imagined(connection, namespace, name.get(), flags)))
                    : waits(connection, namespace, name.get()).stream()
                            .map(run -> CustomTask.imagined(run) ? explainer.asOf(run) : explainer.explain(run))
                            .toList();
            return explanations.stream().map(format::of).collect(Collectors.joining(format.between()));
        } catch (KubernetesClientException refused) {
            throw connection.failed(refused, "read CustomRuns and PipelineRuns", namespace);
        }
    }

    /** The wait of that name, or those of the PipelineRun of that name, or those that stand in its pipeline. */
    private static List<CustomRun> waits(Connection connection, String namespace, String name) {
        Optional<CustomRun> run = connection.api().find(ClusterApi.CUSTOM_RUNS, namespace, name, CustomRun.class);
        if (run.isPresent()) {
            if (!CustomTask.ours(run.get())) {
                throw bad("CustomRun %s is of another custom task than %s".formatted(name, CustomTask.KIND));
            }
            return List.of(run.get());
        }
        List<CustomRun> ofPipelineRun = connection
                .api()
                .list(ClusterApi.CUSTOM_RUNS, namespace, OF_PIPELINE_RUN + Place.label(name), CustomRun.class)
                .stream()
                .filter(CustomTask::ours)
                .toList();
        if (!ofPipelineRun.isEmpty()) {
            return ofPipelineRun;
        }
        JsonNode pipelineRun = connection
                .api()
                .find(ClusterApi.PIPELINE_RUNS, namespace, name, JsonNode.class)
                .orElseThrow(() -> {
                    connection.checkNamespace(namespace);
                    return bad("there is neither a CustomRun nor a PipelineRun %s in namespace %s"
                            .formatted(name, namespace));
                });
        List<CustomRunSpec> specs = PipelineWaits.of(pipelineRun);
        if (specs.isEmpty()) {
            throw bad("PipelineRun %s has no task of kind %s in its pipeline, as far as that is known"
                    .formatted(name, CustomTask.KIND));
        }
        PipelineRun typed = connection
                .api()
                .pipelineRun(namespace, name)
                .orElseThrow(() -> bad("PipelineRun %s is gone".formatted(name)));
        List<CustomRun> imagined = new ArrayList<>();
        specs.forEach(spec -> imagined.add(new CustomRun().with(metadata(typed.getMetadata()), spec, null)));
        return imagined;
    }

    private static CustomRun imagined(Connection connection, String namespace, String name, ParseResult flags) {
        PipelineRun waitingRun = connection
                .api()
                .pipelineRun(namespace, name)
                .orElseThrow(() -> bad("there is no PipelineRun %s in namespace %s".formatted(name, namespace)));
        return WaitFlags.run(flags, metadata(waitingRun.getMetadata()));
    }

    private static ObjectMeta metadata(ObjectMeta waitingRun) {
        return new ObjectMetaBuilder()
                .withName(waitingRun.getName())
                .withNamespace(waitingRun.getNamespace())
                .withUid("in no cluster")
                .withCreationTimestamp(waitingRun.getCreationTimestamp())
                .withLabels(waitingRun.getLabels())
                .withAnnotations(waitingRun.getAnnotations())
                .withOwnerReferences(WaitFlags.owner(waitingRun))
                .build();
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }

    private enum Format {
        TEXT,
        JSON,
        YAML;

        static Format of(String output) {
            return switch (output) {
                case "text" -> TEXT;
                case "json" -> JSON;
                case "yaml" -> YAML;
                default -> throw bad("-o must be text, json or yaml, and is " + output);
            };
        }

        String of(Explanation explanation) {
            return switch (this) {
                case TEXT -> explanation.text();
                case JSON -> explanation.json().toPrettyString() + "\n";
                case YAML -> Serialization.asYaml(explanation.json());
            };
        }

        String between() {
            return this == TEXT ? "\n" : "";
        }
    }

    /** Where to look; without a name at all waits, without a namespace in that of the connection. */
    private record Place(Optional<String> namespace, Optional<String> name) {

        static Place of(Optional<String> text, Optional<String> flag, boolean needsName) {
            if (text.isEmpty()) {
                return new Place(flag, Optional.empty());
            }
            int slash = text.get().indexOf('/');
            if (slash < 0 && (flag.isPresent() || needsName)) {
                if (flag.isEmpty()) {
                    throw bad("write NAMESPACE/NAME instead of " + text.get());
                }
                return new Place(flag, Optional.of(ObjectNames.name(text.get())));
            }
            if (slash < 0) {
                return new Place(Optional.of(ObjectNames.namespace(text.get())), Optional.empty());
            }
            if (flag.isPresent()) {
                throw bad("the namespace stands twice: give either -n or NAMESPACE/NAME");
            }
            return new Place(
                    Optional.of(ObjectNames.namespace(text.get().substring(0, slash))),
                    Optional.of(ObjectNames.name(text.get().substring(slash + 1))));
        }

        /** As much of a name as a label can hold: Tekton cuts none, as it makes no longer names of PipelineRuns. */
        static String label(String name) {
            return name.length() > 63 ? name.substring(0, 63) : name;
        }
    }
}
