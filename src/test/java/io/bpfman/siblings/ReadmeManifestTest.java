package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.report.Reason;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the README to the files and names that it shows. */
class ReadmeManifestTest {

    private static final Readme README = Readme.ofThisProject();

    @Test
    void theReadmesYamlIsThatOfTheFiles() {
        assertThat(README.snippets())
                .as("every block of YAML says in a comment above it which file it is from")
                .hasSize(README.yamlBlocks())
                .isNotEmpty()
                .allSatisfy(snippet -> assertThat(snippet.yaml())
                        .as("README.md shows %s %s", snippet.file(), snippet.name())
                        .isEqualTo(excerpt(new ProjectFile(snippet.file()), snippet.name())));
    }

    @Test
    void theReadmeListsExactlyTheParams() {
        assertThat(README.keysUnder("Parameters")).containsExactlyInAnyOrderElementsOf(WaitRequestParser.PARAMS);
    }

    @Test
    void theReadmeListsExactlyTheResults() {
        Set<String> results = new TreeSet<>(Results.FIXED_NAMES);
        results.addAll(List.of("<component>", "<component>-digest"));

        assertThat(README.keysUnder("Results")).containsExactlyInAnyOrderElementsOf(results);
    }

    @Test
    void theReadmeListsExactlyTheReasons() {
        assertThat(README.keysUnder("Reasons"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::spelling).toList());
    }

    @Test
    void theReadmeListsExactlyTheConfiguration() {
        String prefix = WaitConfig.class.getAnnotation(ConfigMapping.class).prefix();
        List<Method> methods = List.of(WaitConfig.class.getDeclaredMethods());

        assertThat(README.keysUnder("Configuration"))
                .containsExactlyInAnyOrderElementsOf(
                        methods.stream().map(method -> key(prefix, method)).toList());
        assertThat(methods).allSatisfy(method -> assertThat(README.rowUnder("Configuration", key(prefix, method)))
                .startsWith(byDefault(method) + " |"));
    }

    private static String key(String prefix, Method method) {
        return prefix + "."
                + Optional.ofNullable(method.getAnnotation(WithName.class))
                        .map(WithName::value)
                        .orElseGet(() ->
                                method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    private static String byDefault(Method method) {
        return Optional.ofNullable(method.getAnnotation(WithDefault.class))
                .map(value -> "`" + value.value() + "`")
                .orElse("none");
    }

    private static String excerpt(ProjectFile file, String name) {
        if (name.isEmpty()) {
            return file.text();
        }
        return file.lines().stream()
                .dropWhile(line -> !line.strip().equals("# readme: " + name))
                .skip(1)
                .takeWhile(line -> !line.strip().equals("# readme: end"))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("\n"), text -> text.stripIndent().strip() + "\n"));
    }
}
