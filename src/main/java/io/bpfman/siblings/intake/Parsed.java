package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.names.ComponentName;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/** What was asked for, as it was understood. */
public sealed interface Parsed<T> {

    /** The same, made into something else where it was understood. */
    <R> Parsed<R> map(Function<T, R> function);

    /** It can be carried out. */
    record Valid<T>(T value) implements Parsed<T> {
        @Override
        public <R> Parsed<R> map(Function<T, R> function) {
            return new Valid<>(function.apply(value));
        }
    }

    /**
     * It cannot, and every reason is named.
     *
     * @param revision as far as it could be read, for the results; empty when it could not
     * @param siblings as far as they could be read, for the results
     */
    record Invalid<T>(List<String> problems, String revision, SortedSet<ComponentName> siblings) implements Parsed<T> {
        @Override
        public <R> Parsed<R> map(Function<T, R> function) {
            return new Invalid<>(problems, revision, siblings);
        }
    }
}
