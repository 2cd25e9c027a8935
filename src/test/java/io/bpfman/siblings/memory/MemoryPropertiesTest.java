package io.bpfman.siblings.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.Attempt;
import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.BuildSource;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.Siblings;
import io.bpfman.siblings.domain.Wait;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.fixtures.ArbitraryJson;
import io.bpfman.siblings.fixtures.ArbitraryWaits;
import io.bpfman.siblings.fixtures.ArbitraryWaits.Given;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MemoryPropertiesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Property
    void theRequestIsRemembered(@ForAll("known") Given known, @ForAll("times") Instant now) {
        WaitMemory memory = remember(known, now);

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
        List<Build> ended = assess(known.asked(), known.builds(), now).states().values().stream()
                .flatMap(state -> state.decidingBuild().stream())
                .filter(build -> build.outcome().ended())
                .map(build -> asOf(request, build))
                .toList();

        assertThat(remember(known, now).builds()).isEqualTo(ended);
    }

    @Property
    void whereEndedBuildsAreDeletedTheirSiblingsStandWhereTheyStood(
            @ForAll("known") Given known, @ForAll("times") Instant now) {
        Siblings facts = assess(known.asked(), known.builds(), now);
        WaitMemory memory = remember(known, now);
        List<Build> left = Stream.concat(
                        memory.builds().stream(),
                        known.builds().stream().filter(build -> !build.outcome().ended()))
                .toList();

        Siblings afterwards = assess(known.asked(), left, now);

        assertThat(words(afterwards)).isEqualTo(words(facts));
    }

    @Property
    void theSameFactsAreTheSameBytes(@ForAll("known") Given known, @ForAll("times") Instant now) {
        WaitMemory memory = remember(known, now);
        Attempt attempt = new Attempt(
                known.asked().attempt().retriesUsed(), known.asked().attempt().started(), memory.passedOver());
        Siblings facts = assess(known.asked(), known.builds(), now);

        assertThat(MemoryWriter.write(memory.request(), attempt, facts).toString())
                .isEqualTo(MemoryWriter.write(
                                known.asked().request(), known.asked().attempt(), facts)
                        .toString());
    }

    @Property(tries = 300)
    void anyJsonIsRememberedOrNot(@ForAll("json") JsonNode json) {
        assertThat(MemoryReader.read(json)).isNotNull();
        assertThat(MemoryReader.answered(json)).isNotNull();
    }

    @Property(tries = 30)
    void aMemoryInWhichSomethingElseIsWrittenIsReadOrNot(
            @ForAll("known") Given known, @ForAll("times") Instant now, @ForAll("json") JsonNode json) {
        JsonNode written = written(known, now);

        assertThat(ArbitraryJson.eachFieldReplaced(written, json))
                .isNotEmpty()
                .allSatisfy(spoilt -> assertThat(MemoryReader.read(spoilt)).isNotNull());
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

    private static WaitMemory remember(Given known, Instant now) {
        return MemoryReader.read(written(known, now)).orElseThrow();
    }

    private static JsonNode written(Given known, Instant now) {
        Siblings siblings = assess(known.asked(), known.builds(), now);
        try {
            return MAPPER.readTree(
                    MemoryWriter.write(known.asked().request(), known.asked().attempt(), siblings)
                            .toString());
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Siblings assess(Wait wait, List<Build> builds, Instant now) {
        return Siblings.assess(wait.request(), wait.attempt(), Known.of(builds), now);
    }

    private static List<String> words(Siblings siblings) {
        return siblings.states().entrySet().stream()
                .map(state -> "%s %s %s"
                        .formatted(
                                state.getKey(),
                                StateWords.of(state.getValue()),
                                state.getValue().answer()))
                .toList();
    }

    private static Build asOf(WaitRequest request, Build build) {
        BuildSource source = build.source();
        return new Build(
                new BuildSource(
                        source.component(),
                        source.revision(),
                        request.subject().application(),
                        request.subject().branch(),
                        source.event()),
                build.name(),
                build.uid(),
                build.created(),
                build.started(),
                build.outcome());
    }
}
