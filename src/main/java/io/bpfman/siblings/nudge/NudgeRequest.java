package io.bpfman.siblings.nudge;

import io.bpfman.siblings.domain.names.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is to stand in the files of a branch.
 *
 * @param images by component
 * @param writes files that hold one image and nothing else, by path the component
 * @param updates patterns of the paths of files in which digests are replaced, as in a shell, with {@code **}
 * @param revisionFile the path of a file that holds the revision
 * @param catalogEntry the name of the one {@code olm.bundle} that changes in a catalog's template
 * @param revision the commit whose builds the images are
 */
public record NudgeRequest(
        SortedMap<String, ImageReference> images,
        SortedMap<String, String> writes,
        List<String> updates,
        Optional<String> revisionFile,
        Optional<String> catalogEntry,
        String revision) {

    /** Whether the path is one of those that this request would change. */
    public boolean concerns(String path) {
        return writes.containsKey(path)
                || revisionFile.filter(path::equals).isPresent()
                || NudgedFiles.matches(updates, path);
    }
}
