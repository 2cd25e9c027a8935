package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The one rule. */
public final class WaitPolicy {

    private WaitPolicy() {}

    /**
     * Judges a wait. First match wins: cancelled; all siblings answered, unless the results are too large; a sibling
     * failed; one has no digest; one was not built; the deadline has passed; the wait goes on. An attempt that ended
     * by a failed sibling, one without a digest or the deadline is followed by another one while there are retries.
     */
    public static Verdict evaluate(Wait wait, Siblings siblings, Instant now) {
        if (wait.cancelled().isPresent()) {
            return new Verdict.Cancelled(wait.cancelled().get());
        }
        if (siblings.allAnswered()) {
            int bytes = Results.of(wait.request(), siblings, true).bytes();
            return bytes > Results.LARGEST_BYTES ? new Verdict.ResultTooLarge(bytes) : new Verdict.Satisfied();
        }
        return end(wait, siblings, now)
                .map(end -> wait.mayRetry() && retriable(end) ? new Verdict.Retrying(end) : end)
                .orElseGet(() -> new Verdict.Waiting(nextLook(wait, siblings)));
    }

    private static Optional<Verdict> end(Wait wait, Siblings siblings, Instant now) {
        boolean brokenEnds = wait.request().onFailure() == OnFailure.FAIL;
        if (brokenEnds && siblings.any(SiblingState.Failed.class)) {
            return Optional.of(new Verdict.SiblingFailed());
        }
        if (brokenEnds && siblings.any(SiblingState.WithoutDigest.class)) {
            return Optional.of(new Verdict.SiblingWithoutDigest());
        }
        if (siblings.any(SiblingState.NotBuilt.class)) {
            return Optional.of(new Verdict.SiblingNotBuilt());
        }
        return wait.deadline()
                .filter(deadline -> !now.isBefore(deadline))
                .flatMap(deadline -> wait.request().timeout())
                .map(Verdict.TimedOut::new);
    }

    private static boolean retriable(Verdict end) {
        return !(end instanceof Verdict.SiblingNotBuilt);
    }

    private static Optional<Instant> nextLook(Wait wait, Siblings siblings) {
        boolean graceDecides = siblings.in(SiblingState.Awaited.class)
                .anyMatch(awaited -> !wait.attempt().awaitsNewerBuildOf(awaited.getKey()));
        return Stream.concat(wait.deadline().stream(), graceDecides ? Stream.of(wait.graceEnd()) : Stream.empty())
                .min(Instant::compareTo);
    }
}
