package io.bpfman.siblings.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.ArbitraryJson;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.GivenObjects;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.report.WitnessWriter;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyJsonPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEPTH = 100_000;

    @Property(tries = 300)
    void aRunWithAnySpecIsAnsweredOrLeftAlone(@ForAll("json") JsonNode spec) {
        CustomRun run = Wire.read(run().set("spec", spec), CustomRun.class);

        assertThat(look(run)).isNotNull();
    }

    @Property(tries = 300)
    void aRunOfOursWithAnyParamsTimeoutAndRetriesIsAnswered(
            @ForAll("paramNames") String name,
            @ForAll("json") JsonNode value,
            @ForAll("json") JsonNode timeout,
            @ForAll("json") JsonNode retries) {
        ObjectNode run = run();
        ObjectNode spec = (ObjectNode) run.get("spec");
        spec.withArray("params").addObject().put("name", name).set("value", value);
        spec.set("timeout", timeout);
        spec.set("retries", retries);

        assertThat(look(Wire.read(run, CustomRun.class)).conditions()).hasSize(1);
    }

    @Property(tries = 300)
    void aRunOfOursWithAnyStatusIsAnsweredOrLeftAlone(@ForAll("json") JsonNode status) {
        CustomRun run = Wire.read(run().set("status", status), CustomRun.class);

        CustomRunStatus written = look(run);

        assertThat(Wire.read(Wire.write(written), CustomRunStatus.class)).isEqualTo(written);
    }

    @Property(tries = 20)
    void aRunWhoseStatusIsSpoiltAnywhereIsAnswered(@ForAll("json") JsonNode json) {
        ObjectNode run = run();
        JsonNode status = Wire.tree(look(Wire.read(run, CustomRun.class)));

        assertThat(ArbitraryJson.eachFieldReplaced(status, json)).isNotEmpty().allSatisfy(spoilt -> assertThat(
                        look(Wire.read(run.set("status", spoilt), CustomRun.class)))
                .isNotNull());
    }

    @Property(tries = 300)
    void aBuildWithAnySpecAndStatusIsReadOrNobodys(@ForAll("json") JsonNode spec, @ForAll("json") JsonNode status) {
        ObjectNode build = build();
        build.set("spec", spec);
        build.set("status", status);

        assertThat(BuildReader.read(Wire.read(build, PipelineRun.class))).isPresent();
    }

    @Property(tries = 20)
    void aBuildWhoseStatusIsSpoiltAnywhereIsRead(@ForAll("json") JsonNode json) {
        ObjectNode build = build();

        assertThat(ArbitraryJson.eachFieldReplaced(build.get("status"), json))
                .isNotEmpty()
                .allSatisfy(spoilt -> assertThat(
                                BuildReader.read(Wire.read(build.set("status", spoilt), PipelineRun.class)))
                        .isPresent());
    }

    @Property(tries = 300)
    void aWitnessWithAnySpecAndStatusIsRead(@ForAll("json") JsonNode spec, @ForAll("json") JsonNode status) {
        ObjectNode witness = WitnessWriter.write(
                CustomRuns.aWait().build(), new AttestedResults("revision", "{}"), "registry.invalid/image");
        witness.set("spec", spec);
        witness.set("status", status);

        assertThat(WitnessReader.read(Wire.read(witness, TaskRun.class), "custom-run-uid"))
                .isNotInstanceOf(Witness.Foreign.class);
    }

    @Example
    void aRunThatIsNestedWithoutEndIsAnswered() {
        String nested = "[".repeat(DEPTH) + "]".repeat(DEPTH);
        String text = run().toString()
                .replace(
                        "\"params\":[",
                        "\"timeout\":%s,\"retries\":%s,\"params\":[{\"name\":\"grace\",\"value\":%s},"
                                .formatted(nested, nested, nested));

        assertThat(look(Wire.read(text, CustomRun.class))
                        .succeeded()
                        .orElseThrow()
                        .reason())
                .isEqualTo("InvalidParameters");
    }

    @Example
    void aBuildThatIsNestedWithoutEndIsRead() {
        String nested = "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH);
        String text = build().toString().replace("\"results\":[", "\"results\":[%s,".formatted(nested));

        assertThat(BuildReader.read(Wire.read(text, PipelineRun.class)))
                .isEqualTo(BuildReader.read(Wire.read(build(), PipelineRun.class)));
    }

    @Provide
    Arbitrary<JsonNode> json() {
        return ArbitraryJson.any();
    }

    @Provide
    Arbitrary<String> paramNames() {
        return Arbitraries.of(WaitRequestParser.PARAMS).injectDuplicates(0.1);
    }

    private static CustomRunStatus look(CustomRun run) {
        return new GivenObjects(List.of(build()), Set.of(), Times.seconds(5)).evaluate(run);
    }

    private static ObjectNode run() {
        return (ObjectNode)
                Wire.tree(CustomRuns.aWait().waitingFor("agent", "operator").build());
    }

    private static ObjectNode build() {
        return JSON.objectNode()
                .setAll((ObjectNode) Wire.tree(PipelineRuns.aBuildOf("agent").succeeded('a')));
    }
}
