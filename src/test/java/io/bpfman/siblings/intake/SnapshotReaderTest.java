package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Images.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotReaderTest {

    private static final Optional<String> APPLICATION = Optional.of("bpfman-ystream");
    private static final String EVENT = "pac.test.appstudio.openshift.io/event-type";

    private static ObjectNode snapshot(String name, String created, char digit) {
        return (ObjectNode) Wire.read("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Snapshot
                metadata:
                  name: %s
                  creationTimestamp: "%s"
                  labels:
                    pac.test.appstudio.openshift.io/event-type: push
                    test.appstudio.openshift.io/type: component
                  annotations: {}
                spec:
                  application: bpfman-ystream
                  components:
                  - name: agent
                    containerImage: quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent@%s
                """.formatted(name, created, digest(digit)), JsonNode.class);
    }

    private static ObjectNode snapshot() {
        return snapshot("snapshot-1", "2026-11-21T11:00:00Z", 'a');
    }

    private static ObjectNode at(ObjectNode snapshot, String place) {
        return (ObjectNode) snapshot.at(place);
    }

    private static Map<ComponentName, KnownImage> images(Optional<String> application, JsonNode... snapshots) {
        SnapshotReader reader = new SnapshotReader(request(application), KonfluxFacts.empty());
        List.of(snapshots).forEach(reader::read);
        Map<ComponentName, KnownImage> withoutVersion = new TreeMap<>();
        reader.images().forEach((component, images) -> {
            assertThat(images).containsOnlyKeys(Optional.empty());
            withoutVersion.putAll(Map.of(component, images.get(Optional.<VersionName>empty())));
        });
        return withoutVersion;
    }

    private static WaitRequest request(Optional<String> application) {
        return application
                .map(name -> Requests.aRequest().onlyOf(name))
                .orElseGet(() -> Requests.aRequest().of(Requests.ofNoApplication()))
                .build();
    }

    private static Map<ComponentName, KnownImage> images(JsonNode... snapshots) {
        return images(APPLICATION, snapshots);
    }

    private static Map<ComponentName, KnownImage> agent(String snapshot, char digit) {
        return Map.of(
                new ComponentName("agent"), new KnownImage(new Origin.OfSnapshot(snapshot), image("agent", digit)));
    }

    @Test
    void aSnapshotTellsThePinnedImageOfEachComponent() {
        ObjectNode snapshot = snapshot();
        snapshot.withArray("/spec/components")
                .addObject()
                .put("name", "operator")
                .put("containerImage", Images.repository("operator") + ":v1@" + digest('b'));

        assertThat(images(snapshot))
                .isEqualTo(Map.of(
                        new ComponentName("agent"),
                        new KnownImage(new Origin.OfSnapshot("snapshot-1"), image("agent", 'a')),
                        new ComponentName("operator"),
                        new KnownImage(new Origin.OfSnapshot("snapshot-1"), image("operator", 'b'))));
    }

    static List<Arguments> pairs() {
        JsonNode older = snapshot("z", "2026-11-21T11:00:00Z", 'a');
        JsonNode newer = snapshot("a", "2026-11-21T11:00:01Z", 'b');
        return List.of(Arguments.of(older, newer), Arguments.of(newer, older));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theNewestByCreationCountsInWhateverOrderTheyAreRead(JsonNode one, JsonNode other) {
        assertThat(images(one, other)).isEqualTo(agent("a", 'b'));
    }

    static List<Arguments> twins() {
        JsonNode one = snapshot("snapshot-a", "2026-11-21T11:00:00Z", 'a');
        JsonNode other = snapshot("snapshot-b", "2026-11-21T11:00:00Z", 'b');
        return List.of(Arguments.of(one, other), Arguments.of(other, one));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void ofSnapshotsCreatedAtOnceTheLastByNameCountsInWhateverOrderTheyAreRead(JsonNode one, JsonNode other) {
        assertThat(images(one, other)).isEqualTo(agent("snapshot-b", 'b'));
    }

    @Test
    void aNewerSnapshotThatDoesNotPinTheComponentHidesNoOlderOne() {
        ObjectNode newer = snapshot("newer", "2026-11-21T11:30:00Z", 'b');
        ((ObjectNode) newer.at("/spec/components/0")).put("containerImage", Images.repository("agent") + ":latest");

        assertThat(images(snapshot(), newer)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void aSnapshotWithoutACreationIsOlderThanAnyOther() {
        ObjectNode timeless = snapshot("timeless", "soon", 'b');

        assertThat(images(timeless)).isEqualTo(agent("timeless", 'b'));
        assertThat(images(snapshot(), timeless)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void aSnapshotOfAnotherApplicationSaysNothing() {
        ObjectNode other = snapshot();
        at(other, "/spec").put("application", "bpfman-zstream");

        assertThat(images(other)).isEmpty();
    }

    @Test
    void whereTheApplicationIsUnknownTheSnapshotsOfAllCount() {
        ObjectNode other = snapshot();
        at(other, "/spec").put("application", "bpfman-zstream");

        assertThat(images(Optional.empty(), other)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void aSnapshotThatIsBeingDeletedSaysNothing() {
        ObjectNode deleted = snapshot();
        at(deleted, "/metadata").put("deletionTimestamp", "2026-11-21T12:00:00Z");

        assertThat(images(deleted)).isEmpty();
    }

    @Test
    void aSnapshotWithoutANameSaysNothing() {
        ObjectNode nameless = snapshot();
        at(nameless, "/metadata").remove("name");

        assertThat(images(nameless)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull_request", "Merge Request", "Pull_Request"})
    void aSnapshotOfAPullRequestSaysNothing(String event) {
        ObjectNode labelled = snapshot();
        at(labelled, "/metadata/labels").put(EVENT, event);
        ObjectNode annotated = snapshot();
        at(annotated, "/metadata/annotations").put(EVENT, event);

        assertThat(images(labelled, annotated)).isEmpty();
    }

    @Test
    void aSnapshotThatTellsOnlyThePullRequestsNumberSaysNothing() {
        ObjectNode numbered = snapshot();
        at(numbered, "/metadata/labels").remove(EVENT);
        at(numbered, "/metadata/annotations").put("pac.test.appstudio.openshift.io/pull-request", "1441");

        assertThat(images(numbered)).isEmpty();
    }

    @Test
    void aPushThatCarriesAPullRequestsNumberIsStillAPush() {
        ObjectNode merged = snapshot();
        at(merged, "/metadata/annotations").put("pac.test.appstudio.openshift.io/pull-request", "1441");

        assertThat(images(merged)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void aSnapshotOfTheMergeQueueSaysNothing() {
        ObjectNode queued = snapshot();
        at(queued, "/metadata/annotations")
                .put("pac.test.appstudio.openshift.io/source-branch", "refs/heads/gh-readonly-queue/main/pr-7-abc");

        assertThat(images(queued)).isEmpty();
    }

    @Test
    void aSnapshotOfAGroupOfPullRequestsSaysNothing() {
        ObjectNode group = snapshot();
        at(group, "/metadata/labels").put("test.appstudio.openshift.io/type", "group");

        assertThat(images(group)).isEmpty();
    }

    @Test
    void aSnapshotWithoutLabelsIsTakenForAPush() {
        ObjectNode bare = snapshot();
        at(bare, "/metadata").remove(List.of("labels", "annotations"));

        assertThat(images(bare)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void theKeysOfAPipelineRunAreNoneOfASnapshot() {
        ObjectNode snapshot = snapshot();
        at(snapshot, "/metadata/labels").put("pipelinesascode.tekton.dev/event-type", "pull_request");
        at(snapshot, "/metadata/labels").remove(EVENT);

        assertThat(images(snapshot)).isEqualTo(agent("snapshot-1", 'a'));
    }

    @Test
    void aComponentWhoseNameNoBuildCouldHaveIsLeftOut() {
        ObjectNode snapshot = snapshot();
        ((ObjectNode) snapshot.at("/spec/components/0")).put("name", "No Component");

        assertThat(images(snapshot)).isEmpty();
    }

    @Test
    void aTextThatIsLongerThanAnyFactSaysNothing() {
        ObjectNode snapshot = snapshot();
        at(snapshot, "/metadata").put("name", "x".repeat(1025));

        assertThat(images(snapshot)).isEmpty();
    }
}
