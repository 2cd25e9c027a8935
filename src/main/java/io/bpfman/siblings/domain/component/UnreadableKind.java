package io.bpfman.siblings.domain.component;

import java.util.Comparator;

/** A kind of object that could not be seen, and why. */
public record UnreadableKind(Kind kind, Why why) implements Comparable<UnreadableKind> {

    private static final Comparator<UnreadableKind> ORDER =
            Comparator.comparing(UnreadableKind::kind).thenComparing(UnreadableKind::why);

    /** What may be missing from a cluster, or may be closed to us. */
    public enum Kind {
        /** Konflux's Components. */
        COMPONENTS,
        /** Konflux's Snapshots. */
        SNAPSHOTS,
        /** Konflux's ComponentGroups. */
        COMPONENT_GROUPS,
        /** Konflux's NudgeConfig. */
        NUDGE_CONFIGS,
        /** The Repositories of Pipelines-as-Code. */
        REPOSITORIES
    }

    /** Why it cannot be seen. */
    public enum Why {
        /** The cluster does not have the kind. */
        ABSENT,
        /** We may not read it. */
        FORBIDDEN
    }

    @Override
    public int compareTo(UnreadableKind other) {
        return ORDER.compare(this, other);
    }
}
