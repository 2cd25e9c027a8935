package io.bpfman.siblings.command;

/** How a command ends, for the shell or the pod that ran it. */
enum ExitCode {
    /** All siblings are answered, or the wait is superseded. */
    OK(0),
    /** A sibling failed, has no usable image, or can never be built. */
    SIBLING(1),
    /** What was asked for makes no sense, or cannot be written down. */
    BAD_INPUT(2),
    /** The timeout has passed. */
    TIMEOUT(3),
    /** The API server does not let us in, or has not what a wait is about. */
    NO_ACCESS(4),
    /** Something that is ours to mend (BSD: sysexits.h, EX_SOFTWARE); a trace tells what. */
    BUG(70);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
