package io.bpfman.siblings.domain.witness;

import java.time.Instant;
import java.util.Optional;

/**
 * What a wait whose siblings are all answered still waits for.
 *
 * @param name of the witness
 * @param attested what it is to state
 * @param witness what is known of it
 * @param step what is to be done now
 * @param quiet whether there is nothing to tell yet, as all goes well
 * @param nextLook when time alone can change this; empty when it cannot
 */
public record AwaitedWitness(
        String name,
        AttestedResults attested,
        Witness witness,
        WitnessStep step,
        boolean quiet,
        Optional<Instant> nextLook) {}
