package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.result.StepResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
        Map<Path, Path> staged = new TreeMap<>();
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<String, String> result : results.entrySet()) {
                Path file = folder.resolve(result.getKey());
                Path beside = folder.resolve("." + result.getKey() + ".new");
                staged.put(beside, file);
                Files.writeString(beside, result.getValue());
            }
            for (Map.Entry<Path, Path> file : staged.entrySet()) {
                Files.move(file.getKey(), file.getValue(), StandardCopyOption.ATOMIC_MOVE);
                written.add(file.getValue());
            }
        } catch (IOException refused) {
            written.forEach(ResultFiles::remove);
            throw cannotWrite(refused.toString());
        } finally {
            staged.keySet().forEach(ResultFiles::remove);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException refused) {
            // The command says that the results are not there, and ends badly.
        }
    }

    private FailedCommand cannotWrite(String why) {
        return new FailedCommand(
                ExitCode.BAD_INPUT, "the results cannot be written into %s: %s".formatted(folder, why));
    }
}
