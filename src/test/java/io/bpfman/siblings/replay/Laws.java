package io.bpfman.siblings.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold of the flow with the wait, whatever the history and whatever goes wrong. */
final class Laws {

    private static final Duration ATTEMPTS = Variant.TIMEOUT.multipliedBy(1 + Variant.RETRIES);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Play play;
    private final Truth truth;
    private final List<Ending> endings;

    private Laws(Play play) {
        this.play = play;
        this.truth = new Truth(play.world().builds(), play.world().foreign());
        this.endings = play.flow().endings();
    }

    static void holdFor(Play play) {
        Laws laws = new Laws(play);
        laws.everyWaitEndsOnce();
        laws.noWaitOutlastsItsAttempts();
        laws.onlyFailuresAndTimeEndAWaitBadly();
        laws.aWaitEndsWithTheLastBuildThatItAwaits();
        if (!play.variant().rerunsOfOldRevisions()) {
            laws.noBundleIsStale();
        }
        laws.nothingStarves();
    }

    /** So there is at most one bundle for each thing that is new. */
    private void everyWaitEndsOnce() {
        Set<PlannedWaitingRun> ended = new HashSet<>();
        endings.forEach(ending -> assertThat(ended.add(ending.waitingRun()))
                .as("%s ends once", ending)
                .isTrue());
        assertThat(ended)
                .as("%s: waits that ended", name())
                .containsAll(play.world().waitingRuns());
        assertThat(play.flow().open()).as("%s: open waits", name()).isZero();
    }

    private void noWaitOutlastsItsAttempts() {
        Duration longest = ATTEMPTS.plus(Variant.OUTAGE.multipliedBy(2)).plus(Variant.GRACE);
        assertThat(endings).as("%s: the longest wait", name()).allSatisfy(ending -> assertThat(ending.waited())
                .isLessThan(longest));
    }

    private void onlyFailuresAndTimeEndAWaitBadly() {
        boolean mayFail = play.variant().failing() > 0;
        assertThat(endings)
                .as("%s: waits that end without a bundle", name())
                .filteredOn(ending -> ending.bundle().isEmpty() && !ending.skipped())
                .allMatch(ending -> mayFail
                        || (ending.verdict() instanceof Verdict.TimedOut
                                && ending.waited().compareTo(ATTEMPTS) >= 0));
    }

    /** A failed build can be awaited, too, and is not known from the bundle. */
    private void aWaitEndsWithTheLastBuildThatItAwaits() {
        if (play.variant().failing() > 0) {
            return;
        }
        for (Ending ending : endings) {
            ending.bundle().ifPresent(bundle -> assertThat(Duration.between(lastAwaited(bundle), ending.at()))
                    .as("%s: idle at the end of %s", name(), ending)
                    .isLessThanOrEqualTo(AT_ONCE));
        }
    }

    private Instant lastAwaited(Bundle bundle) {
        Instant last = Stream.concat(
                        Stream.of(bundle.created().plus(Variant.GRACE)),
                        bundle.embedded().values().stream().map(PlannedBuild::ended))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return play.world().outages().stream()
                .filter(outage -> outage.holds(last))
                .map(Outage::until)
                .findFirst()
                .orElse(last);
    }

    private void noBundleIsStale() {
        for (Bundle bundle : play.flow().bundles()) {
            assertThat(truth.missed(bundle))
                    .as("%s: what was missed by %s", name(), bundle)
                    .isEmpty();
        }
    }

    /** However busy the branch is, waiting runs are not skipped one after the other for longer than the window. */
    private void nothingStarves() {
        List<Ending> byCreation = new ArrayList<>(endings);
        byCreation.sort(Comparator.comparing(ending -> ending.waitingRun().created()));
        Optional<Instant> first = Optional.empty();
        for (Ending ending : byCreation) {
            Instant created = ending.waitingRun().created();
            first = ending.skipped() ? first.or(() -> Optional.of(created)) : Optional.empty();
            assertThat(Duration.between(first.orElse(created), created))
                    .as("%s: skipped one after the other until %s", name(), ending)
                    .isLessThanOrEqualTo(Variant.SUPERSEDED_WINDOW);
        }
    }

    private String name() {
        return play.variant().name();
    }
}
