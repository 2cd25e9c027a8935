package io.bpfman.siblings.board;

import io.bpfman.siblings.explain.Elapsed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One revision for which a component waits, or waited.
 *
 * @param customRun the wait
 * @param commit where the forge shows the revision; http or https, and else empty
 * @param reason of the wait's condition; empty while it has none
 * @param timesOut empty where it never does, or is over
 */
public record RevisionRow(
        String revision,
        Optional<String> commit,
        String customRun,
        Lane.State state,
        String reason,
        String message,
        Optional<Instant> timesOut,
        List<Lane> lanes,
        Instant asOf) {

    /** The width of the time axis in the picture's own units. */
    private static final int WIDTH = 1000;

    private static final int SHORT = 10;

    /** As git shortens it; a dash where it is not known. */
    public String shortRevision() {
        return revision.isEmpty() ? "-" : revision.substring(0, Math.min(SHORT, revision.length()));
    }

    /** Until it times out; empty where it does not. */
    public String timeLeft() {
        return timesOut.map(time -> Elapsed.between(asOf, time)).orElse("");
    }

    private Instant from() {
        return times().min(Instant::compareTo).orElse(asOf);
    }

    private Instant to() {
        Instant last = times().max(Instant::compareTo).orElse(asOf);
        boolean open = lanes.stream()
                .anyMatch(lane -> lane.created().isPresent() && lane.ended().isEmpty());
        return open && asOf.isAfter(last) ? asOf : last;
    }

    private Stream<Instant> times() {
        return lanes.stream()
                .flatMap(lane -> Stream.of(lane.created(), lane.started(), lane.ended()))
                .flatMap(Optional::stream);
    }

    /** Where the time from the creation of the lane's run to its start, or to now, is on the axis. */
    public Bar queue(Lane lane) {
        return bar(lane.created(), lane.started().or(lane::ended).orElse(asOf));
    }

    /** Where the time in which the lane's run ran is on the axis. */
    public Bar run(Lane lane) {
        return bar(lane.started(), lane.ended().orElse(asOf));
    }

    private Bar bar(Optional<Instant> begin, Instant end) {
        return begin.filter(start -> !end.isBefore(start))
                .map(start -> new Bar(position(start), Math.max(2, position(end) - position(start))))
                .orElse(new Bar(0, 0));
    }

    private int position(Instant time) {
        long whole = Math.max(1, Duration.between(from(), to()).toMillis());
        long part = Duration.between(from(), time).toMillis();
        return (int) Math.max(0, Math.min(WIDTH, part * WIDTH / whole));
    }

    /** A part of the axis; nothing where its width is none. */
    public record Bar(int x, int width) {}
}
