package io.bpfman.siblings.evaluation;

/** What an evaluation rests on cannot be read. */
public final class EvidenceUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean lasting;
    private final RuntimeException refusal;

    /**
     * @param message what could not be read and why, in words
     * @param lasting whether it does not pass by itself, as our own request is wrong
     * @param cause what the client threw
     */
    public EvidenceUnavailable(String message, boolean lasting, RuntimeException cause) {
        super(message, cause);
        this.lasting = lasting;
        this.refusal = cause;
    }

    /** What could not be read and why, in words. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Whether it does not pass by itself, as our own request is wrong. */
    public boolean lasting() {
        return lasting;
    }

    /** What the client threw. */
    public RuntimeException refusal() {
        return refusal;
    }
}
