package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** The packaged program as the image starts it, with this machine's java and the memory of the Deployment. */
public final class ImageJvm {

    private static final Path CONFIGURATION = Path.of("src", "main", "resources", "application.properties");
    private static final Path DEPLOYMENT = Path.of("k8s", "deployment.yaml");
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private ImageJvm() {}

    /** Returns the image's entry point with further system properties; arguments may follow. */
    public static List<String> command(Map<String, String> systemProperties) {
        try (Reader file = Files.newBufferedReader(CONFIGURATION)) {
            var configuration = new Properties();
            configuration.load(file);
            var entryPoint = List.of(
                    configuration.getProperty("quarkus.jib.jvm-entrypoint").split(",", -1));
            var jar = entryPoint.indexOf("-jar");
            var words = new ArrayList<String>();
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            words.addAll(entryPoint.subList(1, jar));
            words.add("-XX:MaxRAM=" + memoryLimit());
            systemProperties.forEach((name, value) -> words.add("-D" + name + "=" + value));
            words.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In bytes; outside a container the JVM would take the machine's. */
    private static long memoryLimit() throws IOException {
        try (InputStream yaml = Files.newInputStream(DEPLOYMENT)) {
            var pod = Serialization.unmarshal(yaml, Deployment.class).getSpec().getTemplate();
            var resources = pod.getSpec().getContainers().get(0).getResources();
            var limit = Objects.requireNonNull(resources.getLimits().get("memory"), "the limit of memory");
            return limit.getNumericalAmount().longValueExact();
        }
    }
}
