package io.bpfman.siblings.domain.contention;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.CompetingRuns.aRunOf;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.PIPELINE;
import static io.bpfman.siblings.fixtures.Requests.WAITING_RUN_UID;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static io.bpfman.siblings.fixtures.WaitProgresses.aWaitIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.WaitProgresses;
import io.bpfman.siblings.report.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Section 8 of the contract with newer runs, circles and deadlocks, naively, in every combination. */
class ContentionEnumerationTest {

    private static final int MOST_MISMATCHES = 20;
    private static final Queue QUEUE = new Queue.PipelinesAsCode("bpfman-operator");
    private static final List<Instant> CLOCK = List.of(seconds(100), seconds(600), seconds(601));

    @Test
    void everyCombinationGivesTheVerdictOfTheContract() {
        List<String> mismatches = new ArrayList<>();
        int looks = 0;
        for (Evaluation look : Evaluation.all()) {
            looks++;
            String actual = words(look.verdict());
            String expected = look.expected();
            if (!actual.equals(expected) && mismatches.size() < MOST_MISMATCHES) {
                mismatches.add("%s: %s and not %s".formatted(look, actual, expected));
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(looks).isGreaterThan(50_000);
    }

    private static String words(Verdict verdict) {
        return verdict instanceof Verdict.Retrying retrying
                ? "Retrying after " + Reason.of(retrying.attemptEnd()).spelling()
                : Reason.of(verdict).spelling();
    }

    /** Where a sibling stands. */
    private enum Kind {
        QUEUED,
        RUNNING,
        IN_FLIGHT,
        BUILT,
        PROMOTED,
        UNTRUSTED,
        WITHOUT_DIGEST,
        FAILED,
        NOT_BUILT;

        boolean answered() {
            return this == BUILT || this == PROMOTED;
        }

        Clusters addTo(Clusters cluster, String name) {
            var build = aBuildOf(name).withUid(WaitProgresses.run(name));
            return switch (this) {
                case QUEUED ->
                    cluster.with(build.is(new BuildOutcome.Queued(QUEUE)).build());
                case RUNNING -> cluster.with(build.running());
                case IN_FLIGHT ->
                    cluster.with(build.ofRevision(EARLIER).created(seconds(-9)).running());
                case BUILT -> cluster.with(build.built('b'));
                case PROMOTED ->
                    cluster.with(aComponent(name).promoted('c', EARLIER).build());
                case UNTRUSTED ->
                    cluster.with(build.built('b'))
                            .with(aComponent(name)
                                    .pushedTo("quay.io/own/" + name)
                                    .build());
                case WITHOUT_DIGEST -> cluster.with(build.withoutDigest());
                case FAILED -> cluster.with(build.failed());
                case NOT_BUILT -> cluster.with(aComponent(name).build());
            };
        }
    }

    /** Runs of the waiting run's pipeline. */
    private enum Newer {
        NONE,
        CANCELLED,
        THERE,
        THERE_AND_STARVING
    }

    /** What other waits do; the agent's stands in the run that the waiting run waits for. */
    private enum Others {
        NONE,
        OLDER_AGENT_WAITS_FOR_WAITING_RUN,
        YOUNGER_AGENT_WAITS_FOR_WAITING_RUN,
        AGENT_WAITS_FOR_SOMETHING_ELSE,
        WAITING_RUN_HOLDS_THE_ONLY_SLOT,
        YOUNGER_WAIT_HOLDS_THE_ONLY_SLOT,
        A_SLOT_IS_FREE
    }

    private record Evaluation(
            List<Kind> kinds,
            Newer newer,
            Others others,
            OnSuperseded onSuperseded,
            OnFailure onFailure,
            boolean mayRetry,
            boolean cancelled,
            Instant now) {

        static List<Evaluation> all() {
            List<Evaluation> all = new ArrayList<>();
            for (Kind agent : Kind.values()) {
                for (Kind operator : Kind.values()) {
                    for (Newer newer : Newer.values()) {
                        for (Others others : Others.values()) {
                            for (Instant now : CLOCK) {
                                for (int bits = 0; bits < 16; bits++) {
                                    all.add(new Evaluation(
                                            List.of(agent, operator),
                                            newer,
                                            others,
                                            (bits & 1) != 0 ? OnSuperseded.SKIP : OnSuperseded.PROCEED,
                                            (bits & 2) != 0 ? OnFailure.FAIL : OnFailure.WAIT,
                                            (bits & 4) != 0,
                                            (bits & 8) != 0,
                                            now));
                                }
                            }
                        }
                    }
                }
            }
            return all;
        }

        Verdict verdict() {
            Wait asked = aRequest()
                    .waitingFor("agent", "operator")
                    .onSuperseded(onSuperseded)
                    .onFailure(onFailure)
                    .timeout(Optional.of(Duration.ofMinutes(10)))
                    .retries(mayRetry ? 1 : 0)
                    .asWait(Attempt.first(NOON), cancelled ? Optional.of("nobody wants it") : Optional.empty());
            Clusters cluster = aCluster();
            kinds.get(0).addTo(cluster, "agent");
            kinds.get(1).addTo(cluster, "operator");
            addNewer(cluster);
            addOthers(cluster);
            ClusterFacts facts = cluster.facts();
            return WaitPolicy.judge(WaitProgress.of(asked, facts, now), facts, cluster.surroundings(), now)
                    .verdict();
        }

        private void addNewer(Clusters cluster) {
            switch (newer) {
                case NONE -> {}
                case CANCELLED -> cluster.with(aRunOf(PIPELINE).cancelled().build());
                case THERE -> cluster.with(aRunOf(PIPELINE).build());
                case THERE_AND_STARVING ->
                    cluster.with(
                            aRunOf(PIPELINE).build(),
                            aRunOf(PIPELINE)
                                    .named("long-ago")
                                    .created(seconds(-7_201))
                                    .build());
            }
        }

        private void addOthers(Clusters cluster) {
            WaitProgresses agent = aWaitIn("agent");
            switch (others) {
                case NONE -> {}
                case OLDER_AGENT_WAITS_FOR_WAITING_RUN ->
                    cluster.with(agent.created(seconds(-1)).awaiting("bundle").build());
                case YOUNGER_AGENT_WAITS_FOR_WAITING_RUN ->
                    cluster.with(agent.created(seconds(1)).awaiting("bundle").build());
                case AGENT_WAITS_FOR_SOMETHING_ELSE ->
                    cluster.with(agent.awaiting("website").build());
                case WAITING_RUN_HOLDS_THE_ONLY_SLOT -> cluster.with(slots(1, WAITING_RUN_UID));
                case YOUNGER_WAIT_HOLDS_THE_ONLY_SLOT ->
                    cluster.with(slots(1, WaitProgresses.run("catalog")))
                            .with(aWaitIn("catalog")
                                    .created(seconds(1))
                                    .awaitingTheRunOf("website", QUEUE)
                                    .build());
                case A_SLOT_IS_FREE -> cluster.with(slots(2, WAITING_RUN_UID));
            }
        }

        private static Slots slots(int limit, String holder) {
            return new Slots("bpfman-operator", limit, new TreeSet<>(List.of(holder)));
        }

        String expected() {
            String reason = reason();
            boolean retried = List.of("SiblingFailed", "SiblingWithoutDigest", "CustomRunTimedOut")
                    .contains(reason);
            return retried && mayRetry ? "Retrying after " + reason : reason;
        }

        private String reason() {
            if (cancelled) {
                return "CustomRunCancelled";
            }
            if (newer == Newer.THERE && onSuperseded == OnSuperseded.SKIP) {
                return "Superseded";
            }
            if (kinds.stream().allMatch(Kind::answered)) {
                return "SiblingsReady";
            }
            if (onFailure == OnFailure.FAIL && kinds.contains(Kind.FAILED)) {
                return "SiblingFailed";
            }
            if (onFailure == OnFailure.FAIL && kinds.contains(Kind.WITHOUT_DIGEST)) {
                return "SiblingWithoutDigest";
            }
            if (kinds.contains(Kind.UNTRUSTED)) {
                return "SiblingUntrusted";
            }
            if (kinds.contains(Kind.NOT_BUILT)) {
                return "SiblingNotBuilt";
            }
            if (others == Others.OLDER_AGENT_WAITS_FOR_WAITING_RUN
                    && !kinds.get(0).answered()) {
                return "DependencyCycle";
            }
            if (others == Others.WAITING_RUN_HOLDS_THE_ONLY_SLOT && kinds.contains(Kind.QUEUED)) {
                return "QueueDeadlock";
            }
            return now.isBefore(seconds(600)) ? "WaitingForSiblings" : "CustomRunTimedOut";
        }
    }
}
