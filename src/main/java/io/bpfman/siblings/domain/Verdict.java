package io.bpfman.siblings.domain;

import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.domain.witness.WitnessStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a look at a wait comes to. */
public sealed interface Verdict {

    /** The answer of the case that this verdict is. */
    <R> R match(Cases<R> cases);

    /** One answer for each verdict; a new verdict does not compile until every reader has answered it. */
    interface Cases<R> {
        R waiting(Waiting verdict);

        R unread(Unread verdict);

        R awaitingWitness(AwaitingWitness verdict);

        R retrying(Retrying verdict);

        R satisfied(Satisfied verdict);

        R superseded(Superseded verdict);

        R siblingBroken(SiblingBroken verdict);

        R deadlocked(Deadlocked verdict);

        R resultTooLarge(ResultTooLarge verdict);

        R timedOut(TimedOut verdict);

        R cancelled(Cancelled verdict);

        R rejected(Rejected verdict);

        R unknownSiblings(UnknownSiblings verdict);
    }

    /** The wait goes on; {@code nextLook} is when time alone can change the verdict, empty when it cannot. */
    record Waiting(Optional<Instant> nextLook) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.waiting(this);
        }
    }

    /** The wait goes on, as what it rests on cannot be read; {@code what} says what and why. */
    record Unread(String what) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unread(this);
        }
    }

    /** All siblings are answered, and a witness has yet to state their digests. */
    record AwaitingWitness(AwaitedWitness awaited) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.awaitingWitness(this);
        }
    }

    /** The attempt ended, and another one begins; {@code attemptEnd} says how it ended. */
    record Retrying(Verdict attemptEnd) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.retrying(this);
        }
    }

    /** All siblings are answered. */
    record Satisfied() implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.satisfied(this);
        }
    }

    /** A newer run of the same pipeline makes this one superfluous. */
    record Superseded(CompetingRun newer) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.superseded(this);
        }
    }

    /** What of a sibling ends a wait badly; where siblings differ, the first that is there. */
    enum Cause {
        /** Its build failed, and the wait goes on for no newer one. */
        FAILED,
        /** Its build succeeded without a usable image, and the wait goes on for no newer one. */
        WITHOUT_DIGEST,
        /** What would answer it is an image that is not in its component's own repository. */
        UNTRUSTED,
        /** It was not built for the revision, and nothing else answers it. */
        NOT_BUILT
    }

    /** A sibling ends the wait. */
    record SiblingBroken(Cause cause) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.siblingBroken(this);
        }
    }

    /** Waits hold each other up, and this one is the youngest of them. */
    record Deadlocked(Deadlock deadlock) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.deadlocked(this);
        }
    }

    /** All siblings are answered, and the results, or what a witness is to state of them, do not fit. */
    record ResultTooLarge(int bytes, int largest) implements Verdict {

        /** The results themselves. */
        public ResultTooLarge(int bytes) {
            this(bytes, Results.LARGEST_BYTES);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resultTooLarge(this);
        }
    }

    /**
     * The attempt's time is over; {@code witness} is what is awaited where all siblings are answered, {@code unread} what
     * could not be read, and why.
     */
    record TimedOut(Duration timeout, Optional<AwaitedWitness> witness, Optional<String> unread) implements Verdict {

        public TimedOut(Duration timeout) {
            this(timeout, Optional.empty(), Optional.empty());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.timedOut(this);
        }
    }

    /** Nobody wants the wait any more. */
    record Cancelled(String why) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancelled(this);
        }
    }

    /** The request cannot be understood; every problem is named. */
    record Rejected(List<String> problems) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rejected(this);
        }
    }

    /** Siblings that do not exist, each with the nearest name that there is: somebody misspelt them. */
    record UnknownSiblings(SortedMap<ComponentName, Optional<ComponentName>> nearest) implements Verdict {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknownSiblings(this);
        }
    }

    /** Whether the wait ends well: the pipeline goes on. */
    default boolean succeeds() {
        return this instanceof Satisfied || this instanceof Superseded;
    }

    /** Whether the wait is over: nothing may change it any more. */
    default boolean ends() {
        return !(this instanceof Waiting
                || this instanceof Unread
                || this instanceof AwaitingWitness
                || this instanceof Retrying);
    }

    /** Whether the verdict, or what is done by it, follows from what is known of the cluster, and so must hold on a fresh look. */
    default boolean restsOnCluster() {
        return this instanceof AwaitingWitness awaiting
                ? awaiting.awaited().step() != WitnessStep.NONE
                : !(this instanceof Waiting
                        || this instanceof Unread
                        || this instanceof Cancelled
                        || this instanceof Rejected);
    }
}
