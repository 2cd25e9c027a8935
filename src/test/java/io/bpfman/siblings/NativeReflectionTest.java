package io.bpfman.siblings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NativeReflectionTest {

    private static final String ROOT = "io.bpfman.siblings";
    private static final String JACKSON = "com.fasterxml.jackson.annotation";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyClassThatIsMetByReflectionIsRegistered() {
        assertThat(registered()).containsExactlyInAnyOrderElementsOf(metByReflection());
    }

    @Test
    void thereAreObjectsOfTheWireToRegister() {
        assertThat(metByReflection())
                .contains(
                        ROOT + ".tekton.v1.PipelineRun",
                        ROOT + ".tekton.v1beta1.CustomRun",
                        ROOT + ".reconcile.read.ClusterApi$Page");
    }

    private static Set<String> metByReflection() {
        return CLASSES.stream()
                .filter(candidate -> candidate.isAssignableTo(HasMetadata.class)
                        || candidate.isAssignableTo(JsonDeserializer.class)
                        || isOnTheWire(candidate)
                        || hasAnnotation(candidate))
                .map(HasName::getName)
                .collect(Collectors.toSet());
    }

    private static boolean isOnTheWire(JavaClass candidate) {
        return candidate.isRecord() && candidate.getPackageName().startsWith(ROOT + ".tekton");
    }

    private static boolean hasAnnotation(JavaClass candidate) {
        return candidate.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .anyMatch(annotation -> annotation.getPackageName().equals(JACKSON));
    }

    private static Set<String> registered() {
        JavaClass list = CLASSES.get(ROOT + ".reconcile.platform.NativeReflection");
        RegisterForReflection registration = list.getAnnotationOfType(RegisterForReflection.class);
        return Arrays.stream(registration.targets()).map(Class::getName).collect(Collectors.toSet());
    }
}
