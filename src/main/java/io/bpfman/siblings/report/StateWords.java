package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.sibling.SiblingState;
import java.util.Set;

/** How a sibling's state is called, in a status as in a message. */
public final class StateWords implements SiblingState.Cases<String> {

    public static final String AWAITED = "awaited";
    static final String QUEUED = "queued";
    static final String RUNNING = "running";
    public static final String BUILT = "built";
    public static final String PROMOTED = "promoted";
    public static final String FALLBACK = "fallback";
    public static final String OMITTED = "omitted";
    public static final String NOT_BUILT = "not built";
    public static final String UNTRUSTED = "untrusted";
    public static final String FAILED = "failed";
    public static final String WITHOUT_DIGEST = "without digest";

    public static final Set<String> UNDER_WAY = Set.of(QUEUED, RUNNING);
    public static final Set<String> ANSWERED = Set.of(BUILT, PROMOTED, FALLBACK, OMITTED);

    private static final StateWords WORDS = new StateWords();

    private StateWords() {}

    /** The word for the state. */
    public static String of(SiblingState state) {
        return state.match(WORDS);
    }

    @Override
    public String awaited(SiblingState.Awaited state) {
        return AWAITED;
    }

    @Override
    public String queued(SiblingState.Queued state) {
        return QUEUED;
    }

    @Override
    public String running(SiblingState.Running state) {
        return RUNNING;
    }

    @Override
    public String built(SiblingState.Built state) {
        return BUILT;
    }

    @Override
    public String withoutDigest(SiblingState.WithoutDigest state) {
        return WITHOUT_DIGEST;
    }

    @Override
    public String failed(SiblingState.Failed state) {
        return FAILED;
    }

    @Override
    public String notBuilt(SiblingState.NotBuilt state) {
        return NOT_BUILT;
    }

    @Override
    public String promoted(SiblingState.Promoted state) {
        return state.origin() instanceof Origin.OfRequest ? FALLBACK : PROMOTED;
    }

    @Override
    public String untrusted(SiblingState.Untrusted state) {
        return UNTRUSTED;
    }

    @Override
    public String omitted(SiblingState.Omitted state) {
        return OMITTED;
    }
}
