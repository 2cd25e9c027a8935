package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.evaluation.Evaluation;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.fixtures.GivenEvidence;
import io.bpfman.siblings.intake.Defaults;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Does to the open waits what the service's shell does: looks when something happens that concerns them, or when time
 * alone may change the verdict, and keeps in the CustomRun what must outlive it.
 */
final class Controller implements Cluster.Watcher {

    static final Defaults DEFAULTS = new Defaults(Variant.TIMEOUT, Variant.SUPERSEDED_WINDOW);
    private static final WaitEvaluator EVALUATOR = new WaitEvaluator(DEFAULTS);

    private final Agenda agenda;
    private final BiConsumer<OpenWait, Judgement> ending;
    private final Map<String, OpenWait> open = new LinkedHashMap<>();
    private Optional<Cluster> watched = Optional.empty();
    private boolean up = true;

    /** @param ending is told of each wait that ends, and how */
    Controller(Agenda agenda, BiConsumer<OpenWait, Judgement> ending) {
        this.agenda = agenda;
        this.ending = ending;
    }

    void watch(Cluster cluster) {
        watched = Optional.of(cluster);
    }

    Collection<OpenWait> open() {
        return open.values();
    }

    /** A wait appears. */
    void take(OpenWait wait) {
        open.put(wait.waitingRun().uid(), wait);
        lookAt(wait, agenda.now());
    }

    void goDown() {
        up = false;
    }

    void comeUp() {
        up = true;
        for (OpenWait wait : open.values()) {
            wait.loseProcess();
            lookAt(wait, agenda.now());
        }
    }

    @Override
    public void changed(Build build) {
        concernedBy(build).forEach(wait -> lookAt(wait, agenda.now()));
    }

    @Override
    public void deleted(Build build) {
        for (OpenWait wait : concernedBy(build)) {
            if (up && build.outcome().ended()) {
                wait.pruned().put(build.uid(), build);
            }
            lookAt(wait, agenda.now());
        }
    }

    @Override
    public void arrived(CompetingRun waitingRun) {
        open.values().forEach(wait -> lookAt(wait, agenda.now()));
    }

    @Override
    public void deleted(CompetingRun waitingRun) {
        open.values().forEach(wait -> lookAt(wait, agenda.now()));
    }

    private List<OpenWait> concernedBy(Build build) {
        return open.values().stream().filter(wait -> wait.isConcernedBy(build)).toList();
    }

    private void lookAt(OpenWait wait, Instant time) {
        if (wait.wantsLookAt(time)) {
            agenda.look(time, () -> look(wait));
        }
    }

    private void look(OpenWait wait) {
        if (!up || !open.containsKey(wait.waitingRun().uid())) {
            return;
        }
        Instant now = agenda.now();
        wait.wantsLookAt(Instant.MAX);
        Evaluation evaluation = EVALUATOR.evaluate(
                wait.run(), new GivenEvidence(watched.orElseThrow(), wait.run(), new OfProcess(wait)), now);
        wait.write(evaluation.status());
        if (evaluation.verdict().ends()) {
            open.remove(wait.waitingRun().uid());
            ending.accept(wait, evaluation.judgement().orElseThrow());
            return;
        }
        evaluation.nextLook(now).ifPresent(next -> lookAt(wait, next.isAfter(now) ? next : now.plusMillis(1)));
    }

    /** What is known of the wait and those beside it until the process ends. */
    private final class OfProcess implements GivenEvidence.Knowledge {

        private final OpenWait wait;

        OfProcess(OpenWait wait) {
            this.wait = wait;
        }

        @Override
        public Collection<Build> pruned() {
            return wait.pruned().values();
        }

        @Override
        public Collection<WaitProgress> others() {
            return open.values().stream()
                    .filter(other -> other != wait)
                    .flatMap(other -> other.progress().stream())
                    .toList();
        }

        @Override
        public void show(WaitProgress progress) {
            wait.standsAt(progress);
        }
    }
}
