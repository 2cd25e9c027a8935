package io.bpfman.siblings;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The floor plan. A change here is a change of architecture and deserves its own commit. */
class ArchitectureTest {

    private static final String ROOT = "io.bpfman.siblings";
    private static final int MOST_CLASSES = 12;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /**
     * Each room, the rooms it may call, the libraries it may use. A room may call only those that stand above it, so there
     * is no circle. One that has rooms within is its own package alone; {@code ..} after its name is it with all of them.
     */
    static List<Room> plan() {
        return List.of(
                new Room("domain.names", calls(), uses()),
                new Room("domain.facts", calls("domain.names"), uses()),
                new Room("domain.component", calls("domain.names", "domain.facts"), uses()),
                new Room("domain.request", calls("domain.names", "domain.facts"), uses()),
                new Room(
                        "domain.sibling",
                        calls("domain.names", "domain.facts", "domain.component", "domain.request"),
                        uses()),
                new Room(
                        "domain.result",
                        calls("domain.names", "domain.facts", "domain.request", "domain.sibling"),
                        uses()),
                new Room("domain.witness", calls("domain.names", "domain.request", "domain.result"), uses()),
                new Room(
                        "domain.contention",
                        calls(
                                "domain.names",
                                "domain.facts",
                                "domain.component",
                                "domain.request",
                                "domain.sibling",
                                "domain.result",
                                "domain.witness"),
                        uses()),
                new Room("domain", calls("domain.."), uses()),
                new Room("text", calls(), uses()),
                new Room("tekton", calls(), uses("com.fasterxml.jackson", "io.fabric8")),
                new Room("konflux", calls(), uses()),
                new Room(
                        "report",
                        calls("domain..", "tekton", "text"),
                        uses("com.fasterxml.jackson.databind", "io.fabric8.kubernetes.api.model")),
                new Room("status", calls("domain..", "tekton", "report"), uses("com.fasterxml.jackson.databind")),
                new Room(
                        "intake",
                        calls("domain..", "tekton", "konflux", "status", "text"),
                        uses("com.fasterxml.jackson.databind", "io.fabric8.kubernetes.api.model")),
                new Room(
                        "evaluation",
                        calls("domain..", "intake", "status", "tekton"),
                        uses("io.fabric8.kubernetes.api.model")),
                new Room("config", calls("intake"), uses("io.smallrye.config")),
                new Room("telemetry", calls("domain.."), uses("io.micrometer", "jakarta")),
                new Room(
                        "reconcile.read",
                        calls("domain..", "tekton", "konflux", "status", "intake", "evaluation"),
                        uses("com.fasterxml.jackson", "io.fabric8")),
                new Room("reconcile.waits", calls("domain.."), uses("io.javaoperatorsdk", "jakarta")),
                new Room(
                        "reconcile.cache",
                        calls("domain..", "tekton", "konflux", "status", "intake", "report", "reconcile.waits"),
                        uses(
                                "com.fasterxml.jackson.databind",
                                "io.fabric8",
                                "io.javaoperatorsdk",
                                "jakarta",
                                "org.jboss.logging")),
                new Room(
                        "reconcile.witness",
                        calls(
                                "domain..",
                                "tekton",
                                "intake",
                                "report",
                                "text",
                                "reconcile.read",
                                "reconcile.waits",
                                "reconcile.cache"),
                        uses("io.fabric8", "io.javaoperatorsdk")),
                new Room(
                        "reconcile.platform",
                        calls("config", "telemetry", "tekton", "text", "reconcile.read"),
                        uses(
                                "com.fasterxml.jackson",
                                "io.fabric8",
                                "io.javaoperatorsdk",
                                "io.quarkus",
                                "jakarta",
                                "org.jboss.logging")),
                new Room(
                        "reconcile",
                        calls(
                                "domain..",
                                "tekton",
                                "konflux",
                                "config",
                                "status",
                                "intake",
                                "report",
                                "evaluation",
                                "telemetry",
                                "text",
                                "reconcile.."),
                        uses(
                                "com.fasterxml.jackson.databind",
                                "io.fabric8",
                                "io.javaoperatorsdk",
                                "io.quarkiverse.operatorsdk",
                                "io.quarkus",
                                "io.vertx.core",
                                "jakarta",
                                "org.jboss.logging")),
                new Room("manifest", calls("domain.names"), uses("org.snakeyaml.engine")),
                new Room("stamp", calls("domain.names", "text", "manifest"), uses("org.snakeyaml.engine")),
                new Room(
                        "validate",
                        calls("domain.names", "text", "manifest"),
                        uses("com.fasterxml.jackson", "org.snakeyaml.engine")),
                new Room(
                        "registry",
                        calls("domain.names"),
                        uses("com.fasterxml.jackson", "org.apache.commons.compress")),
                new Room("nudge", calls("domain.names", "text", "manifest"), uses("org.snakeyaml.engine")),
                new Room("forge", calls(), uses("com.fasterxml.jackson")),
                new Room("git", calls("domain.names"), uses("org.eclipse.jgit", "io.quarkus.runtime.annotations")),
                new Room(
                        "explain",
                        calls(
                                "domain..",
                                "tekton",
                                "konflux",
                                "status",
                                "report",
                                "intake",
                                "evaluation",
                                "text",
                                "reconcile.read"),
                        uses("com.fasterxml.jackson.databind", "io.fabric8.kubernetes.api.model")),
                new Room(
                        "board",
                        calls(
                                "domain..",
                                "tekton",
                                "konflux",
                                "status",
                                "report",
                                "intake",
                                "evaluation",
                                "explain",
                                "text",
                                "reconcile.read"),
                        uses(
                                "com.fasterxml.jackson",
                                "io.fabric8.kubernetes",
                                "io.quarkus.qute",
                                "io.quarkus.vertx.http",
                                "io.smallrye",
                                "io.vertx",
                                "jakarta")),
                new Room(
                        "command",
                        calls(
                                "domain..",
                                "manifest",
                                "stamp",
                                "validate",
                                "registry",
                                "nudge",
                                "forge",
                                "git",
                                "konflux",
                                "tekton",
                                "status",
                                "report",
                                "intake",
                                "evaluation",
                                "explain",
                                "board",
                                "text",
                                "reconcile.read",
                                "reconcile.platform"),
                        uses(
                                "com.fasterxml.jackson",
                                "io.fabric8",
                                "io.quarkus.runtime",
                                "javax.net.ssl",
                                "org.snakeyaml.engine",
                                "picocli")),
                new Room(
                        "dev",
                        calls("tekton", "konflux", "intake"),
                        uses(
                                "com.fasterxml.jackson",
                                "io.fabric8",
                                "io.quarkus",
                                "jakarta",
                                "org.eclipse.microprofile.config",
                                "org.jboss.logging")));
    }

    @ParameterizedTest
    @MethodSource("plan")
    void aRoomKnowsOnlyWhatThePlanGivesIt(Room room) {
        classes()
                .that()
                .resideInAPackage(packages(room.name()))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(room.world())
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("plan")
    void noRoomIsEmpty(Room room) {
        assertThat(CLASSES.stream().filter(room::holds)).isNotEmpty();
    }

    @Test
    void everyClassLivesInARoom() {
        classes()
                .should()
                .resideInAnyPackage(
                        plan().stream().map(room -> packages(room.name())).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void aRoomCallsOnlyThoseAboveIt() {
        List<String> above = new ArrayList<>();
        for (Room room : plan()) {
            assertThat(above)
                    .as(room.name())
                    .containsAll(room.calls().stream()
                            .flatMap(ArchitectureTest::rooms)
                            .filter(called -> !called.equals(room.name()))
                            .toList());
            above.add(room.name());
        }
    }

    static List<Room> nested() {
        return Stream.of("domain..", "reconcile..")
                .flatMap(ArchitectureTest::rooms)
                .map(name -> new Room(name, calls(), uses()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("nested")
    void noRoomOfTheDomainOrTheShellIsLarge(Room room) {
        assertThat(CLASSES.stream()
                        .filter(room::holds)
                        .filter(candidate -> candidate.isTopLevelClass()
                                && !candidate.getSimpleName().equals("package-info")))
                .hasSizeLessThanOrEqualTo(MOST_CLASSES);
    }

    @Test
    void onlyTheShellIsGivenAClock() {
        DescribedPredicate<JavaCall<?>> readsTheTime = target(
                        owner(assignableTo(Clock.class).or(assignableTo(InstantSource.class))))
                .or(target(owner(type(System.class))).and(target(nameMatching("currentTimeMillis|nanoTime"))))
                .or(target(nameMatching("now"))
                        .and(target(owner(type(Instant.class)
                                .or(type(LocalDate.class))
                                .or(type(LocalDateTime.class))
                                .or(type(OffsetDateTime.class))
                                .or(type(ZonedDateTime.class))))));
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + ".reconcile..",
                        ROOT + ".command..",
                        ROOT + ".explain..",
                        ROOT + ".board..",
                        ROOT + ".dev..")
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe("the time is read", call -> readsTheTime.test(call)))
                .check(CLASSES);
    }

    @Test
    void theShellReadsTheTimeFromItsSourceOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".reconcile..", ROOT + ".command..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void theFieldsOfTheDomainAreFinal() {
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(ROOT + ".domain..")
                .should()
                .beFinal()
                .check(CLASSES);
    }

    @Test
    void noClassHasANameThatSaysNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils|Util|Helper|Manager|Impl)")
                .orShould()
                .haveSimpleNameStartingWith("Base")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CLASSES);
    }

    @Test
    void noRecordOnTheWireHasAMethodThatJacksonTakesForAField() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .areRecords()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(ROOT + ".tekton..")
                .should()
                .haveNameMatching("(get|is)[A-Z].*")
                .check(CLASSES);
    }

    @Test
    void everyRoomSaysThatItsValuesAreNotNull() {
        assertThat(packages()).isNotEmpty().allSatisfy(room -> assertThat(room.isAnnotatedWith(NullMarked.class))
                .as(room.getName())
                .isTrue());
    }

    private static List<JavaPackage> packages() {
        return CLASSES.stream().map(JavaClass::getPackage).distinct().toList();
    }

    private static List<String> calls(String... rooms) {
        return List.of(rooms);
    }

    private static List<String> uses(String... libraries) {
        return List.of(libraries);
    }

    /** The rooms that are meant by one name, which may end in {@code ..}. */
    private static Stream<String> rooms(String called) {
        String outer = called.replace("..", "");
        return plan().stream()
                .map(Room::name)
                .filter(name -> name.equals(outer) || (called.endsWith("..") && name.startsWith(outer + ".")));
    }

    /** What ArchUnit calls the packages of the room: of one that has rooms within, its own alone. */
    private static String packages(String room) {
        boolean nests = plan().stream().anyMatch(other -> other.name().startsWith(room + "."));
        return ROOT + "." + room + (nests ? "" : "..");
    }

    private record Room(String name, List<String> calls, List<String> uses) {

        boolean holds(JavaClass candidate) {
            return PackageMatcher.of(packages(name)).matches(candidate.getPackageName());
        }

        String[] world() {
            var own = Stream.of(packages(name), "java..", "org.jspecify..");
            var rooms = calls.stream().flatMap(ArchitectureTest::rooms).map(ArchitectureTest::packages);
            var libraries = uses.stream().map(library -> library + "..");
            return Stream.of(own, rooms, libraries).flatMap(s -> s).toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
