package io.bpfman.siblings.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.ArbitraryJson;
import io.bpfman.siblings.fixtures.ArbitraryWaits;
import io.bpfman.siblings.fixtures.ArbitraryWaits.Given;
import io.bpfman.siblings.report.StateWords;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PersistedWaitPropertiesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Property
    void theRequestIsRemembered(@ForAll("known") Given known, @ForAll("times") Instant now) {
        PersistedWait memory = remember(known, now);

        assertThat(memory.request()).isEqualTo(known.asked().request());
    }

    @Property
    void whatIsPassedOverIsRemembered(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Attempt attempt = known.asked().attempt();
        SortedMap<?, ?> ofSiblings = new TreeMap<>(attempt.passedOver());
        ofSiblings.keySet().retainAll(known.asked().request().siblings());

        assertThat(remember(known, now).passedOver()).isEqualTo(ofSiblings);
    }

    @Property
    void theBuildsThatEndedAreRemembered(@ForAll("known") Given known, @ForAll("times") Instant now) {
        WaitRequest request = known.asked().request();
        List<Build> ended = known.siblings(now).states().values().stream()
                .filter(state -> !(state instanceof SiblingState.Untrusted))
                .flatMap(state -> state.decidingBuild().stream())
                .filter(build -> build.outcome().ended())
                .map(build -> asOf(request, build))
                .toList();

        assertThat(remember(known, now).builds()).isEqualTo(ended);
    }

    @Property
    void theAnswersThatNoBuildTellsOfAreRemembered(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Siblings facts = known.siblings(now);
        SortedMap<ComponentName, KnownImage> built = new TreeMap<>();
        facts.in(SiblingState.Built.class)
                .filter(entry -> entry.getValue().origin().build().isEmpty())
                .forEach(entry -> built.put(
                        entry.getKey(),
                        new KnownImage(
                                entry.getValue().origin(), entry.getValue().image())));
        SortedMap<ComponentName, KnownImage> promoted = new TreeMap<>();
        facts.in(SiblingState.Promoted.class)
                .filter(entry -> entry.getValue().origin().build().isEmpty())
                .forEach(entry -> promoted.put(
                        entry.getKey(),
                        new KnownImage(
                                entry.getValue().origin(), entry.getValue().image())));

        SortedSet<String> underWay = facts.states().values().stream()
                .filter(state -> state instanceof SiblingState.Queued || state instanceof SiblingState.Running)
                .flatMap(state -> state.decidingBuild().stream())
                .map(Build::uid)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(remember(known, now).persistedFacts())
                .isEqualTo(new PersistedFacts(built, promoted, underWay, facts.answerable(), Optional.empty()));
    }

    @Property
    void whereAllBuildsAndSnapshotsAreDeletedAndNothingIsPromotedAnyMoreWhatWasAnsweredStillIs(
            @ForAll("known") Given known, @ForAll("times") Instant now) {
        PersistedWait memory = remember(known, now);
        SortedMap<ComponentName, Component> emptied = new TreeMap<>();
        known.konflux().components().forEach((name, component) -> emptied.put(name, withoutPromotion(component)));
        ClusterFacts afterwards = new ClusterFacts(
                memory.builds(),
                List.of(),
                new KonfluxFacts(
                        emptied,
                        List.of(),
                        Collections.emptySortedMap(),
                        Optional.empty(),
                        new TreeMap<>(),
                        known.konflux().unreadable()),
                memory.persistedFacts());
        SortedMap<ComponentName, SiblingState> answered =
                new TreeMap<>(known.siblings(now).states());
        answered.values().removeIf(state -> !state.answered());

        Siblings then = Siblings.assess(known.asked().request(), known.asked().attempt(), afterwards, now);

        assertThat(words(then.states())).containsAll(words(answered));
    }

    @Property
    void whereEndedBuildsAndSnapshotsAreDeletedTheirSiblingsStandWhereTheyStood(
            @ForAll("known") Given known, @ForAll("times") Instant now) {
        PersistedWait memory = remember(known, now);
        List<Build> left = Stream.concat(
                        memory.builds().stream(),
                        known.builds().stream().filter(build -> !build.outcome().ended()))
                .toList();
        ClusterFacts afterwards = new ClusterFacts(
                left, List.of(), known.konflux().withSnapshots(new TreeMap<>()), memory.persistedFacts());
        SortedMap<ComponentName, SiblingState> before =
                new TreeMap<>(known.siblings(now).states());
        before.values().removeIf(SiblingState.Untrusted.class::isInstance);

        Siblings then = Siblings.assess(known.asked().request(), known.asked().attempt(), afterwards, now);

        assertThat(words(then.states())).containsAll(words(before));
    }

    @Property
    void theSameFactsAreTheSameBytes(@ForAll("known") Given known, @ForAll("times") Instant now) {
        PersistedWait memory = remember(known, now);
        Attempt attempt = new Attempt(
                known.asked().attempt().retriesUsed(), known.asked().attempt().started(), memory.passedOver());
        Siblings facts = known.siblings(now);

        assertThat(PersistedWaitWriter.write(memory.request(), attempt, facts, Optional.empty())
                        .toString())
                .isEqualTo(PersistedWaitWriter.write(
                                known.asked().request(), known.asked().attempt(), facts, Optional.empty())
                        .toString());
    }

    @Property(tries = 300)
    void anyJsonIsRememberedOrNot(@ForAll("json") JsonNode json) {
        assertThat(PersistedWaitReader.read(json)).isNotNull();
        assertThat(PersistedWaitReader.siblings(json)).isNotNull();
    }

    @Property(tries = 30)
    void aMemoryInWhichSomethingElseIsWrittenIsReadOrNot(
            @ForAll("known") Given known, @ForAll("times") Instant now, @ForAll("json") JsonNode json) {
        JsonNode written = written(known, now);

        assertThat(ArbitraryJson.eachFieldReplaced(written, json)).isNotEmpty().allSatisfy(spoilt -> assertThat(
                        PersistedWaitReader.read(spoilt))
                .isNotNull());
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
    Arbitrary<JsonNode> json() {
        return ArbitraryJson.any();
    }

    private static PersistedWait remember(Given known, Instant now) {
        return PersistedWaitReader.read(written(known, now)).orElseThrow();
    }

    private static JsonNode written(Given known, Instant now) {
        Siblings siblings = known.siblings(now);
        try {
            return MAPPER.readTree(PersistedWaitWriter.write(
                            known.asked().request(), known.asked().attempt(), siblings, Optional.empty())
                    .toString());
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static List<String> words(SortedMap<ComponentName, SiblingState> states) {
        return states.entrySet().stream()
                .map(state -> "%s %s %s"
                        .formatted(
                                state.getKey(),
                                StateWords.of(state.getValue()),
                                state.getValue().answer()))
                .toList();
    }

    private static Component withoutPromotion(Component component) {
        return new Component(
                component.name(),
                component.application(),
                component.source(),
                Optional.empty(),
                List.of(),
                component.repository(),
                component.nudges(),
                Optional.empty(),
                component.lastBuilt());
    }

    private static Build asOf(WaitRequest request, Build build) {
        BuildSource source = build.source();
        return new Build(
                new BuildSource(
                        source.component(),
                        source.revision(),
                        request.waitingRun().application(),
                        source.branch().or(request.waitingRun()::branch),
                        Optional.empty(),
                        source.event()),
                build.name(),
                build.uid(),
                build.created(),
                build.started(),
                build.outcome());
    }
}
