package io.bpfman.siblings.status;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.report.StateWords;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersistedWaitTest {

    private static final Requests REQUEST = aRequest()
            .waitingFor("agent", "bpfd", "catalog", "daemon", "examples", "gateway", "operator", "tests")
            .handedOnAs("agent", "registry.redhat.io/bpfman/agent")
            .timeout(Optional.of(Duration.ofMinutes(90)))
            .retries(2);

    private static final List<Build> BUILDS = List.of(
            aBuildOf("agent").created(seconds(1)).started(seconds(2)).built('a'),
            aBuildOf("bpfd").created(seconds(1)).running(),
            aBuildOf("catalog").created(seconds(1)).queued(),
            aBuildOf("daemon").created(seconds(1)).withoutDigest(),
            aBuildOf("examples").created(seconds(1)).started(seconds(2)).failed(),
            aBuildOf("gateway").created(seconds(1)).cancelled(),
            aBuildOf("operator")
                    .ofRevision(Requests.EARLIER)
                    .created(seconds(-3600))
                    .built('b'));

    private static final Attempt ATTEMPT = new Attempt(1, seconds(50), uids("tests", "tests-2", "tests-1"));

    private static JsonNode written() {
        return write(REQUEST.build(), ATTEMPT, BUILDS);
    }

    private static JsonNode write(WaitRequest request, Attempt attempt, List<Build> builds) {
        return PersistedWaitWriter.write(
                request,
                attempt,
                Siblings.assess(request, attempt, Clusters.knowing(builds), seconds(60)),
                Optional.empty());
    }

    @Test
    void theRequestAndEverySiblingAreWritten() {
        assertThat(written()).isEqualTo(Wire.read("""
                        request:
                          revision: 0123456789abcdef0123456789abcdef01234567
                          application: bpfman-ystream
                          component: bundle
                          branch: main
                          event: push
                          subjectUid: subject-uid
                          subjectCreated: "2026-11-21T12:00:00Z"
                          pipeline: bundle-on-push
                          repository: github.com/openshift/bpfman-operator
                          siblings: [agent, bpfd, catalog, daemon, examples, gateway, operator, tests]
                          grace: 1m0s
                          not-built: promoted
                          on-failure: fail
                          superseded: skip
                          supersededWindow: 2h0m0s
                          images:
                            agent: registry.redhat.io/bpfman/agent
                          timeout: 1h30m0s
                          retries: 2
                        siblings:
                        - component: agent
                          state: built
                          pipelineRun: agent-on-push-x7k2p
                          uid: agent-uid
                          created: "2026-11-21T12:00:01Z"
                          started: "2026-11-21T12:00:02Z"
                          image: quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent@%s
                        - component: bpfd
                          state: running
                          pipelineRun: bpfd-on-push-x7k2p
                          uid: bpfd-uid
                          created: "2026-11-21T12:00:01Z"
                        - component: catalog
                          state: queued
                          pipelineRun: catalog-on-push-x7k2p
                          uid: catalog-uid
                          created: "2026-11-21T12:00:01Z"
                        - component: daemon
                          state: without digest
                          pipelineRun: daemon-on-push-x7k2p
                          uid: daemon-uid
                          created: "2026-11-21T12:00:01Z"
                          reason: IMAGE_DIGEST is missing
                        - component: examples
                          state: failed
                          pipelineRun: examples-on-push-x7k2p
                          uid: examples-uid
                          created: "2026-11-21T12:00:01Z"
                          started: "2026-11-21T12:00:02Z"
                          reason: Failed
                        - component: gateway
                          state: failed
                          pipelineRun: gateway-on-push-x7k2p
                          uid: gateway-uid
                          created: "2026-11-21T12:00:01Z"
                          reason: Cancelled
                          cancelled: true
                        - component: operator
                          state: promoted
                          pipelineRun: operator-on-push-x7k2p
                          uid: operator-uid
                          created: "2026-11-21T11:00:00Z"
                          revision: 89abcdef0123456789abcdef0123456789abcdef
                          answerable: "2026-11-21T12:01:00Z"
                          image: quay.io/redhat-user-workloads/ocp-bpfman-tenant/operator@%s
                        - component: tests
                          state: awaited
                          passedOver: [tests-1, tests-2]
                        """.formatted(digest('a'), digest('b')), JsonNode.class));
    }

    @Test
    void whatEndedAndWhatIsPassedOverIsReadBack() {
        assertThat(PersistedWaitReader.read(Wire.read(written(), JsonNode.class)))
                .contains(new PersistedWait(
                        REQUEST.build(),
                        BUILDS.stream().filter(build -> build.outcome().ended()).toList(),
                        new PersistedFacts(
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeSet<>(List.of("bpfd-uid", "catalog-uid")),
                                new TreeMap<>(Map.of(new ComponentName("operator"), seconds(60))),
                                Optional.empty()),
                        uids("tests", "tests-1", "tests-2"),
                        components("agent", "operator"),
                        List.of()));
    }

    static Stream<Requests> requests() {
        return Stream.of(
                aRequest(),
                aRequest().notBuilt(OnNotBuilt.FAIL).onFailure(OnFailure.WAIT),
                aRequest().notBuilt(OnNotBuilt.OMIT).grace(Duration.ZERO),
                aRequest().timeout(Optional.empty()).retries(10),
                aRequest().grace(Duration.ofMillis(1_500)).timeout(Optional.of(Duration.ofNanos(1))),
                aRequest().of(waitingRun(new BuildEvent.PullRequest(Optional.of("1441")))),
                aRequest().of(waitingRun(new BuildEvent.PullRequest(Optional.empty()))),
                aRequest()
                        .of(new WaitingRun(
                                Optional.empty(),
                                Requests.REVISION,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new BuildEvent.Push(),
                                NOON,
                                Optional.empty(),
                                Collections.emptySortedSet())),
                aRequest().onSuperseded(OnSuperseded.PROCEED));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadBack(Requests request) {
        JsonNode written = write(request.build(), Attempt.first(NOON), List.of());
        SortedSet<ComponentName> answered =
                request.build().notBuilt() == OnNotBuilt.OMIT ? request.build().siblings() : new TreeSet<>();
        SortedMap<ComponentName, Instant> answerable = new TreeMap<>();
        if (request.build().notBuilt() == OnNotBuilt.PROMOTED) {
            request.build().siblings().forEach(sibling -> answerable.put(sibling, seconds(60)));
        }

        assertThat(PersistedWaitReader.read(written))
                .contains(new PersistedWait(
                        request.build(),
                        List.of(),
                        new PersistedFacts(
                                new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), answerable, Optional.empty()),
                        new TreeMap<>(),
                        answered,
                        List.of()));
    }

    @Test
    void aPullRequestWritesItsNumber() {
        Requests request = aRequest().of(waitingRun(new BuildEvent.PullRequest(Optional.of("1441"))));

        JsonNode written =
                write(request.build(), Attempt.first(NOON), List.of()).path("request");

        assertThat(List.of(
                        written.path("event").asText(),
                        written.path("pullRequest").asText()))
                .containsExactly("pull_request", "1441");
    }

    @Test
    void aPromotedBuildOfAPullRequestIsRememberedAsAPush() {
        WaitRequest request = aRequest()
                .waitingFor("agent")
                .of(waitingRun(new BuildEvent.PullRequest(Optional.of("1441"))))
                .build();
        Build push = aBuildOf("agent").built('a');

        assertThat(PersistedWaitReader.read(write(request, Attempt.first(NOON), List.of(push)))
                        .map(PersistedWait::builds))
                .contains(List.of(push));
    }

    @Test
    void nothingIsRememberedOfAnEmptyStatus() {
        assertThat(PersistedWaitReader.read(null)).isEmpty();
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                in("revision", "main"),
                without("revision"),
                without("event"),
                in("subjectCreated", "noon"),
                without("subjectCreated"),
                in("component", "No Component"),
                in("grace", "soon"),
                without("grace"),
                in("not-built", "maybe"),
                without("not-built"),
                in("on-failure", "maybe"),
                without("on-failure"),
                in("timeout", "never"),
                without("timeout"),
                without("siblings"),
                Arguments.of("no siblings", change(request -> request.putArray("siblings"))),
                Arguments.of("a sibling that is none", change(request -> request.putArray("siblings")
                        .add("No Component"))),
                Arguments.of("images of no component", change(request -> request.putObject("images")
                        .put("No Component", "quay.io/a"))),
                Arguments.of("images that are none", change(request -> request.putObject("images")
                        .put("agent", "quay.io/a:v1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilt")
    void aRequestThatWeDidNotWriteIsNotBelieved(String what, Consumer<ObjectNode> change) {
        ObjectNode memory = written().deepCopy();
        change.accept((ObjectNode) memory.get("request"));

        assertThat(PersistedWaitReader.read(memory)).as(what).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"component", "state", "pipelineRun", "uid", "created", "image"})
    void aSiblingThatWeDidNotWriteIsNotBelieved(String field) {
        ObjectNode memory = written().deepCopy();
        ((ObjectNode) memory.get("siblings").get(0)).remove(field);

        assertThat(PersistedWaitReader.read(memory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void aBrokenSiblingWithoutAReasonIsNotBelieved(int sibling) {
        ObjectNode memory = written().deepCopy();
        ((ObjectNode) memory.get("siblings").get(sibling)).remove("reason");

        assertThat(PersistedWaitReader.read(memory)).isEmpty();
    }

    @Test
    void anImageThatIsNotPinnedIsNotBelieved() {
        ObjectNode memory = written().deepCopy();
        ((ObjectNode) memory.get("siblings").get(0)).put("image", "quay.io/tenant/agent:v1");

        assertThat(PersistedWaitReader.read(memory)).isEmpty();
    }

    @Test
    void theAnsweredSiblingsAreKnown() {
        WaitRequest request = REQUEST.notBuilt(OnNotBuilt.PROMOTED).build();
        ObjectNode memory = write(request, ATTEMPT, BUILDS).deepCopy();
        memory.withArray("siblings").addObject().put("component", "website").put("state", "omitted");

        assertThat(PersistedWaitReader.read(memory).orElseThrow().answered())
                .isEqualTo(components("agent", "operator", "website"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"built", "omitted"})
    void anAnsweredSiblingThatIsNoneIsNotBelieved(String state) {
        ObjectNode memory = written().deepCopy();
        memory.withArray("siblings")
                .addObject()
                .put("component", "No Component")
                .put("state", state);

        assertThat(PersistedWaitReader.read(memory)).isEmpty();
    }

    @Test
    void everyStateHasItsWord() {
        Build build = BUILDS.get(0);
        assertThat(Stream.of(
                                new SiblingState.Awaited(),
                                new SiblingState.Queued(build, new Queue.Unknown()),
                                new SiblingState.Running(build),
                                new SiblingState.Built(new Origin.OfBuild(build), image("agent", 'a'), new TreeSet<>()),
                                new SiblingState.WithoutDigest(build, "IMAGE_URL is missing"),
                                new SiblingState.Failed(build, "Failed"),
                                new SiblingState.NotBuilt(Collections.emptySortedSet()),
                                new SiblingState.Promoted(new Origin.OfBuild(build), image("agent", 'a')),
                                new SiblingState.Omitted())
                        .map(StateWords::of))
                .containsExactly(
                        "awaited",
                        "queued",
                        "running",
                        "built",
                        "without digest",
                        "failed",
                        "not built",
                        "promoted",
                        "omitted");
    }

    @Test
    void aCancelledBuildIsRememberedAsCancelled() {
        assertThat(PersistedWaitReader.read(written()).orElseThrow().builds())
                .filteredOn(build -> build.component().equals(new ComponentName("gateway")))
                .extracting(Build::outcome)
                .containsExactly(new BuildOutcome.Cancelled("Cancelled"));
    }

    private static Arguments in(String field, String value) {
        return Arguments.of(field + ": " + value, change(request -> request.put(field, value)));
    }

    private static Arguments without(String field) {
        return Arguments.of("no " + field, change(request -> request.set(field, JsonNodeFactory.instance.nullNode())));
    }

    private static Consumer<ObjectNode> change(Consumer<ObjectNode> change) {
        return change;
    }
}
