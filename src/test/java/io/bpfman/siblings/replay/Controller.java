package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.WaitPolicy;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.intake.Instants;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.status.StatusWriter;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Does to the open waits what the service's shell does: looks when something happens that concerns them, or when time
 * alone may change the verdict, and keeps in the status what must outlive it.
 */
final class Controller implements Cluster.Watcher {

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
        open.put(wait.run().uid(), wait);
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
                wait.kept().put(build.uid(), build);
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
        return open.values().stream()
                .filter(wait -> wait.request().siblings().contains(build.component())
                        && wait.progress()
                                .map(progress -> progress.isConcernedBy(build))
                                .orElse(true))
                .toList();
    }

    private void lookAt(OpenWait wait, Instant time) {
        if (wait.wantsLookAt(time)) {
            agenda.look(time, () -> look(wait));
        }
    }

    private void look(OpenWait wait) {
        if (!up || !open.containsKey(wait.run().uid())) {
            return;
        }
        Instant now = agenda.now();
        wait.wantsLookAt(Instant.MAX);
        CustomRunStatus before = wait.status();
        Optional<PersistedWait> memory = PersistedWaitReader.read(before.extraFields());
        WaitProgress progress = progress(wait, memory, now);
        wait.standsAt(progress);
        Known known = known(wait, memory).beside(beside(wait));
        Judgement judgement = WaitPolicy.judge(progress, known, now);
        wait.write(StatusWriter.write(judgement, before, now));
        if (judgement.verdict().ends()) {
            open.remove(wait.run().uid());
            ending.accept(wait, judgement);
        } else if (judgement.verdict() instanceof Verdict.Waiting waiting) {
            waiting.nextLook().ifPresent(next -> lookAt(wait, next.isAfter(now) ? next : now.plusMillis(1)));
        } else {
            lookAt(wait, now.plusMillis(1));
        }
    }

    private WaitProgress progress(OpenWait wait, Optional<PersistedWait> memory, Instant now) {
        CustomRunStatus status = wait.status();
        WaitRequest request = memory.map(PersistedWait::request).orElse(wait.request());
        Instant first = now.truncatedTo(ChronoUnit.SECONDS);
        Attempt attempt = memory.map(remembered -> new Attempt(
                        status.retriesStatus().size(),
                        Instants.parse(status.startTime()).orElseThrow(),
                        remembered.passedOver()))
                .orElseGet(() -> Attempt.first(first));
        Wait asked = new Wait(wait.run().name() + "-wait", wait.created(), request, attempt, Optional.empty());
        return new WaitProgress(asked, Siblings.assess(request, attempt, known(wait, memory), now));
    }

    private Known known(OpenWait wait, Optional<PersistedWait> memory) {
        Cluster cluster = watched.orElseThrow();
        Map<String, Build> builds = new HashMap<>();
        memory.map(PersistedWait::builds).orElse(List.of()).forEach(build -> builds.put(build.uid(), build));
        builds.putAll(wait.kept());
        cluster.builds().forEach(build -> builds.put(build.uid(), build));
        return new Known(
                builds.values(),
                cluster.konflux(),
                memory.map(PersistedWait::persistedFacts).orElseGet(PersistedFacts::none),
                cluster.waitingRuns(),
                List.of(),
                List.of());
    }

    private List<WaitProgress> beside(OpenWait wait) {
        return open.values().stream()
                .filter(other -> other != wait)
                .flatMap(other -> other.progress().stream())
                .toList();
    }
}
