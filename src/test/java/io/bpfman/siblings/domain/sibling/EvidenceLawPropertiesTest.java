package io.bpfman.siblings.domain.sibling;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.component.Candidate;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.ComponentVersion;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.ArbitraryWaits;
import io.bpfman.siblings.fixtures.ArbitraryWaits.Given;
import io.bpfman.siblings.fixtures.Images;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Section 2 of the contract: a live build with the waiting run's very revision goes before all that names say. */
class EvidenceLawPropertiesTest {

    @Property
    void whileABuildOfTheRevisionIsThereNoOtherImageAnswersItsSibling(
            @ForAll("known") Given known,
            @ForAll("alive") BuildOutcome outcome,
            @ForAll("times") Instant created,
            @ForAll("times") Instant now,
            @ForAll Random names) {
        WaitRequest request = known.asked().request();
        ComponentName sibling = request.siblings().first();
        Build live = live(request.waitingRun(), sibling, outcome, created, names);
        List<Build> builds = new ArrayList<>(known.builds());
        builds.removeIf(build -> build.component().equals(sibling) && request.counts(build));
        builds.add(live);
        SortedMap<ComponentName, Instant> answerable = new TreeMap<>();
        if (names.nextBoolean()) {
            answerable.put(sibling, now);
        }
        ClusterFacts facts = new ClusterFacts(
                builds,
                List.of(),
                otherwise(known.konflux(), sibling, names),
                new PersistedFacts(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), answerable, Optional.empty()));

        SiblingState state = Siblings.assess(request, known.asked().attempt(), facts, now)
                .states()
                .getOrDefault(sibling, new SiblingState.Awaited());

        assertThat(state.decidingBuild()).contains(live);
        assertThat(state)
                .isInstanceOfAny(
                        SiblingState.Queued.class,
                        SiblingState.Running.class,
                        SiblingState.Built.class,
                        SiblingState.Untrusted.class);
    }

    private static Build live(
            WaitingRun waitingRun, ComponentName sibling, BuildOutcome outcome, Instant created, Random names) {
        return new Build(
                new BuildSource(
                        sibling,
                        waitingRun.revision(),
                        oneOf(names, Optional.empty(), Optional.of("elsewhere"), waitingRun.application()),
                        waitingRun.branch(),
                        waitingRun.version(),
                        waitingRun.event()),
                "live",
                "live-uid",
                created,
                Optional.empty(),
                outcome);
    }

    /** What Konflux's objects may say beside: another branch, other versions, images of groups. */
    private static KonfluxFacts otherwise(KonfluxFacts konflux, ComponentName sibling, Random names) {
        SortedMap<ComponentName, Component> components = new TreeMap<>();
        konflux.components()
                .forEach((name, component) -> components.put(
                        name,
                        new Component(
                                name,
                                component.application(),
                                component.source(),
                                oneOf(
                                        names,
                                        Optional.empty(),
                                        Optional.of(GitRef.of("main")),
                                        Optional.of(GitRef.of("develop"))),
                                oneOf(
                                        names,
                                        List.of(),
                                        List.of(version("Main", "main")),
                                        List.of(version("Other", "develop"))),
                                component.repository(),
                                component.nudges(),
                                component.promotion(),
                                component.lastBuilt())));
        SortedMap<ComponentName, List<Candidate>> candidates = new TreeMap<>();
        if (names.nextBoolean()) {
            candidates.put(
                    sibling,
                    List.of(new Candidate(
                            "group",
                            VersionName.of(oneOf(names, "Main", "Other")),
                            new Promotion(Images.image("agent", '7'), Optional.of(Instant.MAX)),
                            Optional.empty())));
        }
        return new KonfluxFacts(
                components, List.of(), candidates, Optional.empty(), konflux.snapshots(), konflux.unreadable());
    }

    private static ComponentVersion version(String name, String branch) {
        return new ComponentVersion(
                VersionName.of(name).orElseThrow(), Optional.of(GitRef.of(branch)), branch.equals("main"));
    }

    @SafeVarargs
    private static <T> T oneOf(Random names, T... choices) {
        return choices[names.nextInt(choices.length)];
    }

    @Provide
    Arbitrary<Given> known() {
        return ArbitraryWaits.known();
    }

    @Provide
    Arbitrary<Instant> times() {
        return ArbitraryWaits.times();
    }

    @Provide
    Arbitrary<BuildOutcome> alive() {
        return Arbitraries.of(
                new BuildOutcome.Queued(new Queue.Unknown()),
                new BuildOutcome.Running(),
                new BuildOutcome.Built(Images.image("agent", '9')));
    }
}
