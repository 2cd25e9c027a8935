package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.bpfman.siblings.tekton.v1beta1.CustomTaskReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomTaskTest {

    private static final String API_VERSION = "siblings.bpfman.io/v1alpha1";
    private static final String KIND = "WaitForSiblings";

    static Stream<CustomRun> ours() {
        return Stream.of(
                aWait().build(),
                aWait().named("wait").build(),
                aWait().inline().build(),
                aWait().referringTo("siblings.bpfman.io/v1", KIND, null).build(),
                aWait().referringTo(API_VERSION, "WaitForSibling", null).build(),
                aWait().referringTo(API_VERSION, null, null).build(),
                aWait().inline().referringTo(API_VERSION, "Other", null).build(),
                new CustomRun().with(new ObjectMeta(), CustomTask.reference(), null));
    }

    static Stream<CustomRun> others() {
        return Stream.of(
                aWait().referringTo("siblings.bpfman.io.example/v1alpha1", KIND, null)
                        .build(),
                aWait().referringTo("Siblings.bpfman.io/v1alpha1", KIND, null).build(),
                aWait().referringTo(null, KIND, null).build(),
                aWait().referringTo("", "", null).build(),
                new CustomRun().with(new ObjectMeta(), spec(null, null), null),
                new CustomRun()
                        .with(
                                new ObjectMeta(),
                                spec(
                                        new CustomTaskReference("other/v1", "Other", null),
                                        new CustomTaskReference(API_VERSION, KIND, null)),
                                null),
                new CustomRun());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void aRunOfOurGroupIsOurs(CustomRun run) {
        assertThat(List.of(CustomTask.ours(run), CustomTask.open(run))).containsExactly(true, true);
    }

    @Test
    void theLeastSpecOfOursIsTheReferenceAlone() {
        assertThat(CustomTask.reference()).isEqualTo(spec(new CustomTaskReference(API_VERSION, KIND, null), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipelines.appstudio.openshift.io/type", "pipelines.konflux-ci.dev/type"})
    void aRunStandsInABuildWhereItsPipelineRunIsOne(String type) {
        assertThat(Stream.of(
                                aWait().label(type, "build"),
                                aWait().label(type, "test"),
                                aWait().withoutFacts(),
                                aWait().label(type, "build").standalone())
                        .map(run -> CustomTask.ofABuild(run.build())))
                .containsExactly(true, false, false, false);
    }

    @ParameterizedTest
    @MethodSource("others")
    void anyOtherRunIsNotOurs(CustomRun run) {
        assertThat(List.of(CustomTask.ours(run), CustomTask.open(run))).containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "False"})
    void aRunThatIsOverIsNotOpen(String status) {
        assertThat(CustomTask.open(aWait().with(progress(status)).build())).isFalse();
    }

    @Test
    void aRunThatWaitsIsOpen() {
        assertThat(CustomTask.open(aWait().with(progress("Unknown")).build())).isTrue();
    }

    @Test
    void aRunThatIsBeingDeletedIsNotOpen() {
        assertThat(CustomTask.open(aWait().beingDeleted().build())).isFalse();
    }

    @Test
    void theWaitingRunIsThePipelineRunThatControlsTheRun() {
        CustomRun run = aWait().build();
        run.getMetadata()
                .setOwnerReferences(List.of(
                        owner("PipelineRun", null, "bystander"),
                        owner("PipelineRun", false, "another"),
                        owner("Repository", true, "repository"),
                        owner("PipelineRun", true, Requests.WAITING_RUN_UID)));

        assertThat(CustomTask.waitingRun(run).map(OwnerReference::getUid)).contains(Requests.WAITING_RUN_UID);
    }

    @Test
    void aStandaloneRunHasNoWaitingRun() {
        CustomRun run = aWait().standalone().build();
        run.getMetadata().setOwnerReferences(null);

        assertThat(CustomTask.waitingRun(run)).isEmpty();
    }

    @Test
    void anObjectWithoutSpecAndStatusAsksForNothingAndIsNowhere() {
        CustomRun run = new CustomRun();

        assertThat(run.specOrEmpty()).isEqualTo(spec(null, null));
        assertThat(run.statusOrEmpty()).isEqualTo(CustomRunStatus.empty());
    }

    private static CustomRunSpec spec(@Nullable CustomTaskReference reference, @Nullable CustomTaskReference inline) {
        return new CustomRunSpec(reference, inline, List.of(), null, null, null, null, null);
    }

    private static CustomRunStatus progress(String status) {
        return new CustomRunStatus(
                List.of(new Condition("Succeeded", status, "Reason", "message", "2026-11-21T12:00:07Z")),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null);
    }

    private static OwnerReference owner(String kind, @Nullable Boolean controller, String uid) {
        return new OwnerReferenceBuilder()
                .withKind(kind)
                .withController(controller)
                .withName(uid)
                .withUid(uid)
                .build();
    }
}
