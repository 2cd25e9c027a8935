package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.request.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Variants: as measured, with PipelineRuns pruned after 80 minutes and nothing going wrong, unless told otherwise. */
final class Variants {

    private static final Splice BURSTS = new Splice(10, 10, Duration.ofMinutes(1));
    private static final Splice BUSY = new Splice(3, 72, Duration.ofMinutes(5));
    private static final Duration EARLY = Duration.ofMinutes(2);
    private static final int FEW = 3;

    private final String name;
    private Optional<Splice> spliced = Optional.empty();
    private double failing;
    private boolean rerunsOfOldRevisions;
    private Optional<Duration> gap = Optional.empty();
    private Duration pruned = Duration.ofMinutes(80);
    private int keepRuns = Integer.MAX_VALUE;
    private boolean outages;
    private boolean bundlesPromoted = true;
    private OnFailure onFailure = OnFailure.FAIL;

    private Variants(String name) {
        this.name = name;
    }

    static Variant asMeasured() {
        return aVariant("with the wait").build();
    }

    /** What must not make a bundle stale, one thing changed in each, and then all of it. */
    static List<Variant> nasty() {
        return List.of(
                aVariant("10 % fail, on-failure wait")
                        .failing(0.1)
                        .onFailure(OnFailure.WAIT)
                        .build(),
                aVariant("10 % fail, one retry").failing(0.1).build(),
                aVariant("an hour between siblings").gap(Duration.ofHours(1)).build(),
                aVariant("ten merges in ten minutes, 10 times").spliced(BURSTS).build(),
                aVariant("a merge every 5 min for 6 h, 3 times").spliced(BUSY).build(),
                aVariant("controller down 30 min in every 3 h").outages().build(),
                aVariant("runs pruned after 2 min").pruned(EARLY).build(),
                aVariant("3 ended runs kept of a pipeline").keepRuns(FEW).build(),
                aVariant("all of this at once")
                        .failing(0.1)
                        .gap(Duration.ofHours(1))
                        .spliced(BURSTS)
                        .outages()
                        .pruned(EARLY)
                        .keepRuns(FEW)
                        .build());
    }

    /** Where the wait cannot know enough. */
    static List<Variant> limits() {
        return List.of(
                aVariant("30 % fail, old revisions run again")
                        .failing(0.3)
                        .rerunningOldRevisions()
                        .onFailure(OnFailure.WAIT)
                        .build(),
                aVariant("a merge every 5 min, bundles not promoted")
                        .spliced(BUSY)
                        .bundlesNotPromoted()
                        .build());
    }

    /** Some of the nasty things, drawn. */
    static Variant mixed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Variants mixed = aVariant("mixed by " + seed);
        mixed.failing = random.nextBoolean() ? random.nextDouble(0.4) : 0;
        mixed.onFailure = random.nextBoolean() ? OnFailure.FAIL : OnFailure.WAIT;
        mixed.gap = random.nextInt(4) == 0 ? Optional.of(Duration.ofHours(1)) : Optional.empty();
        mixed.pruned = random.nextBoolean() ? EARLY : mixed.pruned;
        mixed.keepRuns = random.nextBoolean() ? FEW : mixed.keepRuns;
        mixed.outages = random.nextBoolean();
        mixed.spliced = random.nextBoolean() ? Optional.of(BURSTS) : Optional.empty();
        return mixed.build();
    }

    static Variants aVariant(String name) {
        return new Variants(name);
    }

    Variants spliced(Splice newSplice) {
        spliced = Optional.of(newSplice);
        return this;
    }

    Variants failing(double share) {
        failing = share;
        return this;
    }

    Variants rerunningOldRevisions() {
        rerunsOfOldRevisions = true;
        return this;
    }

    Variants gap(Duration newGap) {
        gap = Optional.of(newGap);
        return this;
    }

    Variants pruned(Duration newPruned) {
        pruned = newPruned;
        return this;
    }

    Variants keepRuns(int newKeepRuns) {
        keepRuns = newKeepRuns;
        return this;
    }

    Variants outages() {
        outages = true;
        return this;
    }

    Variants bundlesNotPromoted() {
        bundlesPromoted = false;
        return this;
    }

    Variants onFailure(OnFailure newOnFailure) {
        onFailure = newOnFailure;
        return this;
    }

    Variant build() {
        return new Variant(
                name,
                spliced,
                failing,
                rerunsOfOldRevisions,
                gap,
                pruned,
                keepRuns,
                outages,
                bundlesPromoted,
                onFailure);
    }
}
