package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Revision;
import java.time.Instant;
import java.util.Comparator;

/**
 * A build of an embedded component as it goes, whatever becomes of the bundle: the truth that flows are judged by.
 *
 * @param order of its revision among those of its repository
 * @param attempt how many builds of the revision went before
 * @param good whether it ends with an image
 * @param promoted when Konflux has signed and promoted it
 */
record PlannedBuild(
        ComponentName component,
        int order,
        int attempt,
        Revision revision,
        Instant created,
        Instant started,
        Instant ended,
        boolean good,
        Instant promoted) {

    /** Of two good images of one component the newer one last: by revision, then by creation. */
    static final Comparator<PlannedBuild> BY_REVISION =
            Comparator.comparingInt(PlannedBuild::order).thenComparing(PlannedBuild::created);

    String name() {
        return "%s-on-push-%s-%d".formatted(component, revision.value().substring(32), attempt);
    }

    ImageReference image() {
        return new ImageReference(
                repositoryOf(component), new ImageDigest("sha256:%s%024x".formatted(revision, attempt)));
    }

    static ImageRepository repositoryOf(ComponentName component) {
        return new ImageRepository("registry.example/tenant/" + component);
    }
}
