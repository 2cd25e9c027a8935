package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Requests;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitRequestParserTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Defaults DEFAULTS = new Defaults(Duration.ofMinutes(60), Duration.ofHours(2));
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final String INSTEAD_OF_SPEC =
            "customSpec is not supported: write taskRef (in a CustomRun, customRef) with apiVersion "
                    + "siblings.bpfman.io/v1alpha1, kind WaitForSiblings and no name";
    private static final String INSTEAD_OF_NAME = "a name in taskRef or customRef is not supported: write apiVersion "
            + "siblings.bpfman.io/v1alpha1 and kind WaitForSiblings only";

    private static Parsed<WaitRequest> parse(CustomRuns run) {
        return WaitRequestParser.parse(run.build(), NOON, Collections.emptySortedMap(), KonfluxFacts::empty, DEFAULTS);
    }

    private static WaitRequest valid(CustomRuns run) {
        return ((Parsed.Valid<WaitRequest>) parse(run)).value();
    }

    private static List<String> problems(CustomRuns run) {
        return ((Parsed.Invalid<WaitRequest>) parse(run)).problems();
    }

    private static CustomRuns aRun() {
        return aWait().waitingFor("agent", "operator");
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj("c%d"::formatted).toArray(String[]::new);
    }

    @Test
    void whatNobodySaidIsReadFromThePipelineRunsFactsOrHasItsDefault() {
        assertThat(parse(aRun()))
                .isEqualTo(new Parsed.Valid<>(new WaitRequest(
                        new WaitingRun(
                                Optional.of("subject-uid"),
                                Requests.REVISION,
                                Optional.of("bpfman-ystream"),
                                Optional.of(new ComponentName("bundle")),
                                Optional.of(new GitRef("main")),
                                Optional.empty(),
                                new BuildEvent.Push(),
                                NOON,
                                Optional.empty(),
                                Collections.emptySortedSet()),
                        Optional.empty(),
                        components("agent", "operator"),
                        Duration.ofSeconds(60),
                        OnNotBuilt.PROMOTED,
                        OnFailure.FAIL,
                        OnSuperseded.SKIP,
                        Duration.ofHours(2),
                        new TreeMap<>(),
                        Collections.emptySortedMap(),
                        Collections.emptySortedMap(),
                        Optional.of(Duration.ofHours(1)),
                        0)));
    }

    @Test
    void everyParamCounts() {
        CustomRuns run = aRun().param("revision", SHA256)
                .param("application", "bpfman-zstream")
                .param("component", "catalog")
                .param("grace", "1m30s")
                .param("not-built", "omit")
                .param("on-failure", "wait")
                .param("superseded", "proceed")
                .param("trusted", "agent=quay.io/elsewhere/agent", "agent=quay.io/third/agent")
                .param("fallback", "operator=" + Images.image("operator", 'f'))
                .param("images", "agent=registry.redhat.io/bpfman/agent", "operator=localhost:5000/operator")
                .timeout("2h")
                .retries(3);

        assertThat(parse(run))
                .isEqualTo(new Parsed.Valid<>(new WaitRequest(
                        new WaitingRun(
                                Optional.of("subject-uid"),
                                new Revision(SHA256),
                                Optional.of("bpfman-ystream"),
                                Optional.of(new ComponentName("catalog")),
                                Optional.of(new GitRef("main")),
                                Optional.empty(),
                                new BuildEvent.Push(),
                                NOON,
                                Optional.empty(),
                                Collections.emptySortedSet()),
                        Optional.of("bpfman-zstream"),
                        components("agent", "operator"),
                        Duration.ofSeconds(90),
                        OnNotBuilt.OMIT,
                        OnFailure.WAIT,
                        OnSuperseded.PROCEED,
                        Duration.ofHours(2),
                        new TreeMap<>(Map.of(
                                new ComponentName("agent"), new ImageRepository("registry.redhat.io/bpfman/agent"),
                                new ComponentName("operator"), new ImageRepository("localhost:5000/operator"))),
                        new TreeMap<>(Map.of(
                                new ComponentName("agent"),
                                new TreeSet<>(List.of(
                                        new ImageRepository("quay.io/elsewhere/agent"),
                                        new ImageRepository("quay.io/third/agent"))))),
                        new TreeMap<>(Map.of(new ComponentName("operator"), Images.image("operator", 'f'))),
                        Optional.of(Duration.ofHours(2)),
                        3)));
    }

    @Test
    void aStandaloneRunMustSayEverything() {
        CustomRuns run = aRun().standalone().withoutFacts().param("revision", Requests.REVISION.value());

        assertThat(valid(run).waitingRun())
                .isEqualTo(new WaitingRun(
                        Optional.empty(),
                        Requests.REVISION,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new BuildEvent.Push(),
                        NOON,
                        Optional.empty(),
                        Collections.emptySortedSet()));
    }

    @Test
    void aPullRequestIsReadFromTheFacts() {
        CustomRuns run = aRun().label("pipelinesascode.tekton.dev/event-type", "pull_request")
                .label("pipelinesascode.tekton.dev/pull-request", "1441");

        assertThat(valid(run).waitingRun().event()).isEqualTo(new BuildEvent.PullRequest(Optional.of("1441")));
    }

    @Test
    void anEmptyParamIsTheSameAsNone() {
        CustomRuns run = aRun();
        WaitRequestParser.PARAMS.stream()
                .filter(name -> !name.equals("siblings"))
                .forEach(name -> run.param(name, ""));

        assertThat(parse(run)).isEqualTo(parse(aRun()));
    }

    @Test
    void aParamThatIsNullIsTheSameAsNone() {
        CustomRuns run = aRun();
        WaitRequestParser.PARAMS.stream()
                .filter(name -> !name.equals("siblings"))
                .forEach(name -> run.param(name, JSON.nullNode()));

        assertThat(parse(run)).isEqualTo(parse(aRun()));
    }

    @Test
    void anEmptyArrayOfImagesIsTheSameAsNone() {
        assertThat(Stream.of(aRun().param("images", new String[0]), aRun().param("images", new String[] {""}))
                        .map(WaitRequestParserTest::parse))
                .containsOnly(parse(aRun()));
    }

    static Stream<CustomRuns> withoutSiblings() {
        return Stream.of(
                aWait(),
                aWait().param("siblings", ""),
                aWait().param("siblings", "  "),
                aWait().param("siblings", new String[0]),
                aWait().param("siblings", new String[] {""}),
                aWait().param("siblings", JSON.nullNode()));
    }

    @ParameterizedTest
    @MethodSource("withoutSiblings")
    void whereNoComponentTellsOfThemTheSiblingsMustBeNamed(CustomRuns run) {
        assertThat(parse(run))
                .isEqualTo(new Parsed.Invalid<>(
                        List.of("param siblings is missing, and no other Component nudges bundle or is built from its "
                                + "repository, which is unknown: name the components to wait for"),
                        Requests.REVISION.value(),
                        components()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent,operator", "operator,agent", " agent , operator ", "agent,\noperator\n"})
    void theSiblingsMayBeOneTextWithCommas(String text) {
        assertThat(parse(aWait().param("siblings", text))).isEqualTo(parse(aRun()));
    }

    @Test
    void theImagesMayBeOneTextWithCommas() {
        assertThat(parse(aRun().param("images", "agent=quay.io/a, operator=quay.io/o")))
                .isEqualTo(parse(aRun().param("images", "agent=quay.io/a", "operator=quay.io/o")));
    }

    @Test
    void twoHundredAndFiftySixSiblingsAreAwaited() {
        assertThat(valid(aWait().waitingFor(names(256))).siblings()).hasSize(256);
    }

    @Test
    void twoHundredAndFiftySevenSiblingsAreTooMany() {
        assertThat(parse(aWait().waitingFor(names(257))))
                .isEqualTo(new Parsed.Invalid<>(
                        List.of("param siblings names 257 components, at most 256 are possible"),
                        Requests.REVISION.value(),
                        components()));
    }

    static Stream<Arguments> badSiblings() {
        return Stream.of(
                Arguments.of(
                        aWait().waitingFor("agent", "Operator"),
                        List.of("param siblings: \"Operator\" is no component's name")),
                Arguments.of(aWait().waitingFor("agent", ""), List.of("param siblings: \"\" is no component's name")),
                Arguments.of(
                        aWait().param("siblings", "agent,,operator"),
                        List.of("param siblings: \"\" is no component's name")),
                Arguments.of(
                        aWait().param("siblings", "agent,"), List.of("param siblings: \"\" is no component's name")),
                Arguments.of(
                        aWait().waitingFor(" agent", "operator"),
                        List.of("param siblings: \" agent\" is no component's name")),
                Arguments.of(
                        aWait().waitingFor("b\u0007\u202e\n", "operator"),
                        List.of("param siblings: \"b\\u0007\\u202e\\u000a\" is no component's name")),
                Arguments.of(
                        aWait().waitingFor("A".repeat(64)),
                        List.of("param siblings: \"" + "A".repeat(64) + "\" is no component's name")),
                Arguments.of(
                        aWait().waitingFor("A".repeat(65)),
                        List.of("param siblings: \"" + "A".repeat(64) + "…\" is no component's name")),
                Arguments.of(
                        aWait().waitingFor("agent", "operator", "operator", "agent", "agent"),
                        List.of("param siblings names agent twice", "param siblings names operator twice")),
                Arguments.of(
                        aWait().waitingFor("agent", "bundle"),
                        List.of("param siblings names bundle, the subject's own component")),
                Arguments.of(
                        aRun().param("component", "agent"),
                        List.of("param siblings names agent, the subject's own component")),
                Arguments.of(
                        aWait().waitingFor("a", "a-digest"),
                        List.of(
                                "param siblings: a and a-digest cannot be awaited together, as both have a result a-digest")),
                Arguments.of(
                        aWait().waitingFor("proceed"),
                        List.of("param siblings: proceed cannot be awaited, as proceed is the name of another result")),
                Arguments.of(
                        aWait().waitingFor("revision"),
                        List.of(
                                "param siblings: revision cannot be awaited, as revision is the name of another result")),
                Arguments.of(
                        aWait().waitingFor("digests", "pullspecs", "sources"),
                        List.of(
                                "param siblings: digests cannot be awaited, as digests is the name of another result",
                                "param siblings: pullspecs cannot be awaited, as pullspecs is the name of another result",
                                "param siblings: sources cannot be awaited, as sources is the name of another result")),
                Arguments.of(
                        aWait().param("siblings", JSON.objectNode()),
                        List.of("param siblings must be an array of strings")),
                Arguments.of(
                        aWait().param("siblings", JSON.numberNode(7)),
                        List.of("param siblings must be an array of strings")),
                Arguments.of(
                        aWait().param("siblings", JSON.arrayNode().add("agent").add(7)),
                        List.of("param siblings must be an array of strings")));
    }

    @ParameterizedTest
    @MethodSource("badSiblings")
    void siblingsThatCannotBeAwaitedAreRefused(CustomRuns run, List<String> problems) {
        assertThat(problems(run)).isEqualTo(problems);
    }

    @Test
    void aComponentMayEndLikeTheDigestOfAnother() {
        assertThat(valid(aWait().waitingFor("a-digest", "b")).siblings()).isEqualTo(components("a-digest", "b"));
    }

    @ParameterizedTest
    @CsvSource({"0s,PT0S", "0,PT0S", "90s,PT90S", "1h,PT1H", "60m,PT1H", "1m0.5s,PT60.5S", "500ms,PT0.5S", "+1s,PT1S"})
    void theGraceIsADuration(String text, Duration grace) {
        assertThat(valid(aRun().param("grace", text)).grace()).isEqualTo(grace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "-1ns", "1h0m0.000000001s", "61m", "1d", "60", "s", " 60s", "60s ", "PT60S", "soon"})
    void aGraceThatIsNoneIsRefused(String text) {
        assertThat(problems(aRun().param("grace", text)))
                .containsExactly(
                        "param grace must be a duration from 0s to 1h, for example 90s, and is \"%s\"".formatted(text));
    }

    @ParameterizedTest
    @CsvSource({"promoted,PROMOTED", "fail,FAIL", "omit,OMIT"})
    void whatAnswersASiblingThatWasNotBuiltIsAChoice(String text, OnNotBuilt choice) {
        assertThat(valid(aRun().param("not-built", text)).notBuilt()).isEqualTo(choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Promoted", "skip", " fail", "PROMOTED"})
    void anyOtherAnswerIsRefused(String text) {
        assertThat(problems(aRun().param("not-built", text)))
                .containsExactly("param not-built must be one of promoted, fail, omit, and is \"%s\"".formatted(text));
    }

    @ParameterizedTest
    @CsvSource({"fail,FAIL", "wait,WAIT"})
    void whatAFailureDoesIsAChoice(String text, OnFailure choice) {
        assertThat(valid(aRun().param("on-failure", text)).onFailure()).isEqualTo(choice);
    }

    @Test
    void anyOtherEffectOfAFailureIsRefused() {
        assertThat(problems(aRun().param("on-failure", "retry")))
                .containsExactly("param on-failure must be one of fail, wait, and is \"retry\"");
    }

    static Stream<Arguments> badImages() {
        String shape = "param images: \"%s\" is not component=repository, the repository without tag and digest";
        return Stream.of(
                Arguments.of("agent", shape.formatted("agent")),
                Arguments.of("agent=", shape.formatted("agent=")),
                Arguments.of("=quay.io/a", shape.formatted("=quay.io/a")),
                Arguments.of("quay.io/a", shape.formatted("quay.io/a")),
                Arguments.of("Agent=quay.io/a", shape.formatted("Agent=quay.io/a")),
                Arguments.of("agent=quay.io/a:v1", shape.formatted("agent=quay.io/a:v1")),
                Arguments.of("agent=https://quay.io/a", shape.formatted("agent=https://quay.io/a")),
                Arguments.of("agent =quay.io/a", shape.formatted("agent =quay.io/a")),
                Arguments.of("daemon=quay.io/a", "param images names daemon, which is none of the siblings"),
                Arguments.of("bundle=quay.io/a", "param images names bundle, which is none of the siblings"));
    }

    @ParameterizedTest
    @MethodSource("badImages")
    void anImageThatIsNoneIsRefused(String entry, String problem) {
        assertThat(problems(aRun().param("images", new String[] {"operator=quay.io/o", entry})))
                .containsExactly(problem);
    }

    @Test
    void aSiblingHasOneRepository() {
        assertThat(problems(aRun().param("images", "agent=quay.io/a", "agent=quay.io/b")))
                .containsExactly("param images names agent twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "0123456",
                "0123456789ABCDEF0123456789ABCDEF01234567",
                "0123456789abcdef0123456789abcdef01234567 ",
                "0123456789abcdef0123456789abcdef0123456789"
            })
    void aRevisionThatIsNoFullCommitIdIsRefused(String text) {
        assertThat(parse(aRun().param("revision", text)))
                .isEqualTo(new Parsed.Invalid<>(
                        List.of("param revision must be a full commit id, 40 or 64 lower-case hex digits, and is \"%s\""
                                .formatted(text)),
                        "",
                        components("agent", "operator")));
    }

    @Test
    void aRevisionLabelThatIsNoFullCommitIdIsRefused() {
        assertThat(problems(aRun().label("pipelinesascode.tekton.dev/sha", "0123456")))
                .containsExactly("the revision label or annotation must be a full commit id, "
                        + "40 or 64 lower-case hex digits, and is \"0123456\"");
    }

    @Test
    void withoutAnyRevisionTheRunIsRefused() {
        assertThat(problems(aRun().withoutFacts()))
                .containsExactly("param revision is missing, and no label or annotation "
                        + "pipelinesascode.tekton.dev/sha or build.appstudio.redhat.com/commit_sha or "
                        + "build.konflux-ci.dev/commit_sha tells it");
    }

    @Test
    void aComponentThatIsNoneIsRefused() {
        assertThat(problems(aRun().param("component", "My Bundle")))
                .containsExactly("param component must be a component's name and is \"My Bundle\"");
    }

    @Test
    void aComponentLabelThatIsNoneIsPassedOver() {
        assertThat(valid(aRun().label("appstudio.openshift.io/component", "My Bundle"))
                        .waitingRun()
                        .component())
                .isEmpty();
    }

    @Test
    void anUnknownParamIsRefused() {
        assertThat(problems(aRun().param("super-seded", "skip")
                        .param("sibling", "agent")
                        .param("", "x")))
                .containsExactly("unknown param \"\", \"sibling\", \"super-seded\"; known are application, component, "
                        + "fallback, grace, images, not-built, on-failure, revision, siblings, superseded, trusted");
    }

    @Test
    void aParamThatIsGivenTwiceIsRefused() {
        assertThat(problems(aRun().param("grace", "1s").param("grace", "1s")))
                .containsExactly("param grace is given twice");
    }

    static Stream<JsonNode> noText() {
        return Stream.of(
                JSON.numberNode(60),
                JSON.booleanNode(true),
                JSON.objectNode(),
                JSON.arrayNode().add("60s"));
    }

    @ParameterizedTest
    @MethodSource("noText")
    void aParamThatIsNoTextIsRefused(JsonNode value) {
        assertThat(problems(aRun().param("grace", value))).containsExactly("param grace must be a string");
    }

    @Test
    void ourKindInlineIsToldWhatToWriteInstead() {
        assertThat(problems(aRun().inline())).containsExactly(INSTEAD_OF_SPEC);
    }

    @Test
    void aNamedReferenceIsToldWhatToWriteInstead() {
        assertThat(problems(aRun().named("wait"))).containsExactly(INSTEAD_OF_NAME);
    }

    @Test
    void anEmptyNameIsTheSameAsNone() {
        assertThat(parse(aRun().named(""))).isEqualTo(parse(aRun()));
    }

    @ParameterizedTest
    @CsvSource({"1h30m,PT1H30M", "1ns,PT0.000000001S", "2400h,PT2400H"})
    void theTimeoutIsADuration(String text, Duration timeout) {
        assertThat(valid(aRun().timeout(text)).timeout()).contains(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "0h0m0s", "-0s"})
    void aTimeoutOfZeroIsNone(String text) {
        assertThat(valid(aRun().timeout(text)).timeout()).isEmpty();
    }

    @Test
    void withoutATimeoutTheDefaultCounts() {
        assertThat(valid(aRun()).timeout()).contains(DEFAULTS.timeout());
    }

    @Test
    void aDefaultOfZeroIsNoTimeout() {
        assertThat(WaitRequestParser.parse(
                        aRun().build(),
                        NOON,
                        Collections.emptySortedMap(),
                        KonfluxFacts::empty,
                        new Defaults(Duration.ZERO, Duration.ofHours(2))))
                .isEqualTo(WaitRequestParser.parse(
                        aRun().timeout("0s").build(),
                        NOON,
                        Collections.emptySortedMap(),
                        KonfluxFacts::empty,
                        DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "1d", "soon", "", "99999999999h"})
    void aTimeoutThatIsNoneIsRefused(String text) {
        assertThat(problems(aRun().timeout(text)))
                .containsExactly(
                        "timeout must be a duration of zero or more, for example 1h30m, and is \"%s\"".formatted(text));
    }

    @Test
    void aTimeoutThatIsNoTextIsRefused() {
        assertThat(problems(aRun().timeout(JSON.numberNode(60))))
                .containsExactly("timeout must be a duration of zero or more, for example 1h30m, and is \"60\"");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "10,10", "-1,0", "-2147483648,0", "-2147483649,0", "-9223372036854775808,0"})
    void theRetriesAreANumber(long number, int retries) {
        assertThat(valid(aRun().retries(number)).retries()).isEqualTo(retries);
    }

    static Stream<JsonNode> badRetries() {
        return Stream.of(
                JSON.numberNode(11),
                JSON.numberNode(Integer.MAX_VALUE),
                JSON.numberNode(2_147_483_648L),
                JSON.numberNode(4_294_967_296L),
                JSON.numberNode(BigInteger.TWO.pow(80)),
                JSON.numberNode(1.5),
                JSON.textNode("3"),
                JSON.booleanNode(true));
    }

    @ParameterizedTest
    @MethodSource("badRetries")
    void retriesThatAreTooManyOrNoneAreRefused(JsonNode retries) {
        assertThat(problems(aRun().retries(retries)))
                .containsExactly("retries must be a number from 0 to 10, and is \"%s\"".formatted(retries.asText()));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        CustomRuns run = aWait().named("wait")
                .param("revision", "main")
                .param("component", "My Bundle")
                .param("siblings", "a-digest,a,B")
                .param("grace", "2h")
                .param("not-built", "maybe")
                .param("on-failure", "maybe")
                .param("images", "b=quay.io/b")
                .param("siblings-of", "a")
                .timeout("never")
                .retries(11);

        assertThat(parse(run))
                .isEqualTo(new Parsed.Invalid<>(
                        List.of(
                                "unknown param \"siblings-of\"; known are application, component, fallback, grace, images, "
                                        + "not-built, on-failure, revision, siblings, superseded, trusted",
                                INSTEAD_OF_NAME,
                                "param revision must be a full commit id, 40 or 64 lower-case hex digits, and is \"main\"",
                                "param component must be a component's name and is \"My Bundle\"",
                                "param siblings: \"B\" is no component's name",
                                "param siblings: a and a-digest cannot be awaited together, "
                                        + "as both have a result a-digest",
                                "param grace must be a duration from 0s to 1h, for example 90s, and is \"2h\"",
                                "param not-built must be one of promoted, fail, omit, and is \"maybe\"",
                                "param on-failure must be one of fail, wait, and is \"maybe\"",
                                "param images names b, which is none of the siblings",
                                "timeout must be a duration of zero or more, for example 1h30m, and is \"never\"",
                                "retries must be a number from 0 to 10, and is \"11\""),
                        "",
                        components("a", "a-digest")));
    }
}
