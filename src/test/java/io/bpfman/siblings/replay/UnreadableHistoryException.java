package io.bpfman.siblings.replay;

import java.nio.file.Path;

/** A history that cannot be read; the message says where and why, in one line. */
final class UnreadableHistoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableHistoryException(Path file, int line, String problem) {
        super("%s, line %d: %s".formatted(file, line, problem));
    }
}
