package io.bpfman.siblings.command;

/** Whether a person sits before the command. */
final class Terminal {

    private Terminal() {}

    /** Whether both standard input and output are a terminal; a newer Java than ours would always say so. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        return System.console() != null;
    }
}
