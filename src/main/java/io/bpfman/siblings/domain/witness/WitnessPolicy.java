package io.bpfman.siblings.domain.witness;

import io.bpfman.siblings.domain.request.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The part of the one rule that is about the witness: whether it has stated the testimony, and if not, what is to be done. */
public final class WitnessPolicy {

    /** How long a witness may take before anybody is told: a pod starts and ends in it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long a witness that failed stays for a person to look at, and a refused step is not taken again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Wait wait;
    private final AttestedResults attested;
    private final Instant now;

    public WitnessPolicy(Wait wait, AttestedResults attested, Instant now) {
        this.wait = wait;
        this.attested = attested;
        this.now = now;
    }

    /** What is awaited of the witness; empty when nothing is. */
    public Optional<AwaitedWitness> awaited(Witness witness) {
        if (witness instanceof Witness.Unwanted) {
            return Optional.empty();
        }
        if (witness instanceof Witness.Refused refused) {
            return awaited(refused.known()).flatMap(otherwise -> refused(refused, otherwise));
        }
        if (witness instanceof Witness.Succeeded succeeded) {
            return succeeded.stated().equals(attested) ? Optional.empty() : quiet(witness, WitnessStep.DELETE);
        }
        if (witness instanceof Witness.Failed failed) {
            return failed.asked().equals(attested)
                    ? paused(failed, failed.ended(), WitnessStep.DELETE)
                    : quiet(failed, WitnessStep.DELETE);
        }
        if (witness instanceof Witness.Underway underway) {
            return underway.asked().equals(attested)
                    ? toldLater(underway, underway.created())
                    : quiet(underway, WitnessStep.DELETE);
        }
        if (witness instanceof Witness.Leaving leaving) {
            return toldLater(leaving, leaving.since());
        }
        return witness instanceof Witness.Missing
                ? quiet(witness, WitnessStep.CREATE)
                : told(witness, WitnessStep.NONE, Optional.empty());
    }

    private Optional<AwaitedWitness> refused(Witness.Refused refused, AwaitedWitness otherwise) {
        return otherwise.step() == WitnessStep.NONE
                ? Optional.of(otherwise)
                : paused(refused, refused.at(), otherwise.step());
    }

    private Optional<AwaitedWitness> paused(Witness witness, Instant since, WitnessStep then) {
        Instant end = since.plus(PAUSE);
        return now.isBefore(end)
                ? told(witness, WitnessStep.NONE, Optional.of(end))
                : told(witness, then, Optional.empty());
    }

    private Optional<AwaitedWitness> toldLater(Witness witness, Instant since) {
        Instant end = since.plus(PATIENCE);
        return now.isBefore(end)
                ? awaiting(witness, WitnessStep.NONE, true, Optional.of(end))
                : told(witness, WitnessStep.NONE, Optional.empty());
    }

    private Optional<AwaitedWitness> quiet(Witness witness, WitnessStep step) {
        return awaiting(witness, step, true, Optional.empty());
    }

    private Optional<AwaitedWitness> told(Witness witness, WitnessStep step, Optional<Instant> nextLook) {
        return awaiting(witness, step, false, nextLook);
    }

    private Optional<AwaitedWitness> awaiting(
            Witness witness, WitnessStep step, boolean quiet, Optional<Instant> nextLook) {
        Optional<Instant> first =
                Stream.concat(wait.deadline().stream(), nextLook.stream()).min(Instant::compareTo);
        return Optional.of(new AwaitedWitness(wait.name(), attested, witness, step, quiet, first));
    }
}
