package io.bpfman.siblings.forge;

import java.io.Serial;

/** What a forge did not do; the message tells its words. */
public final class ForgeFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean ofAccess;
    private final boolean mayPass;

    ForgeFailure(boolean ofAccess, boolean mayPass, String message) {
        super(message);
        this.ofAccess = ofAccess;
        this.mayPass = mayPass;
    }

    /** Whether it did not let us in or was away; else it did not like what was asked for. */
    public boolean ofAccess() {
        return ofAccess;
    }

    /** Whether another attempt can help: it was away, or does not know yet what was just pushed. */
    public boolean mayPass() {
        return mayPass;
    }
}
