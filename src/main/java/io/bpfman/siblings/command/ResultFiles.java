package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.result.StepResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The folder in which Tekton looks for a step's results, a file for each. */
record ResultFiles(Path folder) {

    /** Fails where nothing can be written, so that nobody waits in vain. */
    ResultFiles checked() {
        // An empty path would be the folder that the command happens to run in.
        if (folder.toString().isEmpty() || !Files.isDirectory(folder)) {
            throw cannotWrite("it is no directory");
        }
        if (!Files.isWritable(folder)) {
            throw cannotWrite("it is not writable");
        }
        return this;
    }

    /**
     * Writes all of them or, when something is in the way, none.
     *
     * @param declared the results that the Task declares, as Tekton passes on no others; empty when nobody knows
     */
    void write(Map<String, String> results, Optional<? extends Collection<String>> declared) {
        Map<String, String> passedOn = new TreeMap<>(results);
        declared.ifPresent(passedOn.keySet()::retainAll);
        int bytes = StepResults.bytes(passedOn);
        if (bytes > StepResults.LARGEST_BYTES) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "the results have %d bytes, and Tekton takes %d from a step: declare fewer of them in the Task, or wait for fewer siblings in one task"
                            .formatted(bytes, StepResults.LARGEST_BYTES));
        }
        Map<Path, String> files = new TreeMap<>();
        results.forEach((name, value) -> files.put(folder.resolve(name), value));
        try {
            StagedFiles.write(files);
        } catch (IOException refused) {
            files.keySet().stream().filter(Files::isRegularFile).forEach(StagedFiles::remove);
            throw cannotWrite(refused.toString());
        }
    }

    private FailedCommand cannotWrite(String why) {
        return new FailedCommand(
                ExitCode.BAD_INPUT, "the results cannot be written into %s: %s".formatted(folder, why));
    }
}
