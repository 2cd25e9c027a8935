package io.bpfman.siblings.domain.witness;

/** What is to be done about a witness. */
public enum WitnessStep {
    NONE,
    CREATE,
    /** One that states something else, or has failed; without it another one can be made. */
    DELETE
}
