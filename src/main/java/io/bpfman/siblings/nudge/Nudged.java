package io.bpfman.siblings.nudge;

import java.util.List;
import java.util.SortedMap;

/** What becomes of the files. */
public sealed interface Nudged {

    /** The new text of each file that changes, by path; none where the branch has all of it. */
    record Changes(SortedMap<String, String> files) implements Nudged {}

    /** What was asked for does not fit what the branch holds. */
    record Refused(List<String> problems) implements Nudged {}
}
