package io.bpfman.siblings.stamp;

import java.util.List;
import java.util.Map;

/** What became of the manifests. */
public sealed interface Stamped {

    /**
     * All is as it was asked for.
     *
     * @param files the new text of each file that changed, by its name
     */
    record Done(Map<String, String> files) implements Stamped {}

    /**
     * Something that runs would still not be pinned.
     *
     * @param images each with the file and line where it stands
     */
    record Unpinned(List<String> images) implements Stamped {}

    /** What was asked for does not fit the manifests. */
    record Refused(List<String> problems) implements Stamped {}
}
