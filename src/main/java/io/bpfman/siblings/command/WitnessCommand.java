package io.bpfman.siblings.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.witness.AttestedResults;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The one step of a TaskRun that states a wait's digests to Tekton Chains: hands its arguments out as the results. It
 * lets nothing pass but a commit and digests, so that nobody can have anything else signed in a wait's name.
 */
final class WitnessCommand {

    private static final String RESULTS = "--results-dir";
    private static final String REVISION = "--revision";
    private static final String DIGESTS = "--digests";

    private final PrintStream out;

    WitnessCommand(PrintStream out) {
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec witness = CommandSpec.create();
        witness.usageMessage()
                .description(
                        "Hands a revision and digests out as the results of a TaskRun. The controller makes that TaskRun, so that Tekton Chains signs for what a wait handed on; nobody needs to call it by hand.",
                        "");
        Stream.of(
                        Folders.flag(RESULTS, "Folder for the results; in a Task /tekton/results."),
                        OptionSpec.builder(REVISION)
                                .paramLabel("COMMIT")
                                .type(String.class)
                                .description("The full commit id."),
                        OptionSpec.builder(DIGESTS)
                                .paramLabel("JSON")
                                .type(String.class)
                                .description("The digests, a JSON object by component."))
                .map(option -> option.required(true).build())
                .forEach(witness::addOption);
        return witness;
    }

    ExitCode run(ParseResult flags) {
        ResultFiles results = new ResultFiles(flags.<Path>matchedOptionValue(RESULTS, null)).checked();
        String revision = flags.matchedOptionValue(REVISION, "");
        String digests = flags.matchedOptionValue(DIGESTS, "");
        if (!Revision.wellFormed(revision)) {
            throw new FailedCommand(ExitCode.BAD_INPUT, REVISION + " must be a full commit id");
        }
        if (!areDigests(digests)) {
            throw new FailedCommand(ExitCode.BAD_INPUT, DIGESTS + " must be a JSON object of digests by component");
        }
        results.write(Map.of(AttestedResults.REVISION, revision, AttestedResults.DIGESTS, digests), Optional.empty());
        out.printf("revision %s%ndigests  %s%n", revision, digests);
        return ExitCode.OK;
    }

    private static boolean areDigests(String text) {
        try {
            JsonNode object = new ObjectMapper().readTree(text);
            // As a wait writes it: so nothing stands behind the object, and no component in it twice.
            return object.isObject()
                    && object.toString().equals(text)
                    && object.properties().stream()
                            .allMatch(entry -> ComponentName.wellFormed(entry.getKey())
                                    && entry.getValue().isTextual()
                                    && ImageDigest.wellFormed(entry.getValue().textValue()));
        } catch (JsonProcessingException malformed) {
            return false;
        }
    }
}
