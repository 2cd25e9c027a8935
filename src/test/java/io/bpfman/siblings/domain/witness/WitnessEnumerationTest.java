package io.bpfman.siblings.domain.witness;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.contention.Contention;
import io.bpfman.siblings.domain.contention.SupersessionResult;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every witness at every time, held against the laws that keep the pipeline from going on without one. */
class WitnessEnumerationTest {

    private static final AttestedResults RIGHT = attested('a');
    private static final AttestedResults WRONG = attested('b');
    private static final List<Instant> CLOCK = Stream.of(1, 9, 10, 11, 29, 30, 31, 40, 41, 59, 60, 61, 600)
            .map(second -> seconds(second))
            .toList();
    private static final List<Optional<Duration>> TIMEOUTS =
            List.of(Optional.empty(), Optional.of(Duration.ofSeconds(30)), Optional.of(Duration.ofSeconds(60)));

    @Test
    void theWaitIsSatisfiedByTheRightTestimonyOnly() {
        everyLook((look, verdict) -> assertThat(verdict instanceof Verdict.Satisfied)
                .as("%s: %s", look, verdict)
                .isEqualTo(has(look.witness, RIGHT) && stands(look.witness, Witness.Succeeded.class)));
    }

    @Test
    void noAttemptOutlastsItsTimeout() {
        everyLook((look, verdict) -> assertThat(verdict instanceof Verdict.AwaitingWitness && look.late())
                .as("%s: %s", look, verdict)
                .isFalse());
    }

    @Test
    void onlyWhatIsOfNoUseIsDeletedAndOnlyWhereThereIsNoneOneIsMade() {
        everyLook((look, verdict) -> {
            if (verdict instanceof Verdict.AwaitingWitness awaiting) {
                Witness bare = bare(look.witness);
                boolean ofNoUse = has(bare, WRONG) || bare instanceof Witness.Failed;
                assertThat(awaiting.awaited().step() != WitnessStep.DELETE || ofNoUse)
                        .as("%s: %s", look, verdict)
                        .isTrue();
                assertThat(awaiting.awaited().step() != WitnessStep.CREATE || bare instanceof Witness.Missing)
                        .as("%s: %s", look, verdict)
                        .isTrue();
            }
        });
    }

    @Test
    void untilTheNextLookTimeAloneChangesNothing() {
        everyLook((look, verdict) -> {
            if (verdict instanceof Verdict.AwaitingWitness awaiting) {
                Instant next = awaiting.awaited().nextLook().orElse(Instant.MAX);
                assertThat(next).as("%s: %s", look, verdict).isAfter(look.now);
                assertThat(CLOCK)
                        .filteredOn(later -> later.isAfter(look.now) && later.isBefore(next))
                        .allSatisfy(later -> assertThat(new ALook(look.witness, look.timeout, later).verdict())
                                .as("%s at %s", look, later)
                                .isEqualTo(verdict));
            }
        });
    }

    private static void everyLook(Law law) {
        int looks = 0;
        for (Witness witness : witnesses()) {
            for (Optional<Duration> timeout : TIMEOUTS) {
                for (Instant now : CLOCK) {
                    ALook look = new ALook(witness, timeout, now);
                    law.hold(look, look.verdict());
                    looks++;
                }
            }
        }
        assertThat(looks).isGreaterThan(500);
    }

    private static List<Witness> witnesses() {
        List<Witness> bare = List.of(
                new Witness.Missing(),
                new Witness.Foreign(),
                new Witness.Leaving(seconds(1)),
                new Witness.Underway(RIGHT, seconds(1), false),
                new Witness.Underway(RIGHT, seconds(1), true),
                new Witness.Underway(WRONG, seconds(1), true),
                new Witness.Failed(RIGHT, "Failed", seconds(1)),
                new Witness.Failed(WRONG, "Failed", seconds(1)),
                new Witness.Succeeded(RIGHT),
                new Witness.Succeeded(WRONG));
        List<Witness> all = new ArrayList<>(bare);
        bare.forEach(witness -> all.add(new Witness.Refused("forbidden", seconds(1), witness)));
        return all;
    }

    private static Witness bare(Witness witness) {
        return witness instanceof Witness.Refused refused ? refused.known() : witness;
    }

    private static boolean stands(Witness witness, Class<? extends Witness> so) {
        return so.isInstance(bare(witness));
    }

    private static boolean has(Witness witness, AttestedResults attested) {
        Witness bare = bare(witness);
        Optional<AttestedResults> asked = bare instanceof Witness.Succeeded succeeded
                ? Optional.of(succeeded.stated())
                : bare instanceof Witness.Failed failed
                        ? Optional.of(failed.asked())
                        : bare instanceof Witness.Underway underway ? Optional.of(underway.asked()) : Optional.empty();
        return asked.equals(Optional.of(attested));
    }

    private static AttestedResults attested(char digit) {
        return new AttestedResults(Requests.REVISION.value(), "{\"agent\":\"%s\"}".formatted(digest(digit)));
    }

    private interface Law {

        void hold(ALook look, Verdict verdict);
    }

    private record ALook(Witness witness, Optional<Duration> timeout, Instant now) {

        Verdict verdict() {
            Wait wait = aRequest().waitingFor("agent").timeout(timeout).asWait();
            Siblings siblings = Siblings.assess(
                    wait.request(),
                    wait.attempt(),
                    Clusters.knowing(List.of(aBuildOf("agent").built('a'))),
                    now);
            return WaitPolicy.evaluate(
                    new WaitProgress(wait, siblings),
                    new Contention(SupersessionResult.none(), Optional.empty()),
                    witness,
                    now);
        }

        boolean late() {
            return timeout.isPresent() && !now.isBefore(seconds(0).plus(timeout.get()));
        }
    }
}
