package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.v1.TaskRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessReaderTest {

    private static final String OWNER = "ownerReferences: [{kind: CustomRun, uid: uid, controller: true}]";
    private static final String LABEL = "labels: {siblings.bpfman.io/wait: uid}";
    private static final String CREATED = "creationTimestamp: \"%s\"".formatted(seconds(1));
    private static final String SPEC = "{params: [{name: revision, value: r}, {name: digests, value: '{}'}]}";
    private static final AttestedResults ASKED = new AttestedResults("r", "{}");

    @Test
    void oneWithoutAnEndIsUnderway() {
        assertThat(read("{}")).isEqualTo(new Witness.Underway(ASKED, seconds(1), false));
        assertThat(read("{conditions: [{type: Succeeded, status: Unknown, reason: Pending}]}"))
                .isEqualTo(new Witness.Underway(ASKED, seconds(1), false));
        assertThat(read("{conditions: [{type: Succeeded, status: Unknown, reason: Running}]}"))
                .isEqualTo(new Witness.Underway(ASKED, seconds(1), true));
    }

    @Test
    void oneWhoseResultsAreItsParamsSucceeded() {
        assertThat(read("""
                        {conditions: [{type: Succeeded, status: "True"}],
                         results: [{name: digests, value: '{}'}, {name: revision, value: r}]}""")).isEqualTo(new Witness.Succeeded(ASKED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{name: revision, value: r}]",
                "[{name: revision, value: r}, {name: digests, value: '{ }'}]",
                "[{name: revision, value: [r]}, {name: digests, value: {}}]"
            })
    void oneWhoseResultsAreNotItsParamsFailed(String results) {
        assertThat(read("""
                        {conditions: [{type: Succeeded, status: "True"}], completionTime: "%s", results: %s}""".formatted(seconds(9), results)))
                .isEqualTo(new Witness.Failed(ASKED, "its results are not its params", seconds(9)));
    }

    @Test
    void oneThatFailedTellsWhyOnOneLine() {
        assertThat(read("""
                        {conditions: [{type: Succeeded, status: "False", reason: Failed, message: "one\\ntwo\\u202e",
                          lastTransitionTime: "%s"}]}""".formatted(seconds(9)))).isEqualTo(new Witness.Failed(ASKED, "Failed, one two", seconds(9)));
    }

    @Test
    void whatTellsNoTimeEndedWhenItWasCreated() {
        assertThat(read("{completionTime: soon, conditions: [{type: Succeeded, status: \"False\"}]}"))
                .isEqualTo(new Witness.Failed(ASKED, "", seconds(1)));
    }

    @Test
    void whyIsCutToWhatAPersonReads() {
        assertThat(WitnessReader.sentence("x".repeat(1000)))
                .hasSize(WitnessReader.LONGEST)
                .endsWith("x…");
        assertThat(WitnessReader.sentence(null)).isEmpty();
    }

    @Test
    void oneThatIsBeingDeletedLeaves() {
        String deleted = "deletionTimestamp: \"%s\"".formatted(seconds(5));

        assertThat(read(String.join(", ", OWNER, LABEL, CREATED, deleted), SPEC, "{}"))
                .isEqualTo(new Witness.Leaving(seconds(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels: {}, ownerReferences: []",
                "labels: {siblings.bpfman.io/wait: uid}",
                "ownerReferences: [{kind: CustomRun, uid: uid, controller: true}]",
                "labels: {siblings.bpfman.io/wait: x}, ownerReferences: [{uid: uid, controller: true}]",
                "labels: {siblings.bpfman.io/wait: uid}, ownerReferences: [{uid: x, controller: true}]",
                "labels: {siblings.bpfman.io/wait: uid}, ownerReferences: [{uid: uid, controller: false}]",
                "labels: {siblings.bpfman.io/wait: uid}, ownerReferences: [{uid: uid}]"
            })
    void oneOfSomebodyElseIsForeign(String metadata) {
        assertThat(read(metadata, SPEC, "{}")).isEqualTo(new Witness.Foreign());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{params: x}", "{params: [{name: revision, value: [r]}, x, {value: y}]}", "7"})
    void oneOfAnotherShapeIsAskedNothing(String spec) {
        assertThat(read(String.join(", ", OWNER, LABEL, CREATED), spec, "{}"))
                .isEqualTo(new Witness.Underway(new AttestedResults("", ""), seconds(1), false));
    }

    private static Witness read(String status) {
        return read(String.join(", ", OWNER, LABEL, CREATED), SPEC, status);
    }

    private static Witness read(String metadata, String spec, String status) {
        return WitnessReader.read(Wire.read("""
                        apiVersion: tekton.dev/v1
                        kind: TaskRun
                        metadata: {name: wait, %s}
                        spec: %s
                        status: %s
                        """.formatted(metadata, spec, status), TaskRun.class), "uid");
    }
}
