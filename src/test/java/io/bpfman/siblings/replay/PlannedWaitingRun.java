package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.Revision;
import java.time.Instant;

/**
 * A run of the bundle's pipeline that has something new to embed.
 *
 * @param cause what is new: a commit, or an image of another repository
 * @param order of its revision
 * @param ofCommit whether a commit is its cause
 */
record PlannedWaitingRun(String cause, int order, Revision revision, Instant created, boolean ofCommit) {

    String name() {
        return "bundle-on-push-" + cause;
    }
}
