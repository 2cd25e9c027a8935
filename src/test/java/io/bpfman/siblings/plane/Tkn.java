package io.bpfman.siblings.plane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tekton's command line, limited to its commands customrun and pipelinerun. */
public record Tkn(Path binary, Path kubeconfig) {

    /** Runs a command and returns what it printed; fails with what it printed as error. */
    public String run(String... arguments) {
        var words = new ArrayList<>(List.of(binary.toString()));
        words.addAll(List.of(arguments));
        var environment = Map.of("KUBECONFIG", kubeconfig.toString(), "NO_COLOR", "true");
        return new Command(Sources.project(), environment, Duration.ofMinutes(1), words).output();
    }
}
