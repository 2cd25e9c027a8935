package io.bpfman.siblings.command;

/** How a command ends, for the shell or the pod that ran it. */
enum ExitCode {
    /** All is well; of a wait also that it is superseded. */
    OK(0),
    /** What was looked at is not as it must be: a sibling has no usable image, or an image is none of the siblings'. */
    FINDING(1),
    /** What was asked for makes no sense, or cannot be written down. */
    BAD_INPUT(2),
    /** The timeout has passed, or all attempts are used up. */
    GAVE_UP(3),
    /** A server does not let us in, is not there, or has not what was asked for. */
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
