package io.bpfman.siblings.reconcile.cache;

import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.status.PersistedWaitWriter;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomRunStoreTest {

    private static final String RUNNING = "conditions: [{type: Succeeded, status: Unknown, reason: Running}]";
    private static final String FAILED =
            "conditions: [{type: Succeeded, status: 'False', reason: SiblingFailed, message: why}]";
    private static final String SUPERSEDED = "conditions: [{type: Succeeded, status: 'True', reason: Superseded}]";
    private static final String SINCE = "2026-11-21T11:00:00Z";

    private final OpenWaits openWaits = new OpenWaits();
    private final CustomRunStore store = new CustomRunStore(openWaits, Wire.serialization());

    @Test
    void anOpenRunIsKeptWhole() {
        CustomRun run = aWait().waitingFor("agent").with(status(RUNNING)).build();
        String whole = Wire.write(run);

        put(run);

        assertThat(Wire.tree(kept(run))).isEqualTo(Wire.read(whole, JsonNode.class));
        assertThat(store.holdsOpen(run)).isTrue();
    }

    @Test
    void whatAnOpenRunRemembersIsKeptToTheLetter() {
        JsonNode remembered = PersistedWaitWriter.write(
                aRequest().build(), Attempt.first(Times.NOON), Siblings.none(), Optional.of(Instant.parse(SINCE)));
        CustomRun run = aWait().with(status(RUNNING).with(remembered)).build();

        put(run);

        assertThat(kept(run).statusOrEmpty()).isEqualTo(run.statusOrEmpty());
        assertThat(store.values()).singleElement().satisfies(value -> assertThat(
                        value.statusOrEmpty().extraFields())
                .isEqualTo(remembered));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'text'", "[1, 2]", "{request: 7}", "{of: {somebody: else}}"})
    void extraFieldsThatWeNeverWroteSurvive(String extraFields) {
        CustomRun run = aWait().with(status("extraFields: " + extraFields)).build();

        put(run);

        assertThat(kept(run).statusOrEmpty().extraFields())
                .isNotNull()
                .isEqualTo(run.statusOrEmpty().extraFields());
    }

    @Test
    void ofAForeignRunNoMoreIsKeptThanThatItIsForeign() {
        CustomRun run = aWait().referringTo("example.com/v1", "Approval", "x")
                .param("text", "x".repeat(10_000))
                .annotation("example.com/note", "x".repeat(10_000))
                .with(status(RUNNING))
                .build();

        put(run);

        assertThat(CustomTask.ours(kept(run))).isFalse();
        assertThat(store.holdsOpen(run)).isFalse();
        assertThat(Wire.write(kept(run))).hasSizeLessThan(500);
        assertThat(kept(run).getMetadata().getUid()).isEqualTo("custom-run-uid");
    }

    @Test
    void ofARunThatIsOverNoMoreIsKeptThanThatItIs() {
        CustomRun run =
                aWait().param("text", "x".repeat(10_000)).with(status(FAILED)).build();
        run.getMetadata().setResourceVersion("7");
        run.getMetadata().setGeneration(3L);

        put(run);

        assertThat(CustomTask.ours(kept(run))).isTrue();
        assertThat(CustomTask.open(kept(run))).isFalse();
        assertThat(Wire.write(kept(run))).hasSizeLessThan(700).doesNotContain("why");
        assertThat(kept(run).getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(kept(run).getMetadata().getGeneration()).isEqualTo(3L);
        assertThat(store.holdsOpen(run)).isFalse();
    }

    @Test
    void aRunIsHeldAsTheVeryObjectThatItIs() {
        put(aWait().build());

        assertThat(store.holdsOpen(aWait().build())).isTrue();
        assertThat(store.holdsOpen(madeAgain())).isFalse();
    }

    @Test
    void aWaitThatGoesOnStaysOpen() {
        put(aWait().build());
        open();

        put(aWait().with(status(RUNNING)).build());

        assertThat(openWaits.find("custom-run-uid")).isPresent();
    }

    @Test
    void aWaitThatEndedIsClosed() {
        put(aWait().build());
        open();

        put(aWait().with(status(FAILED)).build());

        assertThat(openWaits.size()).isZero();
    }

    @Test
    void aWaitThatIsBeingDeletedIsClosed() {
        put(aWait().build());
        open();

        put(aWait().beingDeleted().build());

        assertThat(openWaits.size()).isZero();
    }

    @Test
    void aWaitWhoseRunIsGoneIsClosed() {
        CustomRun run = aWait().build();
        put(run);
        open();

        assertThat(store.remove(store.getKey(run))).isNotNull();

        assertThat(openWaits.size()).isZero();
        assertThat(store.size()).isZero();
        assertThat(store.get(store.getKey(run))).isNull();
        assertThat(store.remove(store.getKey(run))).isNull();
    }

    @Test
    void aWaitWhoseRunWasMadeAgainIsClosed() {
        put(aWait().build());
        open();

        CustomRun before = put(madeAgain());

        assertThat(Objects.requireNonNull(before).getMetadata().getUid()).isEqualTo("custom-run-uid");
        assertThat(openWaits.size()).isZero();
        assertThat(store.holdsOpen(madeAgain())).isTrue();
    }

    @Test
    void whatASkippedWaitKnewIsKeptWhileItsRunIsThere() {
        CustomRun run = skipped().build();

        put(run);
        put(run);
        assertThat(store.skippedSince(Requests.WAITING_RUN_UID)).contains(Instant.parse(SINCE));

        store.remove(store.getKey(run));
        assertThat(store.skippedSince(Requests.WAITING_RUN_UID)).isEmpty();
    }

    @Test
    void nothingElseIsTakenForSkipped() {
        put(skipped().standalone().build());
        put(skipped().referringTo("example.com/v1", "Approval", "x").build());
        put(aWait().with(status(FAILED + "\nextraFields: {lastNotSkipped: '" + SINCE + "'}"))
                .build());
        put(aWait().with(status(SUPERSEDED)).build());

        assertThat(store.skippedSince(Requests.WAITING_RUN_UID)).isEmpty();
    }

    private static CustomRuns skipped() {
        return aWait().with(status(SUPERSEDED + "\nextraFields: {lastNotSkipped: '" + SINCE + "'}"));
    }

    private static CustomRun madeAgain() {
        CustomRun run = aWait().build();
        run.getMetadata().setUid("another-uid");
        return run;
    }

    private void open() {
        openWaits.open(
                ResourceID.fromResource(aWait().build()),
                "custom-run-uid",
                aRequest().build(),
                true);
    }

    private @Nullable CustomRun put(CustomRun run) {
        return store.put(store.getKey(run), run);
    }

    private CustomRun kept(CustomRun run) {
        return Objects.requireNonNull(store.get(store.getKey(run)));
    }

    private static CustomRunStatus status(String yaml) {
        return Wire.read(yaml, CustomRunStatus.class);
    }
}
