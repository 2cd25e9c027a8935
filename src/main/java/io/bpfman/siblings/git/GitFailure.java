package io.bpfman.siblings.git;

import java.io.Serial;

/** What git could not do; the message says what to do. */
public final class GitFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Whether another attempt can help. */
    public enum Kind {
        /** Nobody let us in. */
        NO_ACCESS,
        /** The server is away, and may come back. */
        WEATHER,
        /** What was asked for cannot be done. */
        BAD_INPUT
    }

    GitFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }
}
