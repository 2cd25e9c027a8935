package io.bpfman.siblings.validate;

import java.io.Serial;

/** A Snapshot against which nothing can be held; the message says why. */
public final class UnusableSnapshot extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnusableSnapshot(String problem) {
        super("the Snapshot cannot be used: " + problem);
    }
}
