package io.bpfman.siblings.domain;

import java.util.Collections;
import java.util.SortedMap;

/**
 * Images that answered a sibling in an earlier look and that no build tells of.
 *
 * @param built made from the wait's revision
 * @param promoted the newest good ones of any revision
 */
public record Recollection(SortedMap<ComponentName, KnownImage> built, SortedMap<ComponentName, KnownImage> promoted) {

    /** Of a wait that nobody has looked at. */
    public static Recollection none() {
        return new Recollection(Collections.emptySortedMap(), Collections.emptySortedMap());
    }
}
