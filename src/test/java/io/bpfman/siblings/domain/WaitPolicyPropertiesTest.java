package io.bpfman.siblings.domain;

import static io.bpfman.siblings.fixtures.Images.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.AwaitedChange;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.ArbitraryWaits;
import io.bpfman.siblings.fixtures.ArbitraryWaits.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class WaitPolicyPropertiesTest {

    @Property
    void theOrderOfTheBuildsIsIrrelevant(
            @ForAll("known") Given known, @ForAll("times") Instant now, @ForAll Random random) {
        List<Build> shuffled = new ArrayList<>(known.builds());
        Collections.shuffle(shuffled, random);

        assertThat(assess(known, shuffled, now)).isEqualTo(known.siblings(now));
    }

    @Property
    void whatMayConcernTheWaitIsAllThatDoes(@ForAll("known") Given known, @ForAll("times") Instant now) {
        WaitProgress progress = new WaitProgress(known.asked(), known.siblings(now));
        List<Build> concerning =
                known.builds().stream().filter(progress::isConcernedBy).toList();

        Siblings judged = assess(known, concerning, now);
        assertThat(judged.states()).isEqualTo(known.siblings(now).states());
        assertThat(judged.broken()).isEqualTo(known.siblings(now).broken());
    }

    @Property
    void whatIsNotInTheComponentsOwnRepositoryIsNoAnswer(@ForAll("known") Given known, @ForAll("times") Instant now) {
        assertThat(known.siblings(now).states()).allSatisfy((sibling, state) -> assertThat(state.answer().stream())
                .allMatch(image -> known.konflux()
                        .component(sibling)
                        .flatMap(Component::repository)
                        .map(image.repository()::equals)
                        .orElse(true)));
    }

    @Property
    void aBuildThatIsSeenTwiceCountsOnce(@ForAll("known") Given known, @ForAll("times") Instant now) {
        List<Build> twice = new ArrayList<>(known.builds());
        twice.addAll(known.builds());

        assertThat(assess(known, twice, now)).isEqualTo(known.siblings(now));
    }

    @Property
    void timeAloneNeverTurnsAnEndedVerdictBack(
            @ForAll("known") Given known,
            @ForAll("times") Instant now,
            @ForAll @LongRange(max = 10_000_000) long millisLater) {
        Instant later = now.plusMillis(millisLater);

        boolean endsNow = known.withoutWitness().verdict(now).ends();
        Given then = known.withoutWitness().remembering(known.siblings(now).answerable());

        assertThat(then.verdict(later))
                .satisfies(verdict -> assertThat(!endsNow || verdict.ends()).isTrue());
    }

    @Property
    void aBuildThatIsOlderThanTheOneThatCountsChangesNothing(
            @ForAll("known") Given known,
            @ForAll("times") Instant now,
            @ForAll("outcomes") BuildOutcome outcome,
            @ForAll @LongRange(min = 1, max = 100_000) long millisEarlier) {
        Siblings facts = known.siblings(now);
        List<Build> more = new ArrayList<>(known.builds());
        facts.states().values().stream()
                .filter(state -> !(state instanceof SiblingState.Promoted))
                .flatMap(state -> state.decidingBuild().stream())
                .filter(known.asked().request()::counts)
                .filter(build -> !(build.outcome() instanceof BuildOutcome.Cancelled
                        || build.outcome() instanceof BuildOutcome.Skipped))
                .forEach(build -> more.add(new Build(
                        build.source(),
                        build.name() + "-older",
                        build.uid() + "-older",
                        build.created().minusMillis(millisEarlier),
                        build.started(),
                        outcome)));

        assertThat(answers(assess(known, more, now))).isEqualTo(answers(facts));
    }

    private static List<List<Object>> answers(Siblings siblings) {
        return siblings.states().values().stream()
                .map(state -> List.<Object>of(state.getClass(), state.decidingBuild(), state.answer()))
                .toList();
    }

    @Property
    void theWaitingRunIsNoSiblingOfItself(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Siblings facts = known.siblings(now);

        assertThat(facts.states().values()).allSatisfy(state -> assertThat(
                        state.decidingBuild().map(Build::uid))
                .satisfies(uid -> assertThat(uid.isPresent()
                                && uid.equals(
                                        known.asked().request().waitingRun().uid()))
                        .isFalse()));
    }

    @Property
    void aWaitIsOverOrHasANextLookOrWaitsForABuild(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Verdict verdict = known.verdict(now);

        if (verdict instanceof Verdict.Waiting waiting) {
            assertThat(waiting.nextLook())
                    .satisfies(next -> assertThat(next.orElse(Instant.MAX)).isAfter(now));
            assertThat(waiting.nextLook().isEmpty())
                    .isEqualTo(known.asked().deadline().isEmpty()
                            && known.siblings(now)
                                    .in(SiblingState.Awaited.class)
                                    .allMatch(awaited -> known.asked().attempt().awaitsNewerBuildOf(awaited.getKey())));
        } else if (verdict instanceof Verdict.AwaitingWitness awaiting) {
            assertThat(known.siblings(now).allAnswered()).isTrue();
            assertThat(awaiting.awaited().nextLook().orElse(Instant.MAX)).isAfter(now);
        } else {
            assertThat(verdict.ends() || verdict instanceof Verdict.Retrying).isTrue();
        }
    }

    @Property
    void aRetryIsGrantedWhileThereAreSomeOnly(@ForAll("known") Given known, @ForAll("times") Instant now) {
        boolean retries = known.verdict(now) instanceof Verdict.Retrying;

        assertThat(!retries
                        || known.asked().attempt().retriesUsed()
                                < known.asked().request().retries())
                .isTrue();
    }

    @Property
    void noAttemptOutlastsItsTimeout(@ForAll("known") Given known) {
        Instant late = known.asked()
                .deadline()
                .orElse(Instant.parse("2030-01-01T00:00:00Z"))
                .plus(Duration.ofSeconds(1));

        Verdict verdict = known.verdict(late);
        boolean waiting = verdict instanceof Verdict.Waiting || verdict instanceof Verdict.AwaitingWitness;

        assertThat(waiting && known.asked().deadline().isPresent()).isFalse();
    }

    @Provide
    Arbitrary<Given> known() {
        return ArbitraryWaits.known();
    }

    @Provide
    Arbitrary<Instant> times() {
        return ArbitraryWaits.times();
    }

    @Provide
    Arbitrary<BuildOutcome> outcomes() {
        return Arbitraries.lazy(ArbitraryWaits::outcomes);
    }

    /** What the command explain says would end a wait is what ends it, and nothing less does. */
    @Property
    void whatIsSaidToBeAwaitedIsWhatAnswers(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Assume.that(known.verdict(now) instanceof Verdict.Waiting);
        Siblings before = known.siblings(now);
        Instant later = known.builds().stream()
                .map(Build::created)
                .filter(now::isBefore)
                .max(Instant::compareTo)
                .orElse(now)
                .plusSeconds(60);
        List<Build> builds = new ArrayList<>(known.builds());
        before.states().forEach((sibling, state) -> {
            Optional<AwaitedChange> change = AwaitedChange.of(known.asked(), sibling, state);
            assertThat(change.isEmpty()).as("%s is %s", sibling, state).isEqualTo(state.answered());
            change.ifPresent(awaited -> play(awaited, sibling, known, builds, later));
        });

        Given then = known.remembering(before.answerable());
        assertThat(assess(then, builds, later).states()).allSatisfy((sibling, state) -> assertThat(state.answered())
                .as("%s is %s", sibling, state)
                .isTrue());
    }

    @Property
    void noTimeAnswersWhatAwaitsANewerBuild(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Assume.that(known.verdict(now) instanceof Verdict.Waiting);
        Siblings muchLater =
                known.remembering(known.siblings(now).answerable()).siblings(now.plus(Duration.ofDays(30)));

        known.siblings(now).states().forEach((sibling, state) -> {
            if (AwaitedChange.of(known.asked(), sibling, state)
                    .filter(AwaitedChange.NewerBuildAppears.class::isInstance)
                    .isPresent()) {
                assertThat(muchLater.states().get(sibling)).isEqualTo(state);
            }
        });
    }

    private static void play(
            AwaitedChange change, ComponentName sibling, Given known, List<Build> builds, Instant later) {
        BuildOutcome good = new BuildOutcome.Built(known.konflux()
                .component(sibling)
                .flatMap(Component::repository)
                .map(own -> new ImageReference(own, image(sibling.value(), 'e').digest()))
                .orElseGet(() -> image(sibling.value(), 'e')));
        if (change instanceof AwaitedChange.BuildEnds ends) {
            builds.replaceAll(build -> build.uid().equals(ends.build().uid())
                    ? new Build(build.source(), build.name(), build.uid(), build.created(), build.started(), good)
                    : build);
            return;
        }
        WaitingRun waitingRun = known.asked().request().waitingRun();
        builds.add(new Build(
                new BuildSource(
                        sibling,
                        waitingRun.revision(),
                        waitingRun.application(),
                        waitingRun.branch(),
                        waitingRun.version(),
                        waitingRun.event()),
                sibling.value() + "-played",
                sibling.value() + "-played",
                later,
                Optional.of(later),
                good));
    }

    private static Siblings assess(Given known, List<Build> builds, Instant now) {
        return Siblings.assess(known.asked().request(), known.asked().attempt(), known.facts(builds), now);
    }
}
