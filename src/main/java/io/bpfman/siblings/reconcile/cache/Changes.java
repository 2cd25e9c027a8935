package io.bpfman.siblings.reconcile.cache;

import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.function.Function;

/** Which updates of a watched object matter: those by which what is read of it changes. */
public final class Changes {

    private Changes() {}

    /** Lets an update pass if this reads otherwise after it than before. */
    public static <T> OnUpdateFilter<T> in(Function<T, ?> facts) {
        return (changed, before) -> !facts.apply(changed).equals(facts.apply(before));
    }
}
