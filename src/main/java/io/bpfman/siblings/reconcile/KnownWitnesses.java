package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.witness.Witness;

/** What is known of the witnesses of waits. */
interface KnownWitnesses {

    /** Waits need no witnesses. */
    KnownWitnesses NONE = new KnownWitnesses() {

        @Override
        public Witness cached(OpenWait wait) {
            return new Witness.Unwanted();
        }

        @Override
        public Witness fresh(OpenWait wait) {
            return new Witness.Unwanted();
        }
    };

    /** What is known of the wait's witness without asking the API server. */
    Witness cached(OpenWait wait);

    /** What the API server knows of it; the cache can be behind. */
    Witness fresh(OpenWait wait);
}
