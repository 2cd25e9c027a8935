package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.names.ComponentName;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Why waits can go on for ever: each holds up another. It takes the end of one of them to let the others go on. */
public sealed interface Deadlock {

    /** The name of the wait that is to end: the youngest. */
    String ending();

    /** Waits wait for each other; {@code circle} has them in the order in which each waits for the next. */
    record Cycle(List<Link> circle, String ending) implements Deadlock {}

    /** A wait, and the component whose build it holds up; empty where it stands in none. */
    record Link(String name, Optional<ComponentName> heldUp) {}

    /**
     * Builds are queued in a Repository, and everything that Pipelines-as-Code lets run there waits for such a build.
     *
     * @param queued the siblings of this wait that cannot start
     * @param waits the names of the waits whose runs hold the slots
     */
    record QueueDeadlock(
            String repository, int limit, SortedSet<ComponentName> queued, SortedSet<String> waits, String ending)
            implements Deadlock {}
}
