package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.facts.BuildEvent;
import java.util.Map;

/** What made Pipelines-as-Code start the run whose labels and annotations these are. */
public final class RunEvent {

    private RunEvent() {}

    /** As a build's event is read; where nothing tells, a push. */
    public static BuildEvent of(Map<String, String> annotations, Map<String, String> labels) {
        return new RunFacts(annotations, labels).event();
    }
}
