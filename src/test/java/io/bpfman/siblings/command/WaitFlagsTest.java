package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitRequestParser;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.OverwrittenOptionException;

class WaitFlagsTest {

    private static final ObjectMeta POD = new ObjectMetaBuilder()
            .withLabels(Map.of(
                    "pipelinesascode.tekton.dev/sha",
                    REVISION.value(),
                    "appstudio.openshift.io/application",
                    "bpfman-ystream",
                    "appstudio.openshift.io/component",
                    "bundle"))
            .build();

    private static CommandSpec command() {
        CommandSpec command = CommandSpec.create();
        WaitFlags.addTo(command);
        return command;
    }

    private static CustomRun run(String... arguments) {
        return WaitFlags.run(new CommandLine(command()).setExpandAtFiles(false).parseArgs(arguments), POD);
    }

    private static Parsed<WaitRequest> parsed(String... arguments) {
        return WaitRequestParser.parse(
                run(arguments), NOON, Collections.emptySortedMap(), KonfluxFacts::empty, Defaults.UNSET);
    }

    private static WaitRequest request(String... arguments) {
        return ((Parsed.Valid<WaitRequest>) parsed(arguments)).value();
    }

    private static List<String> problems(String... arguments) {
        return ((Parsed.Invalid<WaitRequest>) parsed(arguments)).problems();
    }

    @Test
    void thereIsAFlagForEachParamAndForTimeoutAndRetriesAndNoOther() {
        Set<String> params = Stream.concat(WaitRequestParser.PARAMS.stream(), Stream.of("timeout", "retries"))
                .map("--"::concat)
                .collect(Collectors.toSet());

        assertThat(command().optionsMap()).containsOnlyKeys(params);
    }

    static List<List<String>> twoSiblings() {
        return List.of(
                List.of("--siblings", "operator", "agent"),
                List.of("--siblings", "operator,agent"),
                List.of("--siblings=operator,agent"),
                List.of("--siblings", "operator, agent"),
                List.of("--siblings", "operator", "--siblings", "agent"),
                List.of("--siblings=operator", "--siblings=agent"),
                List.of("--siblings", "operator", "agent", "--retries", "0"));
    }

    @ParameterizedTest
    @MethodSource("twoSiblings")
    void siblingsAreSeveralWordsOrOneWithCommasOrSeveralFlags(List<String> arguments) {
        assertThat(request(arguments.toArray(String[]::new)).siblings()).isEqualTo(components("agent", "operator"));
    }

    @Test
    void oneSiblingIsOneWord() {
        assertThat(request("--siblings", "agent").siblings()).isEqualTo(components("agent"));
    }

    static List<List<String>> noSiblings() {
        return List.of(List.of(), List.of("--siblings"), List.of("--siblings="), List.of("--siblings", ""));
    }

    @ParameterizedTest
    @MethodSource("noSiblings")
    void withoutWordsSiblingsAreToBeFound(List<String> arguments) {
        assertThat(problems(arguments.toArray(String[]::new)))
                .singleElement()
                .asString()
                .startsWith("param siblings is missing, and ");
    }

    @Test
    void whatNoFlagTellsIsReadFromTheLabels() {
        WaitRequest request = request("--siblings", "agent");

        assertThat(request.waitingRun().revision()).isEqualTo(REVISION);
        assertThat(request.waitingRun().application()).contains("bpfman-ystream");
        assertThat(request.waitingRun().component()).contains(new ComponentName("bundle"));
        assertThat(request.timeout()).contains(Duration.ofHours(1));
        assertThat(request.retries()).isZero();
    }

    @Test
    void anEmptyValueIsTheSameAsNone() {
        assertThat(parsed(
                        "--siblings=agent",
                        "--revision=",
                        "--application=",
                        "--component=",
                        "--grace=",
                        "--not-built=",
                        "--on-failure=",
                        "--superseded=",
                        "--images=",
                        "--timeout=",
                        "--retries="))
                .isEqualTo(parsed("--siblings=agent"));
    }

    @Test
    void everyFlagIsHeard() {
        String other = "f".repeat(40);

        WaitRequest request = request(
                "--siblings",
                "agent",
                "operator",
                "--revision",
                other,
                "--application",
                "zstream",
                "--component",
                "catalog",
                "--grace",
                "90s",
                "--not-built",
                "omit",
                "--on-failure",
                "wait",
                "--superseded",
                "proceed",
                "--images",
                "agent=quay.io/a",
                "operator=quay.io/o",
                "--trusted",
                "agent=quay.io/b",
                "--fallback",
                "operator=" + Images.image("operator", 'f'),
                "--timeout",
                "1h30m",
                "--retries",
                "3");

        assertThat(request.waitingRun().revision().value()).isEqualTo(other);
        assertThat(request.onlyApplication()).contains("zstream");
        assertThat(request.waitingRun().component()).contains(new ComponentName("catalog"));
        assertThat(request.grace()).isEqualTo(Duration.ofSeconds(90));
        assertThat(request.notBuilt()).isEqualTo(OnNotBuilt.OMIT);
        assertThat(request.onFailure()).isEqualTo(OnFailure.WAIT);
        assertThat(request.onSuperseded()).isEqualTo(OnSuperseded.PROCEED);
        assertThat(request.images())
                .isEqualTo(Map.of(
                        new ComponentName("agent"), new ImageRepository("quay.io/a"),
                        new ComponentName("operator"), new ImageRepository("quay.io/o")));
        assertThat(request.trusted())
                .isEqualTo(Map.of(new ComponentName("agent"), new TreeSet<>(Set.of(new ImageRepository("quay.io/b")))));
        assertThat(request.fallback()).isEqualTo(Map.of(new ComponentName("operator"), Images.image("operator", 'f')));
        assertThat(request.timeout()).contains(Duration.ofMinutes(90));
        assertThat(request.retries()).isEqualTo(3);
    }

    @Test
    void aTimeoutOfZeroIsNone() {
        assertThat(request("--siblings=agent", "--timeout=0s").timeout()).isEmpty();
    }

    @Test
    void aNegativeNumberOfRetriesIsZero() {
        assertThat(request("--siblings=agent", "--retries", "-1").retries()).isZero();
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems(
                        "--siblings",
                        "agent",
                        "agent",
                        "bundle",
                        "A",
                        "--revision",
                        "main",
                        "--grace",
                        "2h",
                        "--not-built",
                        "x",
                        "--on-failure",
                        "y",
                        "--superseded",
                        "z",
                        "--images",
                        "agent",
                        "--timeout",
                        "soon",
                        "--retries",
                        "many"))
                .containsExactlyInAnyOrder(
                        "param revision must be a full commit id, 40 or 64 lower-case hex digits, and is \"main\"",
                        "param siblings: \"A\" is no component's name",
                        "param siblings names agent twice",
                        "param siblings names bundle, the subject's own component",
                        "param grace must be a duration from 0s to 1h, for example 90s, and is \"2h\"",
                        "param not-built must be one of promoted, fail, omit, and is \"x\"",
                        "param on-failure must be one of fail, wait, and is \"y\"",
                        "param superseded must be one of skip, proceed, and is \"z\"",
                        "param images: \"agent\" is not component=repository, the repository without tag and digest",
                        "timeout must be a duration of zero or more, for example 1h30m, and is \"soon\"",
                        "retries must be a number from 0 to 10, and is \"many\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "1.5", "٣", "+3", "99999999999999999999", "0x1"})
    void retriesAreANumberUpToTen(String retries) {
        assertThat(problems("--siblings=agent", "--retries=" + retries))
                .containsExactly("retries must be a number from 0 to 10, and is \"" + retries + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@/etc/passwd", "${sys:user.home}", "%s%n", "ä", "\"quoted\"", "a b", "-x"})
    void aValueIsTakenAsItIs(String value) {
        assertThat(run("--application", value).specOrEmpty().params())
                .singleElement()
                .satisfies(param -> assertThat(param.value().textValue()).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--timeout=-1s", "--timeout"})
    void aNegativeTimeoutIsToldWithEverythingElse(String flag) {
        List<String> arguments = flag.contains("=") ? List.of(flag) : List.of(flag, "-1s");

        assertThat(problems(Stream.concat(arguments.stream(), Stream.of("--siblings=A"))
                        .toArray(String[]::new)))
                .containsExactly(
                        "param siblings: \"A\" is no component's name",
                        "timeout must be a duration of zero or more, for example 1h30m, and is \"-1s\"");
    }

    @Test
    void aFlagOfOneValueCannotBeGivenTwice() {
        assertThatThrownBy(() -> run("--grace", "1s", "--grace", "2s")).isInstanceOf(OverwrittenOptionException.class);
    }

    @Test
    void theRunIsAWaitOfOurs() {
        assertThat(CustomTask.open(run("--siblings", "agent"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--siblings", "--revision=a", "--timeout=1s", "--retries=1"})
    void anyFlagIsNoticed(String flag) {
        assertThat(WaitFlags.areGiven(new CommandLine(command()).parseArgs(flag)))
                .isTrue();
    }

    @Test
    void theAbsenceOfFlagsIsNoticed() {
        assertThat(WaitFlags.areGiven(new CommandLine(command()).parseArgs())).isFalse();
    }

    @Test
    void theOwnerIsThePipelineRun() {
        ObjectMeta pipelineRun = new ObjectMetaBuilder()
                .withName("bundle-on-push-1")
                .withUid("uid-1")
                .build();
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withOwnerReferences(WaitFlags.owner(pipelineRun))
                .build();

        assertThat(CustomTask.waitingRun(new CustomRun().with(metadata, null, null)))
                .hasValueSatisfying(owner -> {
                    assertThat(owner.getName()).isEqualTo("bundle-on-push-1");
                    assertThat(Optional.of(owner.getUid())).contains("uid-1");
                });
    }
}
