package io.bpfman.siblings.replay;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What became of a history in one flow.
 *
 * @param forImages those that a new image of another repository made necessary
 * @param stale empty when the history does not tell enough
 * @param staleAsMeasured the stale ones that the measurement would find; empty where nothing was measured
 * @param ahead how many bundles embed an image of a newer revision than their own
 * @param without how many runs ended with neither a bundle nor a newer run in their place
 * @param consistent of each merge that makes a bundle necessary the time until a bundle with it, not stale, is built;
 *     shortest first, without those that never got one
 * @param merges how many make a bundle necessary
 */
record Figures(
        String flow,
        int bundles,
        int forImages,
        OptionalInt stale,
        OptionalInt staleAsMeasured,
        OptionalInt ahead,
        int skipped,
        int without,
        List<Duration> consistent,
        int merges,
        Duration waited) {

    /** The figures of the flow as it was. */
    static Figures of(String name, World world, OldFlow flow) {
        if (!world.history().tellsSources()) {
            return new Figures(
                    name,
                    flow.bundles().size(),
                    0,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    0,
                    0,
                    List.of(),
                    0,
                    Duration.ZERO);
        }
        Truth truth = new Truth(flow.images(), world.foreign());
        Truth measured = new Truth(flow.handedOn(), world.foreign());
        return new Figures(
                name,
                flow.bundles().size(),
                0,
                OptionalInt.of(count(flow.bundles().stream().filter(truth::stale))),
                OptionalInt.of(count(flow.asMeasured().stream().filter(measured::staleByBuilt))),
                OptionalInt.of(count(flow.bundles().stream().filter(truth::ahead))),
                0,
                0,
                consistent(world.history(), flow.bundles(), truth),
                merges(world.history()),
                Duration.ZERO);
    }

    /** The figures of the flow with the wait. */
    static Figures of(String name, World world, NewFlow flow) {
        Truth truth = new Truth(world.builds(), world.foreign());
        List<Ending> endings = flow.endings();
        return new Figures(
                name,
                flow.bundles().size(),
                count(endings.stream()
                        .filter(ending -> ending.bundle().isPresent()
                                && !ending.waitingRun().ofCommit())),
                OptionalInt.of(count(flow.bundles().stream().filter(truth::stale))),
                OptionalInt.empty(),
                OptionalInt.of(count(flow.bundles().stream().filter(truth::ahead))),
                count(endings.stream().filter(Ending::skipped)),
                count(endings.stream()
                        .filter(ending -> !ending.skipped() && ending.bundle().isEmpty())),
                consistent(world.history(), flow.bundles(), truth),
                merges(world.history()),
                endings.stream().map(Ending::waited).reduce(Duration.ZERO, Duration::plus));
    }

    private static int merges(History history) {
        return count(history.commits().stream().filter(Commit::changesBundle));
    }

    private static int count(Stream<?> any) {
        return (int) any.count();
    }

    private static List<Duration> consistent(History history, List<Bundle> bundles, Truth truth) {
        List<Bundle> fresh =
                bundles.stream().filter(bundle -> !truth.stale(bundle)).toList();
        return IntStream.range(0, history.commits().size())
                .filter(order -> history.commits().get(order).changesBundle())
                .mapToObj(order -> fresh.stream()
                        .filter(bundle -> bundle.order() >= order)
                        .map(Bundle::ended)
                        .min(Comparator.naturalOrder())
                        .map(ended ->
                                Duration.between(history.commits().get(order).merged(), ended)))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** Within what time this share of the merges is in a bundle that is not stale; empty when that is never. */
    Optional<Duration> within(double share) {
        int place = (int) Math.ceil(share * merges) - 1;
        return place >= 0 && place < consistent.size() ? Optional.of(consistent.get(place)) : Optional.empty();
    }
}
