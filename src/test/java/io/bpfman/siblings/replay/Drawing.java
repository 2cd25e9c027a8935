package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws what the history does not tell. Each commit has its own lots, so that a variant changes nothing but itself. */
final class Drawing {

    /** After so many builds of one revision the next one is good. */
    private static final int MOST_FAILURES = 4;

    private static final Duration SHORTEST_BUILD = Duration.ofMinutes(1);
    private static final Duration NUDGE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_OUTAGES = Duration.ofHours(3);
    private static final Instant LONG_AGO = History.MINUTE_ZERO.minus(Duration.ofDays(30));

    private final History history;
    private final Variant variant;
    private final long seed;
    private final List<PlannedBuild> builds = new ArrayList<>();
    private final List<PlannedWaitingRun> waitingRuns = new ArrayList<>();
    private Instant lastPush = Instant.MIN;

    private Drawing(History history, Variant variant, long seed) {
        this.history = history;
        this.variant = variant;
        this.seed = seed;
    }

    static World draw(History history, Variant variant, long seed) {
        return new Drawing(history, variant, seed).draw();
    }

    private World draw() {
        history.siblings().forEach(sibling -> before(new ComponentName(sibling), revision(World.BEFORE)));
        history.foreign().forEach(name -> before(new ComponentName(name), foreignRevision(World.BEFORE)));
        for (int order = 0; order < history.commits().size(); order++) {
            commit(order);
        }
        history.foreign().forEach(this::foreign);
        List<PlannedBuild> filtered = List.copyOf(builds);
        builds.clear();
        history.commits().forEach(this::unfiltered);
        waitingRuns.sort(Comparator.comparing(PlannedWaitingRun::created));
        return new World(
                history,
                IntStream.range(0, history.commits().size())
                        .mapToObj(Drawing::revision)
                        .toList(),
                filtered,
                List.copyOf(builds),
                history.foreign(),
                List.copyOf(waitingRuns),
                variant.outages() ? outages() : List.of());
    }

    /** What each component was promoted with when the history begins. */
    private void before(ComponentName component, Revision revision) {
        Instant ended = LONG_AGO.plus(SHORTEST_BUILD);
        builds.add(new PlannedBuild(
                component, World.BEFORE, 0, revision, LONG_AGO, LONG_AGO, ended, true, ended.plus(SHORTEST_BUILD)));
    }

    private void commit(int order) {
        Commit commit = history.commits().get(order);
        SplittableRandom random = lots(commit);
        // Were they made in the other order, neither the wait nor Konflux could tell which revision is the newer one.
        Instant pushed = later(commit.merged(), lastPush);
        Instant bundle = soonAfter(pushed, random);
        lastPush = later(lastPush, bundle);
        siblings(order, pushed, random);
        if (commit.changesBundle()) {
            waitingRuns.add(
                    new PlannedWaitingRun(String.valueOf(commit.number()), order, revision(order), bundle, true));
        }
    }

    private void siblings(int order, Instant pushed, SplittableRandom random) {
        Commit commit = history.commits().get(order);
        List<String> started = new ArrayList<>(commit.starts());
        started.remove(Commit.BUNDLE);
        if (random.nextBoolean()) {
            Collections.reverse(started);
        }
        Duration length = Quantiles.MERGE_TO_IMAGE.draw(random);
        for (String sibling : started) {
            Instant latest = variant.gap().isPresent()
                    ? Instant.MAX
                    : carried(sibling, commit).map(at -> at.minus(NUDGE)).orElse(Instant.MAX);
            Instant drawn = commit.merged().plus(length);
            SplittableRandom own = random.split();
            Instant created = soonAfter(pushed, own);
            lastPush = later(lastPush, created);
            build(
                    new ComponentName(sibling),
                    order,
                    revision(order),
                    created,
                    drawn.isBefore(latest) ? drawn : latest,
                    builtAnew(sibling, order),
                    own);
            Duration measured = Quantiles.BETWEEN_SIBLINGS.draw(random);
            length = length.plus(variant.gap().orElse(measured));
        }
    }

    /** The path filters are those of the history's end; at its beginning, every push built the operator. */
    private void unfiltered(Commit carrying) {
        Optional<Integer> order = carrying.source()
                .filter(source -> !source.equals(Commit.ELSEWHERE))
                .flatMap(source -> history.orderOf(Integer.parseInt(source)));
        if (order.isEmpty()) {
            return;
        }
        Commit source = history.commits().get(order.get());
        for (String image : carrying.carries()) {
            Optional<String> sibling =
                    history.sibling(image).filter(name -> !source.starts().contains(name));
            if (sibling.isPresent() && carried(sibling.get(), source).equals(Optional.of(carrying.merged()))) {
                SplittableRandom random = lots(carrying);
                Instant drawn = source.merged().plus(Quantiles.MERGE_TO_IMAGE.draw(random));
                Instant latest = carrying.merged().minus(NUDGE);
                build(
                        new ComponentName(sibling.get()),
                        order.get(),
                        revision(order.get()),
                        source.merged(),
                        drawn.isBefore(latest) ? drawn : latest,
                        source.merged(),
                        random);
            }
        }
    }

    /** When an image of this commit was first handed on; it was built before that. */
    private Optional<Instant> carried(String sibling, Commit commit) {
        return history.commits().stream()
                .filter(later -> later.source().equals(Optional.of(String.valueOf(commit.number()))))
                .filter(later -> later.carries().stream()
                        .anyMatch(image -> history.sibling(image).equals(Optional.of(sibling))))
                .map(Commit::merged)
                .findFirst();
    }

    /** The builds of another repository; the bundle that waits is triggered by each image. */
    private void foreign(String image) {
        List<Commit> carrying = history.commits().stream()
                .filter(commit -> commit.carries().contains(image))
                // A nudge by hand without a source hands on what was built long before.
                .filter(commit -> !history.tellsSources() || commit.source().isPresent())
                .toList();
        List<Instant> merges = new ArrayList<>();
        for (Commit commit : carrying) {
            Instant drawn = commit.merged().minus(Quantiles.MERGE_TO_IMAGE.draw(lots(commit)));
            merges.add(
                    merges.isEmpty()
                            ? drawn
                            : later(drawn, merges.get(merges.size() - 1).plus(SHORTEST_BUILD)));
        }
        for (int order = 0; order < carrying.size(); order++) {
            SplittableRandom random = lots(carrying.get(order)).split();
            Optional<PlannedBuild> good = build(
                    new ComponentName(image),
                    order,
                    foreignRevision(order),
                    soonAfter(merges.get(order), random),
                    carrying.get(order).merged().minus(NUDGE),
                    order + 1 < merges.size() ? merges.get(order + 1) : Instant.MAX,
                    random);
            String cause = "%s-%d".formatted(image, order);
            good.ifPresent(build -> {
                int head = head(build.ended());
                waitingRuns.add(
                        new PlannedWaitingRun(cause, head, revision(head), soonAfter(build.ended(), random), false));
            });
        }
    }

    /** The newest revision at that time, where no commit hands images on. */
    private int head(Instant at) {
        return IntStream.range(0, history.commits().size())
                .filter(order -> !history.commits().get(order).nudge()
                        && !history.commits().get(order).merged().isAfter(at))
                .max()
                .orElse(World.BEFORE);
    }

    /** Builds until an image comes of it, which is returned, or the component is built anew. */
    private Optional<PlannedBuild> build(
            ComponentName component,
            int order,
            Revision revision,
            Instant firstCreated,
            Instant firstEnd,
            Instant builtAnew,
            SplittableRandom random) {
        Instant created = firstCreated;
        Instant end = firstEnd;
        boolean good = false;
        for (int attempt = 0; !good && (attempt == 0 || isRunAgain(created, builtAnew)); attempt++) {
            Instant started = created.plusSeconds(random.nextInt(2, 21));
            end = later(end, started.plus(SHORTEST_BUILD)).truncatedTo(ChronoUnit.SECONDS);
            good = random.nextDouble() >= variant.failing() || attempt == MOST_FAILURES;
            builds.add(new PlannedBuild(
                    component,
                    order,
                    attempt,
                    revision,
                    created,
                    started,
                    end,
                    good,
                    end.plusSeconds(random.nextInt(60, 301))));
            created = end.plusSeconds(random.nextInt(300, 1201));
            end = created.plus(Quantiles.MERGE_TO_IMAGE.draw(random));
        }
        return Optional.of(builds.get(builds.size() - 1)).filter(PlannedBuild::good);
    }

    /** Pipelines-as-Code takes the comment that asks for it on the branch's newest commit only. */
    private boolean isRunAgain(Instant at, Instant builtAnew) {
        return variant.rerunsOfOldRevisions() || at.isBefore(builtAnew);
    }

    private Instant builtAnew(String sibling, int order) {
        return history.commits().stream()
                .skip(order + 1L)
                .filter(later -> later.starts().contains(sibling))
                .map(Commit::merged)
                .findFirst()
                .orElse(Instant.MAX);
    }

    private List<Outage> outages() {
        SplittableRandom random = new SplittableRandom(seed);
        Instant last = history.commits().get(history.commits().size() - 1).merged();
        List<Outage> outages = new ArrayList<>();
        for (Instant at = History.MINUTE_ZERO; at.isBefore(last); at = at.plus(BETWEEN_OUTAGES)) {
            long latest = BETWEEN_OUTAGES.minus(Variant.OUTAGE).toSeconds();
            Instant from = at.plusSeconds(random.nextLong(latest));
            outages.add(new Outage(from, from.plus(Variant.OUTAGE)));
        }
        return outages;
    }

    private SplittableRandom lots(Commit commit) {
        return new SplittableRandom(seed * 1_000_003 + commit.number());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Pipelines-as-Code makes all the runs of a push within seconds, in any order. */
    private static Instant soonAfter(Instant time, SplittableRandom random) {
        return time.truncatedTo(ChronoUnit.SECONDS).plusSeconds(random.nextInt(2, 11));
    }

    private static Revision revision(int order) {
        return new Revision("%040x".formatted(order + 1));
    }

    private static Revision foreignRevision(int order) {
        return new Revision("f%039x".formatted(order + 1));
    }
}
