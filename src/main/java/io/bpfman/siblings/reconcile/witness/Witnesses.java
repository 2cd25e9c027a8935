package io.bpfman.siblings.reconcile.witness;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.reconcile.waits.OpenWait;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Instant;
import java.util.List;

/** The witnesses of waits, as far as the rest of the service knows of them. */
public interface Witnesses {

    /** Where no administrator turned them on: no wait needs one. */
    Witnesses NONE = new Witnesses() {

        @Override
        public boolean on() {
            return false;
        }

        @Override
        public List<EventSource<?, CustomRun>> eventSources(EventSourceContext<CustomRun> context) {
            return List.of();
        }

        @Override
        public Witness watched(OpenWait wait) {
            return new Witness.Unwanted();
        }

        @Override
        public Witness live(OpenWait wait) {
            return new Witness.Unwanted();
        }

        @Override
        public boolean carryOut(CustomRun run, Verdict verdict, Instant now) {
            return false;
        }
    };

    /** Whether waits have witnesses at all. */
    boolean on();

    /** What wakes a wait when its witness changes. */
    List<EventSource<?, CustomRun>> eventSources(EventSourceContext<CustomRun> context);

    /** What is known of the wait's witness without asking the API server. */
    Witness watched(OpenWait wait);

    /** What the API server knows of it; the watch can be behind. */
    Witness live(OpenWait wait);

    /**
     * Does what the verdict asks for. What the cluster refuses is told by the wait and tried again later; tells whether
     * the wait is to be evaluated again for it. All else is weather and thrown.
     */
    boolean carryOut(CustomRun run, Verdict verdict, Instant now);
}
