package io.bpfman.siblings.konflux;

import java.util.Set;

/** The results by which a build pipeline tells its image (konflux-ci/build-definitions: pipelines/). */
public final class BuildResults {

    /** The image by its tag. */
    public static final String IMAGE_URL = "IMAGE_URL";

    /** The digest of the image, of its index where it has several platforms. */
    public static final String IMAGE_DIGEST = "IMAGE_DIGEST";

    /** Every result we read. */
    public static final Set<String> ALL = Set.of(IMAGE_URL, IMAGE_DIGEST);

    private BuildResults() {}
}
