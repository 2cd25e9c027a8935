package io.bpfman.siblings.reconcile.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.reconcile.cache.Changes;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessStoreTest {

    private static final String UID = "custom-run-uid";
    private static final String RUNNING = "{conditions: [{type: Succeeded, status: Unknown, reason: Running}]}";

    @ParameterizedTest
    @ValueSource(strings = {"{}", RUNNING, """
                {conditions: [{type: Succeeded, status: "True", reason: Succeeded, message: All}], podName: pod,
                 results: [{name: digests, value: '{}'}, {name: revision, value: r}, {name: more, value: x}]}""", """
                {conditions: [{type: Succeeded, status: "False", reason: Failed, message: why}],
                 completionTime: "2026-11-21T12:00:07Z"}"""})
    void whatIsKeptSaysTheSame(String status) {
        TaskRun run = run(status);
        WitnessStore store = new WitnessStore();

        store.put(store.getKey(run), run);

        assertThat(WitnessReader.read(kept(store, run), UID)).isEqualTo(WitnessReader.read(run, UID));
    }

    @Test
    void whatIsLongerThanAnyWitnessIsCut() {
        TaskRun run = run("{results: [{name: digests, value: %s}]}".formatted("x".repeat(100_000)));
        WitnessStore store = new WitnessStore();

        store.put(store.getKey(run), run);

        assertThat(Wire.write(kept(store, run))).hasSizeLessThan(6000);
    }

    @Test
    void anUpdateMattersWhenTheWitnessSaysSomethingElse() {
        OnUpdateFilter<TaskRun> matters = Changes.in(run -> WitnessReader.read(run, UID));

        assertThat(matters.accept(run(RUNNING), run("{}"))).isTrue();
        assertThat(matters.accept(run("{podName: pod}"), run("{}"))).isFalse();
    }

    private static TaskRun kept(WitnessStore store, TaskRun run) {
        return Objects.requireNonNull(store.get(store.getKey(run)));
    }

    private static TaskRun run(String status) {
        var witness = WitnessWriter.write(CustomRuns.aWait().build(), new AttestedResults("r", "{}"), "image");
        witness.set("status", Wire.read("status: " + status, JsonNode.class).path("status"));
        return Wire.read(witness, TaskRun.class);
    }
}
