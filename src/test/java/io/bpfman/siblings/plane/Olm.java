package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OLM's own tools, which tell whether something is a bundle. */
public final class Olm {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Without it, opm takes no image from anywhere. */
    private static final String POLICY = "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}";

    private final Path home;

    private Olm(Path home) {
        this.home = home;
    }

    /** With a home folder of its own below that folder. */
    public static Olm in(Path folder) {
        try {
            Path home = Files.createTempDirectory(folder, "olm-");
            Files.writeString(
                    Files.createDirectories(home.resolve(".config/containers")).resolve("policy.json"), POLICY);
            return new Olm(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails for manifests that are none of a bundle; returns what operator-verify says. */
    public String verify(Path bundle) {
        return run("operator-verify", "manifests", bundle.toString());
    }

    /** Returns what a catalog would hold of the bundle, as opm renders it from an image or a folder. */
    public String render(String bundle) {
        return run("opm", "render", "--use-http", bundle);
    }

    /** Fails for what is no catalog. */
    public void validate(Path catalog) {
        run("opm", "validate", catalog.toString());
    }

    private String run(String program, String... words) {
        var command = new ArrayList<>(List.of(Binaries.olm().resolve(program).toString()));
        command.addAll(List.of(words));
        return new Command(home, Map.of("HOME", home.toString()), LIMIT, command).output();
    }
}
