package io.bpfman.siblings.replay;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.sibling.Siblings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The flow with the wait in front of the bundle's build: no nudges, and one run for each thing that is new. */
final class NewFlow {

    private static final Duration TO_WAIT = Duration.ofSeconds(2);

    private final Variant variant;
    private final Agenda agenda = new Agenda();
    private final Controller controller = new Controller(agenda, this::ended);
    private final Cluster cluster;
    private final SplittableRandom random;
    private final Map<ImageReference, PlannedBuild> byImage;
    private final WaitTask waitTask;
    private final List<Ending> endings = new ArrayList<>();

    NewFlow(World world, Variant variant, long seed) {
        this.variant = variant;
        this.random = new SplittableRandom(seed);
        this.byImage = world.builds().stream()
                .filter(PlannedBuild::good)
                .collect(Collectors.toMap(PlannedBuild::image, Function.identity()));
        this.waitTask = new WaitTask(
                world.builds().stream().map(PlannedBuild::component).collect(Collectors.toCollection(TreeSet::new)),
                variant.onFailure());
        this.cluster = new Cluster(agenda, world, variant.pruned(), variant.keepRuns(), controller);
        controller.watch(cluster);
        world.waitingRuns().forEach(waitingRun -> agenda.change(waitingRun.created(), () -> arrive(waitingRun)));
        for (Outage outage : world.outages()) {
            agenda.change(outage.from(), controller::goDown);
            agenda.change(outage.until(), controller::comeUp);
        }
        agenda.run();
    }

    /** How the waits ended, in the order of their ends. */
    List<Ending> endings() {
        return endings;
    }

    List<Bundle> bundles() {
        return endings.stream().flatMap(ending -> ending.bundle().stream()).toList();
    }

    /** How many waits never ended. */
    int open() {
        return controller.open().size();
    }

    private void arrive(PlannedWaitingRun waitingRun) {
        CompetingRun run = new CompetingRun(
                waitingRun.name(),
                waitingRun.name() + "-uid",
                Cluster.PIPELINE,
                Optional.of(Cluster.BUNDLE),
                Optional.of(new GitRef(Cluster.BRANCH)),
                waitingRun.revision(),
                new BuildEvent.Push(),
                waitingRun.created(),
                false,
                Optional.empty());
        cluster.arrive(run);
        Instant created = waitingRun.created().plus(TO_WAIT);
        agenda.change(created, () -> controller.take(new OpenWait(waitingRun, run, waitTask.in(run, created))));
    }

    private void ended(OpenWait wait, Judgement judgement) {
        Optional<Bundle> bundle = Optional.empty();
        if (judgement.verdict() instanceof Verdict.Satisfied) {
            Bundle built = bundle(wait.planned(), judgement.progress().siblings());
            Duration toPromotion = Duration.ofSeconds(random.nextInt(60, 301));
            cluster.end(wait.waitingRun(), built, Optional.of(toPromotion).filter(any -> variant.bundlesPromoted()));
            bundle = Optional.of(built);
        } else if (judgement.verdict() instanceof Verdict.Superseded) {
            cluster.skip(
                    wait.waitingRun(), judgement.contention().supersession().lastNotSkipped());
        } else {
            cluster.end(wait.waitingRun());
        }
        endings.add(new Ending(wait.planned(), judgement.verdict(), agenda.now(), bundle));
    }

    private Bundle bundle(PlannedWaitingRun waitingRun, Siblings answered) {
        SortedMap<ComponentName, PlannedBuild> embedded = new TreeMap<>();
        answered.states().forEach((sibling, state) -> Stream.of(state.answer().orElseThrow())
                .map(image -> Optional.ofNullable(byImage.get(image)).orElseThrow())
                .forEach(build -> embedded.put(sibling, build)));
        return new Bundle(
                waitingRun.order(), waitingRun.created(), agenda.now(), Collections.unmodifiableSortedMap(embedded));
    }
}
