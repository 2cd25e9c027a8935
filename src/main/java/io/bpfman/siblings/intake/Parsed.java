package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import java.util.List;
import java.util.SortedSet;

/** A request as it was understood. */
public sealed interface Parsed {

    /** It can be carried out. */
    record Valid(WaitRequest request) implements Parsed {}

    /**
     * It cannot, and every reason is named.
     *
     * @param revision as far as it could be read, for the results; empty when it could not
     * @param siblings as far as they could be read, for the results
     */
    record Invalid(List<String> problems, String revision, SortedSet<ComponentName> siblings) implements Parsed {}
}
