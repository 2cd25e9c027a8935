package io.bpfman.siblings.intake;

import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomTaskReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which CustomRuns are ours, and whose they are. */
public final class CustomTask {

    /** The custom task's API version. */
    public static final String API_VERSION = "siblings.bpfman.io/v1alpha1";

    /** The custom task's kind. */
    public static final String KIND = "WaitForSiblings";

    private static final String GROUP = "siblings.bpfman.io/";

    private static final CustomRunSpec REFERENCE = new CustomRunSpec(
            new CustomTaskReference(API_VERSION, KIND, null), null, List.of(), null, null, null, null, null);

    private CustomTask() {}

    /** The least spec that makes a run ours. */
    public static CustomRunSpec reference() {
        return REFERENCE;
    }

    /** Whether the run names our API group: with another version or kind nobody else would ever answer it. */
    public static boolean ours(CustomRun run) {
        return reference(run)
                .map(CustomTaskReference::apiVersion)
                .filter(version -> version.startsWith(GROUP))
                .isPresent();
    }

    /** What the run names, by reference or else inline, where that is not exactly our API version and kind. */
    static Optional<String> other(CustomRun run) {
        return reference(run)
                .filter(there -> !API_VERSION.equals(there.apiVersion()) || !KIND.equals(there.kind()))
                .map(there -> there.apiVersion() + "/" + there.kind());
    }

    private static Optional<CustomTaskReference> reference(CustomRun run) {
        CustomRunSpec spec = run.specOrEmpty();
        return Optional.ofNullable(spec.customRef() == null ? spec.customSpec() : spec.customRef());
    }

    /** Whether the run is in no cluster, but made up to ask what would become of it. */
    public static boolean imagined(CustomRun run) {
        return run.getMetadata().getResourceVersion() == null;
    }

    /** Whether there is something to do: the run is ours, not over and not being deleted. */
    public static boolean open(CustomRun run) {
        return ours(run)
                && run.getMetadata().getDeletionTimestamp() == null
                && !run.statusOrEmpty().done();
    }

    /** The PipelineRun that the run belongs to; empty for a standalone run. */
    public static Optional<OwnerReference> waitingRun(CustomRun run) {
        @Nullable List<OwnerReference> owners = run.getMetadata().getOwnerReferences();
        return Optional.ofNullable(owners).orElse(List.of()).stream()
                .filter(owner -> "PipelineRun".equals(owner.getKind()) && Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** Whether the run stands in a build of a component; Tekton copies the labels of the PipelineRun. */
    public static boolean ofABuild(CustomRun run) {
        return waitingRun(run).isPresent() && RunFacts.of(run.getMetadata()).ofBuild();
    }
}
