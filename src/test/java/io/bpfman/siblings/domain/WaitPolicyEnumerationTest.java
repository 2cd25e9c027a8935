package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.report.Reason;
import io.bpfman.siblings.report.StateWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Sections 6 to 9 of the contract, said once more and naively, and held against the code in every combination. */
class WaitPolicyEnumerationTest {

    private static final int MOST_MISMATCHES = 20;
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Instant STARTED = seconds(10);

    /** Before the grace ends, at a deadline before its end, at its end, after it, at a later deadline, past all. */
    private static final List<Instant> CLOCK =
            List.of(seconds(20), seconds(40), seconds(60), seconds(61), seconds(610), seconds(700));

    private static final List<Optional<Duration>> TIMEOUTS =
            List.of(Optional.empty(), Optional.of(Duration.ofSeconds(30)), Optional.of(Duration.ofSeconds(600)));

    private static final List<Retries> RETRIES = List.of(new Retries(0, 0), new Retries(2, 1), new Retries(1, 1));

    @Test
    void everyCombinationGivesTheVerdictOfTheContract() {
        List<String> mismatches = new ArrayList<>();
        int looks = 0;
        for (List<Sibling> siblings : upTo(3)) {
            Collection<Build> builds = buildsOf(siblings);
            for (Policies policies : Policies.all()) {
                Wait wait = policies.waitFor(siblings);
                for (Instant now : CLOCK) {
                    looks++;
                    Siblings facts = Siblings.assess(wait.request(), wait.attempt(), Clusters.knowing(builds), now);
                    Verdict verdict = WaitPolicy.evaluate(
                            new WaitProgress(wait, facts), Clusters.noProspects(), new Witness.Unwanted(), now);
                    Expected expected = Expected.of(siblings, policies, now);
                    Expected actual = new Expected(words(facts), words(verdict));
                    if (!actual.equals(expected) && mismatches.size() < MOST_MISMATCHES) {
                        mismatches.add("%s %s at %s: %s".formatted(siblings, policies, now, actual));
                    }
                }
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(looks).isGreaterThan(1_000_000);
    }

    @Test
    void untilTheNextLookTimeAloneChangesNothing() {
        List<String> mismatches = new ArrayList<>();
        int waiting = 0;
        for (List<Sibling> siblings : upTo(2)) {
            Collection<Build> builds = buildsOf(siblings);
            for (Policies policies : Policies.all()) {
                Wait wait = policies.waitFor(siblings);
                for (Instant now : CLOCK) {
                    Siblings facts = Siblings.assess(wait.request(), wait.attempt(), Clusters.knowing(builds), now);
                    if (WaitPolicy.evaluate(
                                    new WaitProgress(wait, facts), Clusters.noProspects(), new Witness.Unwanted(), now)
                            instanceof Verdict.Waiting verdict) {
                        waiting++;
                        Instant next = verdict.nextLook().orElse(Instant.MAX);
                        boolean steady = CLOCK.stream()
                                .filter(later -> later.isAfter(now) && later.isBefore(next))
                                .allMatch(later -> {
                                    Siblings then = Siblings.assess(
                                            wait.request(), wait.attempt(), Clusters.knowing(builds), later);
                                    return then.states().equals(facts.states())
                                            && WaitPolicy.evaluate(
                                                            new WaitProgress(wait, then),
                                                            Clusters.noProspects(),
                                                            new Witness.Unwanted(),
                                                            later)
                                                    .equals(verdict);
                                });
                        if (!(steady && next.isAfter(now)) && mismatches.size() < MOST_MISMATCHES) {
                            mismatches.add("%s %s at %s: %s".formatted(siblings, policies, now, verdict));
                        }
                    }
                }
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(waiting).isPositive();
    }

    /** What is known of one sibling's builds; {@code X_THEN_Y} is the older one first. */
    private enum Kind {
        NO_BUILD,
        QUEUED,
        RUNNING,
        BUILT,
        WITHOUT_DIGEST,
        FAILED,
        CANCELLED_ONLY,
        FAILED_THEN_RUNNING,
        BUILT_THEN_FAILED,
        BUILT_THEN_CANCELLED,
        PASSED_OVER,
        PASSED_OVER_THEN_QUEUED
    }

    private record Sibling(Kind kind, boolean earlierPushBuilt) {

        List<Build> builds(String name) {
            List<Build> builds = new ArrayList<>();
            if (earlierPushBuilt) {
                builds.add(aBuildOf(name)
                        .named(name + "-earlier")
                        .ofRevision(Requests.EARLIER)
                        .created(NOON.minusSeconds(3600))
                        .built('e'));
            }
            var older = aBuildOf(name).named(name + "-older").created(seconds(1));
            var newer = aBuildOf(name).named(name + "-newer").created(seconds(2));
            builds.addAll(
                    switch (kind) {
                        case NO_BUILD -> List.of();
                        case QUEUED -> List.of(older.queued());
                        case RUNNING -> List.of(older.running());
                        case BUILT -> List.of(older.built('b'));
                        case WITHOUT_DIGEST -> List.of(older.withoutDigest());
                        case FAILED, PASSED_OVER -> List.of(older.failed());
                        case CANCELLED_ONLY -> List.of(older.cancelled());
                        case FAILED_THEN_RUNNING -> List.of(older.failed(), newer.running());
                        case BUILT_THEN_FAILED -> List.of(older.built('b'), newer.failed());
                        case BUILT_THEN_CANCELLED -> List.of(older.built('b'), newer.cancelled());
                        case PASSED_OVER_THEN_QUEUED -> List.of(older.failed(), newer.queued());
                    });
            return builds;
        }

        boolean passedOver() {
            return kind == Kind.PASSED_OVER || kind == Kind.PASSED_OVER_THEN_QUEUED;
        }
    }

    private record Retries(int granted, int used) {}

    private record Policies(
            OnNotBuilt notBuilt, OnFailure onFailure, Retries retries, Optional<Duration> timeout, boolean cancelled) {

        static List<Policies> all() {
            List<Policies> all = new ArrayList<>();
            for (OnNotBuilt notBuilt : OnNotBuilt.values()) {
                for (OnFailure onFailure : OnFailure.values()) {
                    for (Retries retries : RETRIES) {
                        for (Optional<Duration> timeout : TIMEOUTS) {
                            all.add(new Policies(notBuilt, onFailure, retries, timeout, false));
                            all.add(new Policies(notBuilt, onFailure, retries, timeout, true));
                        }
                    }
                }
            }
            return all;
        }

        Wait waitFor(List<Sibling> siblings) {
            TreeMap<ComponentName, SortedSet<String>> passedOver = new TreeMap<>();
            for (int i = 0; i < siblings.size(); i++) {
                if (siblings.get(i).passedOver()) {
                    passedOver.put(new ComponentName(name(i)), new TreeSet<>(Set.of(name(i) + "-older-uid")));
                }
            }
            return aRequest()
                    .waitingFor(names(siblings.size()))
                    .grace(GRACE)
                    .notBuilt(notBuilt)
                    .onFailure(onFailure)
                    .timeout(timeout)
                    .retries(retries.granted())
                    .asWait(
                            new Attempt(retries.used(), STARTED, passedOver),
                            cancelled ? Optional.of("nobody wants it") : Optional.empty());
        }
    }

    /** The contract's words: a state for each sibling, and a reason. */
    private record Expected(List<String> states, String reason) {

        private static final Set<String> ANSWERED = Set.of("built", "promoted", "omitted");
        private static final Set<String> RETRIED = Set.of("CustomRunTimedOut", "SiblingFailed", "SiblingWithoutDigest");

        /** Section 8, first match wins. */
        private static final List<Rule> VERDICTS = List.of(
                new Rule("CustomRunCancelled", look -> look.policies.cancelled()),
                new Rule("SiblingsReady", look -> ANSWERED.containsAll(look.states)),
                new Rule("SiblingFailed", look -> look.brokenEndsIt() && look.states.contains("failed")),
                new Rule("SiblingWithoutDigest", look -> look.brokenEndsIt() && look.states.contains("without digest")),
                new Rule("SiblingNotBuilt", look -> look.states.contains("not built")),
                new Rule("CustomRunTimedOut", look -> look.deadlinePassed()),
                new Rule("WaitingForSiblings", look -> true));

        static Expected of(List<Sibling> siblings, Policies policies, Instant now) {
            List<String> states = siblings.stream()
                    .map(sibling -> state(sibling, policies.notBuilt(), now))
                    .toList();
            ALook look = new ALook(states, policies, now);
            String reason = VERDICTS.stream()
                    .filter(rule -> rule.applies.test(look))
                    .findFirst()
                    .orElseThrow()
                    .reason;
            boolean anotherAttempt =
                    policies.retries().used() < policies.retries().granted();
            return new Expected(
                    states, RETRIED.contains(reason) && anotherAttempt ? "Retrying after " + reason : reason);
        }

        /** Section 6, and 7 for what was not built. */
        private static String state(Sibling sibling, OnNotBuilt notBuilt, Instant now) {
            boolean graceOver = !now.isBefore(NOON.plusSeconds(60));
            return switch (sibling.kind()) {
                case QUEUED, PASSED_OVER_THEN_QUEUED -> "queued";
                case RUNNING, FAILED_THEN_RUNNING -> "running";
                case BUILT, BUILT_THEN_CANCELLED -> "built";
                case WITHOUT_DIGEST -> "without digest";
                case FAILED, CANCELLED_ONLY, BUILT_THEN_FAILED -> "failed";
                case PASSED_OVER -> "awaited";
                case NO_BUILD -> graceOver ? notBuilt(sibling, notBuilt) : "awaited";
            };
        }

        private static String notBuilt(Sibling sibling, OnNotBuilt notBuilt) {
            return switch (notBuilt) {
                case FAIL -> "not built";
                case OMIT -> "omitted";
                case PROMOTED -> sibling.earlierPushBuilt() ? "promoted" : "not built";
            };
        }

        private record Rule(String reason, Predicate<ALook> applies) {}

        private record ALook(List<String> states, Policies policies, Instant now) {

            boolean brokenEndsIt() {
                return policies.onFailure() == OnFailure.FAIL;
            }

            boolean deadlinePassed() {
                return policies.timeout().isPresent()
                        && !now.isBefore(STARTED.plus(policies.timeout().get()));
            }
        }
    }

    private static List<String> words(Siblings facts) {
        return facts.states().values().stream().map(StateWords::of).toList();
    }

    private static String words(Verdict verdict) {
        String reason = Reason.of(verdict).spelling();
        return verdict instanceof Verdict.Retrying retrying
                ? reason + " after " + Reason.of(retrying.attemptEnd()).spelling()
                : reason;
    }

    /** Which sibling has which name is of no matter; so each combination comes once. */
    private static List<List<Sibling>> upTo(int most) {
        List<Sibling> each = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            each.add(new Sibling(kind, false));
            each.add(new Sibling(kind, true));
        }
        List<List<Sibling>> all = new ArrayList<>();
        for (int one = 0; one < each.size(); one++) {
            all.add(List.of(each.get(one)));
            for (int two = one; two < each.size(); two++) {
                all.add(List.of(each.get(one), each.get(two)));
                for (int three = two; most > 2 && three < each.size(); three++) {
                    all.add(List.of(each.get(one), each.get(two), each.get(three)));
                }
            }
        }
        return all;
    }

    private static Collection<Build> buildsOf(List<Sibling> siblings) {
        Map<String, Build> builds = new TreeMap<>();
        for (int i = 0; i < siblings.size(); i++) {
            siblings.get(i).builds(name(i)).forEach(build -> builds.put(build.uid(), build));
        }
        return builds.values();
    }

    private static SortedSet<ComponentName> names(int count) {
        TreeSet<ComponentName> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            names.add(new ComponentName(name(i)));
        }
        return names;
    }

    private static String name(int index) {
        return List.of("agent", "daemon", "operator").get(index);
    }
}
