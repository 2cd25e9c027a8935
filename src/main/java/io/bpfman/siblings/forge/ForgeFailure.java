package io.bpfman.siblings.forge;

import java.io.Serial;

/** What a forge did not do; the message tells its words. */
public final class ForgeFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean ofAccess;

    ForgeFailure(boolean ofAccess, String message) {
        super(message);
        this.ofAccess = ofAccess;
    }

    /** Whether it did not let us in or was away; else it did not like what was asked for. */
    public boolean ofAccess() {
        return ofAccess;
    }
}
