package io.bpfman.siblings.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.Judgement;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.bpfman.siblings.fixtures.ArbitraryWaits;
import io.bpfman.siblings.fixtures.ArbitraryWaits.Given;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.status.StatusWriter;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class StatusWriterPropertiesTest {

    private static final String WHOLE_SECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @Property
    void writingTwiceChangesNothing(
            @ForAll("known") Given known, @ForAll("times") Instant now, @ForAll @LongRange(max = 5_000) long later) {
        Verdict verdict = known.verdict(now);
        Assume.that(verdict instanceof Verdict.Waiting);
        CustomRunStatus first = write(known, CustomRunStatus.empty(), now);

        CustomRunStatus second = StatusWriter.write(judgement(known, now), first, now.plusMillis(later));

        assertThat(second).isEqualTo(first);
    }

    @Property
    void whatIsWrittenIsReadBackFromTheWire(@ForAll("known") Given known, @ForAll("times") Instant now) {
        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);

        assertThat(Wire.read(Wire.write(status), CustomRunStatus.class)).isEqualTo(status);
    }

    @Property
    void aWaitThatEndedIsNeverLookedAtAgain(@ForAll("known") Given known, @ForAll("times") Instant now) {
        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);
        CustomRun run = new CustomRun().with(new ObjectMeta(), CustomTask.reference(), status);

        assertThat(CustomTask.open(run)).isNotEqualTo(known.verdict(now).ends());
    }

    @Property
    void everyResultIsWrittenAtTheEndAndNoneBefore(@ForAll("known") Given known, @ForAll("times") Instant now) {
        Set<String> promised = known.asked().request().siblings().stream()
                .flatMap(sibling -> Results.namesOf(sibling).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        promised.addAll(Results.FIXED_NAMES);

        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);

        assertThat(status.results())
                .extracting(NameValue::name)
                .containsExactlyElementsOf(known.verdict(now).ends() ? promised : Set.of());
        assertThat(status.results())
                .allSatisfy(result -> assertThat(result.value()).isNotNull());
    }

    @Property
    void timesAreWholeSecondsInTheirOrder(@ForAll("known") Given known, @ForAll("times") Instant now) {
        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);

        assertThat(status.startTime()).matches(WHOLE_SECONDS);
        assertThat(Stream.ofNullable(status.completionTime()))
                .allSatisfy(completion ->
                        assertThat(completion).matches(WHOLE_SECONDS).isGreaterThanOrEqualTo(status.startTime()));
        assertThat(status.succeeded().orElseThrow().lastTransitionTime()).matches(WHOLE_SECONDS);
    }

    @Property
    void aMessageIsShortAndTheOnlyConditionSaysIt(@ForAll("known") Given known, @ForAll("times") Instant now) {
        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);

        assertThat(status.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.type()).isEqualTo("Succeeded");
            assertThat(condition.message()).isNotEmpty().hasSizeLessThanOrEqualTo(1024);
        });
    }

    @Property
    void attemptsAreCountedAndNeverMoreThanGranted(@ForAll("known") Given known, @ForAll("times") Instant now) {
        CustomRunStatus status = write(known, CustomRunStatus.empty(), now);

        assertThat(status.retriesStatus()).hasSize(known.verdict(now) instanceof Verdict.Retrying ? 1 : 0);
    }

    @Provide
    Arbitrary<Given> known() {
        return ArbitraryWaits.known();
    }

    @Provide
    Arbitrary<Instant> times() {
        return ArbitraryWaits.times();
    }

    private static CustomRunStatus write(Given known, CustomRunStatus before, Instant now) {
        return StatusWriter.write(judgement(known, now), before, now);
    }

    private static Judgement judgement(Given known, Instant now) {
        return new Judgement(
                new WaitProgress(known.asked(), known.siblings(now)), Clusters.noProspects(), known.verdict(now));
    }
}
