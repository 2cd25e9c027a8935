package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A step that is really executed: a process for the container of a pod that has just one. */
public final class Step implements AutoCloseable {

    private static final String RESULTS = "/tekton/results";

    private final Pod pod;
    private final Path folder;
    private final List<String> results;
    private final Instant started;
    private final Process process;

    private Step(Pod pod, Path folder, List<String> results, Instant started, Process process) {
        this.pod = pod;
        this.folder = folder;
        this.results = results;
        this.started = started;
        this.process = process;
    }

    /**
     * Starts it as Tekton's entrypoint would in the container, with folders of this machine for those mounted there.
     *
     * @param secrets by the name of one its data
     */
    static Step start(Pod pod, StepProgram program, Function<String, Map<String, String>> secrets) {
        var container = pod.getSpec().getContainers().get(0);
        try {
            var folder = Files.createTempDirectory("step-");
            var mounts = mounts(pod, container, folder, secrets);
            var separator = container.getArgs().indexOf("--");
            var options = container.getArgs().subList(0, separator);
            var words = new ArrayList<>(program.command(pod));
            container.getArgs().stream()
                    .skip(separator + 1L)
                    .map(word -> onThisMachine(word, mounts))
                    .forEach(words::add);
            var builder = new ProcessBuilder(Child.endingWithThisJvm(words.get(0), words))
                    .directory(folder.toFile())
                    .redirectOutput(folder.resolve("stdout").toFile())
                    .redirectError(folder.resolve("stderr").toFile());
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/bin:/bin");
            container.getEnv().forEach(variable -> builder.environment()
                    .put(variable.getName(), onThisMachine(value(pod, variable), mounts)));
            return new Step(pod, folder, declaredResults(options), Instant.now(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what it has written to its standard output so far. */
    public String stdout() {
        return text("stdout");
    }

    /** Returns what it has written to its standard error so far. */
    public String stderr() {
        return text("stderr");
    }

    /** Tells whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Returns its pod as it was when the step began. */
    Pod pod() {
        return pod;
    }

    /** Tells whether it is the step of this pod, and not of another one with the same name. */
    boolean isOf(Pod other) {
        return pod.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    /** Asks it to end, as a kubelet does when the pod is deleted. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Returns how its pod ends: with its results whether it succeeded or not, or as a failure where they are too long. */
    PodState ending() {
        var message = new TerminationMessage(started, writtenResults());
        if (message.fits()) {
            return PodState.ended(process.exitValue(), message);
        }
        write("stderr", "Termination message is above max allowed size 4096, caused by large task result.\n");
        return PodState.ended(1, new TerminationMessage(started, Map.of()));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folders by the paths they have in the container, a path before its own beginnings. */
    private static Map<String, Path> mounts(
            Pod pod, Container container, Path folder, Function<String, Map<String, String>> secrets)
            throws IOException {
        var mounts = new TreeMap<String, Path>(Comparator.reverseOrder());
        mounts.put(RESULTS, Files.createDirectory(folder.resolve("results")));
        for (var mount : container.getVolumeMounts()) {
            var fields = downwardFields(pod, mount.getName());
            if (fields.isPresent()) {
                var place = Files.createDirectory(folder.resolve(mount.getName()));
                for (var item : fields.orElseThrow().getItems()) {
                    var value = DownwardApi.value(pod, item.getFieldRef().getFieldPath());
                    Files.writeString(place.resolve(item.getPath()), value);
                }
                mounts.put(mount.getMountPath(), place);
            }
            var secret = volume(pod, mount.getName()).map(Volume::getSecret);
            if (secret.isPresent()) {
                var place = Files.createDirectory(folder.resolve(mount.getName()));
                for (var entry :
                        secrets.apply(secret.orElseThrow().getSecretName()).entrySet()) {
                    Files.write(
                            place.resolve(entry.getKey()), Base64.getDecoder().decode(entry.getValue()));
                }
                mounts.put(mount.getMountPath(), place);
            }
        }
        return mounts;
    }

    private static Optional<DownwardAPIVolumeSource> downwardFields(Pod pod, String volume) {
        return volume(pod, volume).map(Volume::getDownwardAPI);
    }

    private static Optional<Volume> volume(Pod pod, String name) {
        return pod.getSpec().getVolumes().stream()
                .filter(candidate -> name.equals(candidate.getName()))
                .findFirst();
    }

    private static String onThisMachine(String text, Map<String, Path> mounts) {
        var word = text;
        for (var mount : mounts.entrySet()) {
            word = word.replace(mount.getKey(), mount.getValue().toString());
        }
        return word;
    }

    private static String value(Pod pod, EnvVar variable) {
        var source = variable.getValueFrom();
        return source == null
                ? Optional.ofNullable(variable.getValue()).orElse("")
                : DownwardApi.value(pod, source.getFieldRef().getFieldPath());
    }

    private static List<String> declaredResults(List<String> options) {
        var option = options.indexOf("-results");
        return option < 0 ? List.of() : List.of(options.get(option + 1).split(","));
    }

    private Map<String, String> writtenResults() {
        return results.stream()
                .filter(result -> Files.exists(folder.resolve("results").resolve(result)))
                .collect(Collectors.toMap(
                        result -> result, result -> text("results/" + result), (a, b) -> b, TreeMap::new));
    }

    private String text(String file) {
        try {
            return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
