package io.bpfman.siblings.manifest;

import java.io.Serial;

/** A file that cannot be read as manifests, or not be changed without a risk; the message says why, and where. */
public final class UnusableManifest extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** Says of a file, or of a line in it, what is wrong. */
    public UnusableManifest(String place, String problem) {
        super(place + ": " + problem);
    }
}
