package io.bpfman.siblings.registry;

import java.io.Serial;

/** An image that could not be read; the message says which, why, and what to do. */
public final class RegistryFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean ofAccess;

    private RegistryFailure(boolean ofAccess, String message) {
        super(message);
        this.ofAccess = ofAccess;
    }

    static RegistryFailure noAccess(String message) {
        return new RegistryFailure(true, message);
    }

    static RegistryFailure unreadable(String message) {
        return new RegistryFailure(false, message);
    }

    /** Whether the registry did not let us in or was not there; else what it has cannot be used. */
    public boolean ofAccess() {
        return ofAccess;
    }
}
