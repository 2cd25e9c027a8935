package io.bpfman.siblings.domain.contention;

import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the newer run that makes a waiting run superfluous. */
final class Supersession {

    private static final Comparator<CompetingRun> BY_AGE =
            Comparator.comparing(CompetingRun::created).thenComparing(CompetingRun::name);

    /** Konflux's templates keep three runs of a pipeline: where all of them were skipped, more may have been. */
    private static final int FORGETFUL = 3;

    private final WaitRequest request;
    private final Instant created;
    private final List<CompetingRun> runs;
    private final Optional<Component> own;
    private final Optional<Instant> remembered;

    private Supersession(
            WaitRequest request, Collection<CompetingRun> runs, KonfluxFacts konflux, Optional<Instant> remembered) {
        WaitingRun waitingRun = request.waitingRun();
        this.request = request;
        this.created = waitingRun.created();
        this.runs = runs.stream().filter(waitingRun::isOfOnePipelineWith).toList();
        this.own = waitingRun.component().flatMap(konflux::component);
        this.remembered = remembered;
    }

    /**
     * The newest run of the same pipeline on the same branch for another revision, unless cancelled. None when the request
     * does not care, or when so many were skipped that it is time for one that is not.
     *
     * @param remembered when the last run before the waiting run that was not skipped was created, as its own wait knew it;
     *     empty when nobody knows
     */
    static SupersessionResult of(
            WaitRequest request, Collection<CompetingRun> runs, KonfluxFacts konflux, Optional<Instant> remembered) {
        return new Supersession(request, runs, konflux, remembered).supersession();
    }

    private SupersessionResult supersession() {
        Optional<CompetingRun> newest = runs.stream()
                .filter(run -> request.mayBeSupersededBy(run) && !run.cancelled())
                .max(BY_AGE);
        if (newest.isEmpty()) {
            return SupersessionResult.none();
        }
        Optional<Instant> last = lastNotSkipped();
        boolean starving = last.filter(notSkipped ->
                        notSkipped.plus(request.supersededWindow()).isBefore(created))
                .isPresent();
        return new SupersessionResult(starving ? Optional.empty() : newest, last.or(() -> Optional.of(created)));
    }

    /**
     * When the last run before this one that was not skipped was created, as far as anybody still knows: the runs that are
     * left and were not skipped, what those that were skipped knew, and the promoted image, whose build was not skipped. Of a
     * few that were all skipped, and of which nobody knows more, the oldest stands for the one before it.
     * Where no run before this one is left, what this one knew when they were there. Empty where nobody ever knew.
     */
    private Optional<Instant> lastNotSkipped() {
        List<CompetingRun> before =
                runs.stream().filter(run -> run.created().isBefore(created)).toList();
        if (before.isEmpty()) {
            return remembered;
        }
        Stream<Instant> told = before.size() < FORGETFUL && before.stream().allMatch(Supersession::isUntold)
                ? before.stream().map(CompetingRun::created).sorted().limit(1)
                : before.stream().map(run -> run.skippedSince().orElse(run.created()));
        Stream<Instant> promoted = own.flatMap(Component::promotion).flatMap(Promotion::buildStarted).stream()
                .filter(created::isAfter);
        return Stream.concat(told, promoted).max(Comparator.naturalOrder());
    }

    private static boolean isUntold(CompetingRun run) {
        return run.skippedSince().equals(Optional.of(CompetingRun.UNTOLD));
    }
}
