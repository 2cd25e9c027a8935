package io.bpfman.siblings.replay;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What is to happen, and a clock that jumps from one thing to the next. At one time, all that changes the cluster comes
 * before anybody looks at it.
 */
final class Agenda {

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long entered;
    private Instant now = Instant.MIN;

    Instant now() {
        return now;
    }

    /** Enters a change of the cluster. */
    void change(Instant at, Runnable what) {
        enter(at, 0, what);
    }

    /** Enters a look at the cluster. */
    void look(Instant at, Runnable what) {
        enter(at, 1, what);
    }

    private void enter(Instant at, int turn, Runnable what) {
        entries.add(new Entry(at.isBefore(now) ? now : at, turn, entered++, what));
    }

    /** Goes on until nothing is left to happen. */
    void run() {
        while (!entries.isEmpty()) {
            Entry next = entries.remove();
            now = next.at();
            next.what().run();
        }
    }

    private record Entry(Instant at, int turn, long number, Runnable what) implements Comparable<Entry> {

        private static final Comparator<Entry> ORDER =
                Comparator.comparing(Entry::at).thenComparing(Entry::turn).thenComparing(Entry::number);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }
}
