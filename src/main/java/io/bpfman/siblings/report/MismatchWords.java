package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.facts.Mismatch;

/** Why a PipelineRun of the revision does not count, in words. */
public final class MismatchWords {

    private MismatchWords() {}

    /** The words for it. */
    public static String of(Mismatch why) {
        return switch (why) {
            case COMPONENT_UNKNOWN -> "component unknown";
            case LABEL_CUT -> "label cut";
            case OTHER_EVENT -> "other event";
            case MERGE_QUEUE -> "merge queue";
            case OTHER_VERSION -> "other version";
            case OTHER_BRANCH -> "other branch";
            case OTHER_APPLICATION -> "other application";
        };
    }
}
