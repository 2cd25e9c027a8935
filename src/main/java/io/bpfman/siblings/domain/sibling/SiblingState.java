package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.util.Optional;
import java.util.SortedSet;

/** Where one sibling stands in a wait. */
public sealed interface SiblingState {

    /** The answer of the case that this state is. */
    <R> R match(Cases<R> cases);

    /** One answer for each state; a new state does not compile until every reader has answered it. */
    interface Cases<R> {
        R awaited(Awaited state);

        R queued(Queued state);

        R running(Running state);

        R built(Built state);

        R withoutDigest(WithoutDigest state);

        R failed(Failed state);

        R notBuilt(NotBuilt state);

        R promoted(Promoted state);

        R omitted(Omitted state);

        R untrusted(Untrusted state);
    }

    /** No build seen yet, and one may still appear. */
    record Awaited() implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.awaited(this);
        }
    }

    /** Its build is there and has not started; {@code queue} says who keeps it from that. */
    record Queued(Build build, Queue queue) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.queued(this);
        }
    }

    /** Its build is at work. */
    record Running(Build build) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.running(this);
        }
    }

    /**
     * Answered: a build of the revision succeeded with a known image; {@code rivals} are the PipelineRuns of the same
     * revision that claim another one, in name order.
     */
    record Built(Origin origin, ImageReference image, SortedSet<String> rivals) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.built(this);
        }
    }

    /** Its build succeeded without a usable image; {@code problem} says why. */
    record WithoutDigest(Build build, String problem) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.withoutDigest(this);
        }
    }

    /** Its build failed or was cancelled; {@code reason} is the PipelineRun's. */
    record Failed(Build build, String reason) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failed(this);
        }
    }

    /**
     * No build, the grace is over, and nothing else answers it; {@code otherStream} are the branches that its Component
     * builds where the waiting run's is none of them.
     */
    record NotBuilt(SortedSet<GitRef> otherStream) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.notBuilt(this);
        }
    }

    /** Answered by the newest known good image, which was not made for the revision. */
    record Promoted(Origin origin, ImageReference image) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.promoted(this);
        }
    }

    /** Answered with nothing, as the request has it. */
    record Omitted() implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.omitted(this);
        }
    }

    /** What would answer it is an image that is not in the component's own repository, {@code own}. */
    record Untrusted(Origin origin, ImageReference image, ImageRepository own) implements SiblingState {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.untrusted(this);
        }
    }

    /** Whether the sibling's image is settled. */
    default boolean answered() {
        return this instanceof Built || this instanceof Promoted || this instanceof Omitted;
    }

    /** The image it is answered with; empty while there is none. */
    default Optional<ImageReference> answer() {
        return known().map(KnownImage::image);
    }

    /** The same with what tells of it. */
    default Optional<KnownImage> known() {
        if (this instanceof Built built) {
            return Optional.of(new KnownImage(built.origin(), built.image()));
        }
        if (this instanceof Promoted promoted) {
            return Optional.of(new KnownImage(promoted.origin(), promoted.image()));
        }
        return Optional.empty();
    }

    /** The build that puts the sibling where it stands; empty where none does. */
    default Optional<Build> decidingBuild() {
        return match(new DecidingBuild());
    }
}
