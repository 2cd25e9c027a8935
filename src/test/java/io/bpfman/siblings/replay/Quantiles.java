package io.bpfman.siblings.replay;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A measured distribution of durations, of which a few quantiles are known. Between two of them the logarithm is taken to
 * be linear: of a long tail, that puts most near its beginning. The shortest was not measured and is taken to be half of
 * the first quartile.
 */
record Quantiles(double p25, double p50, double p75, double p90, double max) {

    /** Minutes from the merge of a source until its image's digest is merged, in bpfman's history. */
    static final Quantiles MERGE_TO_IMAGE = new Quantiles(8.6, 10.2, 11.4, 13.4, 88);

    /** Minutes between the images of the operator and the agent of one revision, in bpfman's history. */
    static final Quantiles BETWEEN_SIBLINGS = new Quantiles(0.7, 0.9, 1.4, 3.5, 60);

    Duration draw(SplittableRandom random) {
        double[] shares = {0, 0.25, 0.5, 0.75, 0.9, 1};
        double[] minutes = {p25 / 2, p25, p50, p75, p90, max};
        double share = random.nextDouble();
        int above = 1;
        while (share > shares[above]) {
            above++;
        }
        double way = (share - shares[above - 1]) / (shares[above] - shares[above - 1]);
        double drawn = minutes[above - 1] * StrictMath.pow(minutes[above] / minutes[above - 1], way);
        return Duration.ofSeconds(Math.round(drawn * 60));
    }
}
