package io.bpfman.siblings.nudge;

import java.util.Collection;
import java.util.Optional;

/** What a branch holds. */
public interface BranchFiles {

    /** The paths of its files, without links and submodules. */
    Collection<String> paths();

    /** The text of the file; empty where there is none, or it is no UTF-8. */
    Optional<String> text(String path);
}
