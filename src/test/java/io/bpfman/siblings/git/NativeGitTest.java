package io.bpfman.siblings.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResourceBundle;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No native image is built here, so the list that it needs is held to the code that needs it. */
class NativeGitTest {

    @Test
    void everySettingThatJGitListsByReflectionIsRegistered() {
        Set<String> settings = new ClassFileImporter()
                .importPackages("org.eclipse.jgit").stream()
                        .filter(candidate -> candidate.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTarget().getName().equals("getEnum")))
                        .flatMap(caller -> caller.getDirectDependenciesFromSelf().stream())
                        .map(Dependency::getTargetClass)
                        .filter(JavaClass::isEnum)
                        .map(JavaClass::getName)
                        .filter(name -> name.startsWith("org.eclipse.jgit."))
                        .collect(Collectors.toCollection(TreeSet::new));
        settings.add("org.eclipse.jgit.internal.JGitText");

        assertThat(settings).hasSizeGreaterThan(10);
        assertThat(List.of(NativeGit.class
                        .getAnnotation(RegisterForReflection.class)
                        .classNames()))
                .containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void theTextsThatAreRegisteredAreThere() {
        assertThat(ResourceBundle.getBundle(NativeGit.class
                                .getAnnotation(RegisterResourceBundle.class)
                                .bundleName())
                        .keySet())
                .isNotEmpty();
    }
}
