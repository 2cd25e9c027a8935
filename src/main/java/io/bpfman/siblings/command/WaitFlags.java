package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.Param;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The params of a wait as flags of a command. They are parsed where a CustomRun's are, into which they are put. */
final class WaitFlags {

    private static final String TIMEOUT = "--timeout";
    private static final String RETRIES = "--retries";
    private static final Pattern PARAM =
            Pattern.compile("\\bparam (%s)\\b".formatted(String.join("|", WaitRequestParser.PARAMS)));

    private WaitFlags() {}

    /** Has the command take them. */
    static void addTo(CommandSpec command) {
        command.addOption(
                list(
                        "siblings",
                        "NAME",
                        "Components to wait for: several words or one comma-separated word. By default found by Components, where those may be read."));
        command.addOption(text(
                "revision", "COMMIT", "Full commit id whose builds are awaited. Default: that of the PipelineRun."));
        command.addOption(text(
                "application",
                "NAME",
                "Only builds of it count. Default: builds of any, those of the application of the PipelineRun first."));
        command.addOption(
                text("component", "NAME", "The component that waits. Default: the component of the PipelineRun."));
        command.addOption(text(
                "grace",
                "DURATION",
                "How long after the creation of the PipelineRun a build may still appear, 0s to 1h. Default: 60s."));
        command.addOption(
                text(
                        "not-built",
                        "CHOICE",
                        "What answers a sibling that was not built for the revision: promoted (its newest good image), fail or omit. Default: promoted."));
        command.addOption(
                text(
                        "on-failure",
                        "CHOICE",
                        "Whether a failed sibling ends the wait (fail) or a newer build of it is awaited (wait). Default: fail."));
        command.addOption(
                text(
                        "superseded",
                        "CHOICE",
                        "What a newer run of the same pipeline does: skip (end well with proceed=false) or proceed. Default: skip."));
        command.addOption(list(
                "images",
                "COMPONENT=REPOSITORY",
                "Repository under which a sibling's image is handed on; the digest stays."));
        command.addOption(list(
                "trusted",
                "COMPONENT=REPOSITORY",
                "Further repository from which a sibling's image is taken, beside that of its Component."));
        command.addOption(list(
                "fallback",
                "COMPONENT=IMAGE",
                "Image, pinned by its digest, that answers a sibling where nothing else does."));
        command.addOption(OptionSpec.builder(TIMEOUT)
                .paramLabel("DURATION")
                .type(String.class)
                .description("How long an attempt may take, for example 1h30m; 0s for no limit. Default: 1h.")
                .build());
        command.addOption(OptionSpec.builder(RETRIES)
                .paramLabel("NUMBER")
                .type(String.class)
                .description(
                        "How many attempts may follow one that timed out or met a failed sibling, 0 to 10. Default: 0.")
                .build());
    }

    /**
     * The wait that the flags ask for, as a CustomRun that is in no cluster.
     *
     * @param metadata whose labels and annotations tell what the flags do not
     */
    static CustomRun run(ParseResult flags, ObjectMeta metadata) {
        List<Param> params = new ArrayList<>();
        flags.matchedOptions().stream()
                .filter(WaitFlags::isParam)
                // Once for each time that it is given, and each with all its words.
                .distinct()
                .forEach(option -> params.add(new Param(option.longestName().substring(2), value(option))));
        CustomRunSpec spec = new CustomRunSpec(
                CustomTask.reference().customRef(),
                null,
                params,
                null,
                null,
                Flags.given(flags, RETRIES).map(WaitFlags::number).orElse(null),
                Flags.given(flags, TIMEOUT).<JsonNode>map(TextNode::valueOf).orElse(null),
                null);
        return new CustomRun().with(metadata, spec, null);
    }

    /** What is wrong with a request, with its params called as the user gave them. */
    static String asFlags(Verdict verdict, String message) {
        return verdict instanceof Verdict.Rejected || verdict instanceof Verdict.UnknownSiblings
                ? PARAM.matcher(message).replaceAll("--$1")
                : message;
    }

    /** Whether there are any. */
    static boolean areGiven(ParseResult flags) {
        return flags.matchedOptions().stream().anyMatch(WaitFlags::isParam)
                || flags.hasMatchedOption(TIMEOUT)
                || flags.hasMatchedOption(RETRIES);
    }

    /** How a CustomRun says which PipelineRun it stands in. */
    static OwnerReference owner(ObjectMeta pipelineRun) {
        return new OwnerReferenceBuilder()
                .withApiVersion("tekton.dev/v1")
                .withKind("PipelineRun")
                .withName(pipelineRun.getName())
                .withUid(pipelineRun.getUid())
                .withController(true)
                .build();
    }

    private static boolean isParam(OptionSpec option) {
        return WaitRequestParser.PARAMS.contains(option.longestName().substring(2));
    }

    private static JsonNode value(OptionSpec option) {
        if (!option.isMultiValue()) {
            return TextNode.valueOf(option.getValue());
        }
        String[] words = option.getValue();
        if (words.length == 1) {
            return TextNode.valueOf(words[0]);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(words).forEach(array::add);
        return array;
    }

    /** As Tekton would have it: a number, or else what the parser refuses. */
    private static JsonNode number(String text) {
        return text.matches("-?\\d{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                : TextNode.valueOf(text);
    }

    private static OptionSpec text(String param, String label, String description) {
        return Flags.text("--" + param, label, description);
    }

    private static OptionSpec list(String param, String label, String description) {
        return Flags.list("--" + param, label, description);
    }
}
