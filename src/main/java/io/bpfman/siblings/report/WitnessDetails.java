package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.domain.witness.WitnessStep;

/** How far a witness has come, in words that go on from its name. */
final class WitnessDetails {

    private WitnessDetails() {}

    static String of(AwaitedWitness awaited) {
        Witness witness = awaited.witness();
        if (witness instanceof Witness.Refused refused) {
            return "cannot be made (%s): it is tried again".formatted(refused.why());
        }
        if (witness instanceof Witness.Failed failed && failed.asked().equals(awaited.attested())) {
            return "failed (%s): it is made again".formatted(failed.why());
        }
        if (witness instanceof Witness.Foreign) {
            return "cannot be made, as there is one of that name that is not this wait's: delete it";
        }
        if (witness instanceof Witness.Leaving || awaited.step() == WitnessStep.DELETE) {
            return "is being deleted, to be made again";
        }
        return witness instanceof Witness.Underway underway
                ? underway.running() ? "is running" : "is pending"
                : "is being made";
    }
}
