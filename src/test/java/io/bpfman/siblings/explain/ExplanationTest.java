package io.bpfman.siblings.explain;

import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.sibling.AwaitedChange;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.intake.Provenance;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.tekton.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Optional<String> NONE = Optional.empty();
    private static final Explanation.Subject BUNDLE =
            new Explanation.Subject("tenant", Optional.of("bundle-wait"), Optional.of("bundle-1"));

    private static Condition condition(String status, String reason, String message) {
        return new Condition("Succeeded", status, reason, message, NOON.toString());
    }

    private static Explanation waiting() {
        return new Explanation(
                BUNDLE,
                Optional.of(condition("Unknown", "WaitingForSiblings", "1 of 3 siblings ready; waiting for two")),
                Optional.of(REVISION.value()),
                List.of(new Provenance("branch", "main", "label b"), new Provenance("siblings", "", "param siblings")),
                List.of(
                        new Explanation.Line(
                                new PersistedSibling(
                                        "agent",
                                        "built",
                                        Optional.of("agent-on-push-x7k2p"),
                                        NONE,
                                        Optional.of(image("agent", 'a').toString())),
                                Optional.of(seconds(60)),
                                ""),
                        new Explanation.Line(
                                new PersistedSibling("operator", "awaited", NONE, NONE, NONE),
                                Optional.of(NOON),
                                "as the service says; you may not read components"),
                        new Explanation.Line(
                                new PersistedSibling("daemon", "without digest", Optional.of("daemon-1"), NONE, NONE),
                                Optional.empty(),
                                "")),
                List.of(new UncountedBuild("daemon-0", Mismatch.OTHER_BRANCH)),
                List.of(
                        new Ending(
                                new ComponentName("operator"),
                                new AwaitedChange.BuildAppears(seconds(120), OnNotBuilt.PROMOTED),
                                List.of()),
                        new Ending(
                                new ComponentName("daemon"),
                                new AwaitedChange.NewerBuildAppears(),
                                List.of("daemon-1"))),
                Optional.of(seconds(3600)),
                Optional.empty(),
                List.of("no controller"),
                seconds(90));
    }

    private static Explanation finished() {
        return new Explanation(
                BUNDLE,
                Optional.of(condition("True", "SiblingsReady", "1 of 1 siblings ready: agent")),
                Optional.of(REVISION.value()),
                List.of(),
                List.of(new Explanation.Line(
                        new PersistedSibling(
                                "agent",
                                "promoted",
                                NONE,
                                Optional.of("Snapshot s-1"),
                                Optional.of("quay.io/a@sha256:1")),
                        Optional.empty(),
                        "")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(seconds(30)),
                List.of(),
                seconds(90));
    }

    private static Explanation saying(Optional<Condition> condition, Optional<Instant> ended) {
        return new Explanation(
                new Explanation.Subject("tenant", Optional.of("wait"), NONE),
                condition,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                ended,
                List.of(),
                seconds(90));
    }

    @Test
    void aWaitThatGoesOnSaysWhatItWaitsForAndUntilWhen() {
        assertThat(waiting().text()).isEqualTo("""
                        wait       tenant/bundle-wait of PipelineRun bundle-1
                        revision   0123456789abcdef0123456789abcdef01234567
                        reason     WaitingForSiblings (Succeeded is Unknown)
                        message    1 of 3 siblings ready; waiting for two
                        branch     main (label b)
                        siblings   by param siblings

                        COMPONENT  STATE                                                       SINCE                         BUILD                IMAGE
                        agent      built                                                       2026-11-21T12:01:00Z (30s)    agent-on-push-x7k2p  %s
                        operator   awaited (as the service says; you may not read components)  2026-11-21T12:00:00Z (1m30s)  -                    -
                        daemon     without digest                                              -                             daemon-1             -

                        uncounted  PipelineRun daemon-0: other branch
                        waits for  all of these:
                                 - operator: a build of the revision appears and ends; where none appears until 2026-11-21T12:02:00Z, not-built=promoted answers it
                                 - daemon: a newer build of the revision appears and ends, newer than PipelineRun daemon-1, which is broken; nothing else answers it: start that build again
                        times out  2026-11-21T13:00:00Z (in 58m30s)
                        note       no controller
                        """.formatted(image("agent", 'a')));
    }

    @Test
    void aWaitThatIsOverSaysHowItEndedAndWhen() {
        assertThat(finished().text()).isEqualTo("""
                        wait       tenant/bundle-wait of PipelineRun bundle-1
                        revision   0123456789abcdef0123456789abcdef01234567
                        reason     SiblingsReady (Succeeded is True)
                        message    1 of 1 siblings ready: agent

                        COMPONENT  STATE     SINCE  BUILD         IMAGE
                        agent      promoted  -      Snapshot s-1  quay.io/a@sha256:1

                        ended      2026-11-21T12:00:30Z (1m0s ago)
                        """);
    }

    @Test
    void aWaitWithoutATimeoutNeverTimesOut() {
        assertThat(saying(Optional.of(condition("Unknown", "WaitingForSiblings", "m")), Optional.empty())
                        .text())
                .endsWith("\ntimes out  never\n");
    }

    @Test
    void aWaitOfWhichNothingIsKnownSaysNothing() {
        assertThat(saying(Optional.empty(), Optional.empty()).text()).isEqualTo("wait       tenant/wait\n\n");
    }

    @Test
    void whatLiesInTheFutureByAnotherClockIsNow() {
        assertThat(saying(Optional.empty(), Optional.of(seconds(100))).text()).endsWith("(0s ago)\n");
    }

    @Test
    void noControlCharacterReachesTheTerminal() {
        Explanation evil =
                saying(Optional.of(condition("False", "Re\u001b[2J", "one\ntwo\u009b1m\u202e")), Optional.empty());

        assertThat(evil.text())
                .contains("reason     Re?[2J (Succeeded is False)\nmessage    one two?1m?\n")
                .doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void noControlCharacterIsInItsJson() {
        Explanation evil = saying(Optional.of(condition("False", "Re\u001b[2J", "one\ntwo")), Optional.empty());

        assertThat(evil.json().toPrettyString())
                .contains("Re\\u001B[2J", "one\\ntwo")
                .doesNotContain("\u001b");
    }

    @Test
    void aProgramIsToldTheSame() throws JsonProcessingException {
        assertThat(waiting().json()).isEqualTo(new ObjectMapper().readTree("""
                                        {
                                          "apiVersion": "siblings.bpfman.io/v1alpha1",
                                          "kind": "Explanation",
                                          "namespace": "tenant",
                                          "customRun": "bundle-wait",
                                          "pipelineRun": "bundle-1",
                                          "revision": "0123456789abcdef0123456789abcdef01234567",
                                          "succeeded": "Unknown",
                                          "reason": "WaitingForSiblings",
                                          "message": "1 of 3 siblings ready; waiting for two",
                                          "own": [
                                            {"fact": "branch", "value": "main", "from": "label b"},
                                            {"fact": "siblings", "value": "", "from": "param siblings"}
                                          ],
                                          "siblings": [
                                            {"component": "agent", "state": "built", "since": "2026-11-21T12:01:00Z",
                                             "pipelineRun": "agent-on-push-x7k2p", "image": "%s", "complete": true},
                                            {"component": "operator", "state": "awaited",
                                             "since": "2026-11-21T12:00:00Z", "complete": false},
                                            {"component": "daemon", "state": "without digest",
                                             "pipelineRun": "daemon-1", "complete": true}
                                          ],
                                          "notCounted": [{"pipelineRun": "daemon-0", "why": "other branch"}],
                                          "waitsFor": [
                                            {"component": "operator", "change": "BuildAppears",
                                             "graceEnd": "2026-11-21T12:02:00Z", "otherwise": "promoted", "broken": [],
                                             "text": "operator: a build of the revision appears and ends; where none appears until 2026-11-21T12:02:00Z, not-built=promoted answers it"},
                                            {"component": "daemon", "change": "NewerBuildAppears", "broken": ["daemon-1"],
                                             "text": "daemon: a newer build of the revision appears and ends, newer than PipelineRun daemon-1, which is broken; nothing else answers it: start that build again"}
                                          ],
                                          "timesOut": "2026-11-21T13:00:00Z",
                                          "notes": ["no controller"],
                                          "asOf": "2026-11-21T12:01:30Z"
                                        }
                                        """.formatted(image("agent", 'a'))));
    }

    @Test
    void aProgramIsToldHowAWaitEnded() throws JsonProcessingException {
        assertThat(finished().json()).isEqualTo(new ObjectMapper().readTree("""
                                        {
                                          "apiVersion": "siblings.bpfman.io/v1alpha1",
                                          "kind": "Explanation",
                                          "namespace": "tenant",
                                          "customRun": "bundle-wait",
                                          "pipelineRun": "bundle-1",
                                          "revision": "0123456789abcdef0123456789abcdef01234567",
                                          "succeeded": "True",
                                          "reason": "SiblingsReady",
                                          "message": "1 of 1 siblings ready: agent",
                                          "own": [],
                                          "siblings": [
                                            {"component": "agent", "state": "promoted", "source": "Snapshot s-1",
                                             "image": "quay.io/a@sha256:1", "complete": true}
                                          ],
                                          "notCounted": [],
                                          "waitsFor": [],
                                          "ended": "2026-11-21T12:00:30Z",
                                          "notes": [],
                                          "asOf": "2026-11-21T12:01:30Z"
                                        }
                                        """));
    }
}
