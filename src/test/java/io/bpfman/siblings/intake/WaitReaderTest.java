package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Components.konflux;
import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static io.bpfman.siblings.fixtures.Requests.WAITING_RUN_UID;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Requests.uids;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.tekton.v1beta1.AttemptStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitReaderTest {

    private static final Defaults DEFAULTS = new Defaults(Duration.ofMinutes(20), Duration.ofMinutes(40));
    private static final String NAME = "bundle-on-push-q9w8e-wait";
    private static final Instant CREATED = seconds(3);
    private static final Instant NOW = seconds(10);

    private static final PersistedWait PERSISTED = new PersistedWait(
            aRequest().waitingFor("daemon").retries(2).build(),
            List.of(),
            PersistedFacts.none(),
            uids("daemon", "daemon-uid"),
            new TreeSet<>(),
            List.of());

    @Test
    void atFirstSightTheRunAndTheClusterSayWhatIsAskedFor() {
        Wait wait = atFirstSight(aWait().waitingFor("agent"));

        assertThat(wait).isEqualTo(new Wait(NAME, CREATED, wait.request(), Attempt.first(NOW), Optional.empty()));
        assertThat(wait.request().siblings()).isEqualTo(components("agent"));
        assertThat(wait.request().timeout()).contains(Duration.ofMinutes(20));
        assertThat(wait.request().supersededWindow()).isEqualTo(Duration.ofMinutes(40));
    }

    @Test
    void theWaitingRunIsAsOldAsItsPipelineRun() {
        assertThat(created(aWait(), Optional.of(NOON))).isEqualTo(NOON);
    }

    @Test
    void whereThePipelineRunIsGoneTheWaitingRunIsAsOldAsItsWait() {
        assertThat(created(aWait(), Optional.empty())).isEqualTo(CREATED);
    }

    @Test
    void aStandaloneWaitIsItsOwnWaitingRun() {
        assertThat(created(aWait().standalone(), Optional.of(NOON))).isEqualTo(CREATED);
    }

    @Test
    void siblingsThatNobodyNamedAreFoundAmongTheComponents() {
        FirstLook look = new FirstLook(
                Optional.of(NOON), konflux(aComponent("agent").nudging("bundle").build()));

        assertThat(valid(WaitReader.read(aWait().build(), Optional.empty(), look, DEFAULTS, NOW))
                        .request()
                        .siblings())
                .isEqualTo(components("agent"));
    }

    @Test
    void aRequestThatCannotBeUnderstoodIsNone() {
        Parsed<Wait> parsed = WaitReader.read(
                aWait().waitingFor("No Component").build(),
                Optional.empty(),
                new FirstLook(Optional.of(NOON), KonfluxFacts.empty()),
                DEFAULTS,
                NOW);

        assertThat(((Parsed.Invalid<Wait>) parsed).problems()).hasSize(1);
    }

    @Test
    void ofAPersistedWaitOnlyItsStatusCounts() {
        CustomRun run = aWait().waitingFor("agent")
                .with(status("2026-11-21T12:00:05Z", 1))
                .build();

        assertThat(valid(WaitReader.read(run, Optional.of(PERSISTED), new NoLook(), DEFAULTS, NOW)))
                .isEqualTo(new Wait(
                        NAME,
                        CREATED,
                        PERSISTED.request(),
                        new Attempt(1, seconds(5), uids("daemon", "daemon-uid")),
                        Optional.empty()));
    }

    @Test
    void aPersistedWaitCanBeCancelled() {
        CustomRun run = aWait().cancelled("not needed")
                .with(status("2026-11-21T12:00:05Z", 0))
                .build();

        assertThat(valid(WaitReader.read(run, Optional.of(PERSISTED), new NoLook(), DEFAULTS, NOW))
                        .cancelled())
                .contains("not needed");
    }

    @Test
    void aWaitThatIsCancelledBeforeItsFirstLookEndsEvenWhereComponentsCannotBeRead() {
        Parsed<Wait> parsed = WaitReader.read(
                aWait().waitingFor("agent").cancelled("not needed").build(),
                Optional.empty(),
                new FirstLook(Optional.of(NOON)),
                DEFAULTS,
                NOW);

        assertThat(valid(parsed).cancelled()).contains("not needed");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:00:10.999Z, 2026-11-21T12:00:10Z",
        "2026-11-21T12:00:03.999Z, 2026-11-21T12:00:03Z",
        "2026-11-21T11:59:00Z, 2026-11-21T12:00:03Z"
    })
    void anAttemptBeginsInAWholeSecondAndNeverBeforeItsRun(Instant now, Instant started) {
        assertThat(WaitReader.started(aWait().build(), now)).isEqualTo(started);
    }

    @Test
    void whenAnAttemptBeganIsNotForgotten() {
        assertThat(WaitReader.started(
                        aWait().with(status("2026-11-21T12:00:05Z", 0)).build(), NOW))
                .isEqualTo(seconds(5));
    }

    @Test
    void aStartThatIsNoTimeIsNone() {
        assertThat(WaitReader.started(aWait().with(status("at noon", 0)).build(), NOW))
                .isEqualTo(NOW);
    }

    @Test
    void aRunIsCancelledWhereItsSpecSaysSo() {
        assertThat(List.of(
                        WaitReader.cancelled(aWait().build()),
                        WaitReader.cancelled(aWait().cancelled("not needed").build()),
                        WaitReader.cancelled(aWait().cancelled("").build())))
                .containsExactly(
                        Optional.empty(),
                        Optional.of("not needed"),
                        Optional.of("cancelled as spec.status is RunCancelled"));
    }

    private static Wait atFirstSight(CustomRuns run) {
        return atFirstSight(run, Optional.of(NOON));
    }

    private static Wait atFirstSight(CustomRuns run, Optional<Instant> pipelineRunCreated) {
        FirstLook look = new FirstLook(pipelineRunCreated, KonfluxFacts.empty());
        return valid(WaitReader.read(run.build(), Optional.empty(), look, DEFAULTS, NOW));
    }

    private static Instant created(CustomRuns run, Optional<Instant> pipelineRunCreated) {
        return atFirstSight(run.waitingFor("agent"), pipelineRunCreated)
                .request()
                .waitingRun()
                .created();
    }

    private static Wait valid(Parsed<Wait> parsed) {
        return ((Parsed.Valid<Wait>) parsed).value();
    }

    private static CustomRunStatus status(@Nullable String startTime, int attempts) {
        List<AttemptStatus> before = IntStream.range(0, attempts)
                .mapToObj(attempt -> new AttemptStatus(List.of(), null, null))
                .toList();
        return new CustomRunStatus(List.of(), startTime, null, List.of(), before, null, null);
    }

    /** What the cluster says; no Components where they cannot be read. */
    private record FirstLook(Optional<Instant> pipelineRunCreated, Optional<KonfluxFacts> components)
            implements WaitReader.FirstSight {

        FirstLook(Optional<Instant> pipelineRunCreated) {
            this(pipelineRunCreated, Optional.empty());
        }

        FirstLook(Optional<Instant> pipelineRunCreated, KonfluxFacts components) {
            this(pipelineRunCreated, Optional.of(components));
        }

        @Override
        public Optional<JsonNode> pipelineRun(OwnerReference reference) {
            return pipelineRunCreated
                    .filter(any -> WAITING_RUN_UID.equals(reference.getUid()))
                    .map(PipelineRuns::createdAt);
        }

        @Override
        public KonfluxFacts konflux() {
            return components.orElseThrow();
        }
    }

    /** Of a cluster that nobody may ask. */
    private static final class NoLook implements WaitReader.FirstSight {

        @Override
        public Optional<JsonNode> pipelineRun(OwnerReference reference) {
            throw new AssertionError("asks for " + reference);
        }

        @Override
        public KonfluxFacts konflux() {
            throw new AssertionError("asks for Components");
        }
    }
}
