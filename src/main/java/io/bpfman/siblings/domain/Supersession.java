package io.bpfman.siblings.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the newer run that makes a subject superfluous. */
final class Supersession {

    private static final Comparator<SubjectRun> BY_AGE =
            Comparator.comparing(SubjectRun::created).thenComparing(SubjectRun::name);

    private final WaitRequest request;
    private final Instant created;
    private final List<SubjectRun> runs;
    private final Optional<Component> own;

    private Supersession(WaitRequest request, Collection<SubjectRun> runs, Catalog catalog) {
        Subject subject = request.subject();
        this.request = request;
        this.created = subject.created();
        this.runs = runs.stream().filter(subject::isOfOnePipelineWith).toList();
        this.own = subject.component().flatMap(catalog::component);
    }

    /**
     * The newest run of the same pipeline on the same branch for another revision, unless cancelled. Empty when there is
     * none, when the request does not care, or when so many were skipped that it is time for one that is not.
     */
    static Optional<SubjectRun> newer(WaitRequest request, Collection<SubjectRun> runs, Catalog catalog) {
        Supersession supersession = new Supersession(request, runs, catalog);
        return supersession.starving() ? Optional.empty() : supersession.newest();
    }

    private Optional<SubjectRun> newest() {
        return runs.stream()
                .filter(run -> request.mayBeSupersededBy(run) && !run.cancelled())
                .max(BY_AGE);
    }

    private boolean starving() {
        return lastNotSkipped()
                .filter(last -> last.plus(request.supersededWindow()).isBefore(created))
                .isPresent();
    }

    /**
     * When the last run before this one that was not skipped was created, as far as the cluster still knows. A build that
     * was promoted was not skipped; and where only skipped runs are left, it was before the first of them. Empty where
     * none is left.
     */
    private Optional<Instant> lastNotSkipped() {
        List<SubjectRun> before =
                runs.stream().filter(run -> run.created().isBefore(created)).toList();
        if (before.isEmpty()) {
            return Optional.empty();
        }
        Stream<Instant> notSkipped =
                before.stream().filter(run -> !run.skipped()).map(SubjectRun::created);
        Stream<Instant> promoted = own.flatMap(Component::promotion).flatMap(Promotion::buildStarted).stream()
                .filter(created::isAfter);
        return Stream.concat(notSkipped, promoted)
                .max(Comparator.naturalOrder())
                .or(() -> before.stream().map(SubjectRun::created).min(Comparator.naturalOrder()));
    }
}
