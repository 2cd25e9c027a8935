package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;

/**
 * Which updates of a CustomRun want a look: of ours, another spec or another object. A run that was deleted and made again while
 * the watch was away arrives as an update, and with the same generation.
 */
final class CustomRunChange {

    private CustomRunChange() {}

    static boolean matters(CustomRun changed, CustomRun before) {
        ObjectMeta now = changed.getMetadata();
        ObjectMeta then = before.getMetadata();
        return CustomTask.open(changed) && different(now, then);
    }

    private static boolean different(ObjectMeta now, ObjectMeta then) {
        return !Objects.equals(now.getUid(), then.getUid())
                || !Objects.equals(now.getGeneration(), then.getGeneration());
    }
}
