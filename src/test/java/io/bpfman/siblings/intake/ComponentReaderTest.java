package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Images.image;
import static io.bpfman.siblings.fixtures.Requests.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentReaderTest {

    private static ObjectNode component() {
        return (ObjectNode) Wire.read("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Component
                metadata:
                  name: agent
                  namespace: ocp-bpfman-tenant
                  annotations:
                    test.appstudio.openshift.io/lastbuilttime: "1795262400"
                spec:
                  application: bpfman-ystream
                  componentName: agent
                  containerImage: quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent:latest
                  build-nudges-ref: [operator, bundle]
                  source:
                    git:
                      url: https://github.com/OpenShift/bpfman-operator.git
                      revision: main
                status:
                  lastBuiltCommit: %s
                  lastPromotedImage: quay.io/redhat-user-workloads/ocp-bpfman-tenant/agent@%s
                """.formatted(Requests.REVISION, digest('a')), JsonNode.class);
    }

    private static ObjectNode at(ObjectNode component, String place) {
        return (ObjectNode) component.at(place);
    }

    private static Component read(JsonNode component) {
        return ComponentReader.read(component).orElseThrow();
    }

    @Test
    void everyFactOfAComponentIsRead() {
        assertThat(read(component()))
                .isEqualTo(new Component(
                        new ComponentName("agent"),
                        Optional.of("bpfman-ystream"),
                        Optional.of(new RepositoryUrl("github.com/openshift/bpfman-operator")),
                        Optional.of(new GitRef("main")),
                        List.of(),
                        Optional.of(new ImageRepository(Images.repository("agent"))),
                        components("bundle", "operator"),
                        Optional.of(
                                new Promotion(image("agent", 'a'), Optional.of(Instant.ofEpochSecond(1_795_262_400)))),
                        Optional.of(Requests.REVISION)));
    }

    @Test
    void ofAComponentThatHasOnlyANameNothingElseIsKnown() {
        JsonNode bare = Wire.read("{\"metadata\": {\"name\": \"agent\"}}", JsonNode.class);

        assertThat(read(bare))
                .isEqualTo(new Component(
                        new ComponentName("agent"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Collections.emptySortedSet(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void aComponentThatIsBeingDeletedIsNone() {
        ObjectNode component = component();
        at(component, "/metadata").put("deletionTimestamp", "2026-11-21T12:00:00Z");

        assertThat(ComponentReader.read(component)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Agent", "a_b", "a.b"})
    void aComponentWhoseNameNoBuildCouldHaveIsNone(String name) {
        ObjectNode component = component();
        at(component, "/metadata").put("name", name);

        assertThat(ComponentReader.read(component)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quay.io/tenant/agent", "quay.io/tenant/agent:v1", "quay.io/tenant/agent@sha256:abc"})
    void aPromotedImageThatIsNotPinnedIsNone(String image) {
        ObjectNode component = component();
        at(component, "/status").put("lastPromotedImage", image);

        assertThat(read(component).promotion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1970-01-01T00:00:00Z", "1795262400, 2026-11-21T12:00:00Z"})
    void theStartOfThePromotedBuildIsInUnixSeconds(String text, Instant started) {
        ObjectNode component = component();
        at(component, "/metadata/annotations").put("test.appstudio.openshift.io/lastbuilttime", text);

        assertThat(read(component).promotion().flatMap(Promotion::buildStarted)).contains(started);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "1795262400.5",
                "0x10",
                "2026-11-21T12:00:00Z",
                "99999999999999999999",
                "9223372036854775807",
                "-9223372036854775808"
            })
    void aStartThatIsNoTimeIsUnknownAndTheImageStillCounts(String text) {
        ObjectNode component = component();
        at(component, "/metadata/annotations").put("test.appstudio.openshift.io/lastbuilttime", text);

        assertThat(read(component).promotion()).contains(new Promotion(image("agent", 'a'), Optional.empty()));
    }

    @Test
    void withoutAnnotationsTheStartIsUnknown() {
        ObjectNode component = component();
        at(component, "/metadata").remove("annotations");

        assertThat(read(component).promotion()).contains(new Promotion(image("agent", 'a'), Optional.empty()));
    }

    @Test
    void aRevisionThatIsNoWholeCommitIdIsUnknown() {
        ObjectNode component = component();
        at(component, "/status").put("lastBuiltCommit", "0123456");

        assertThat(read(component).lastBuilt()).isEmpty();
    }

    @Test
    void anImageRepositoryThatIsMalformedIsUnknown() {
        ObjectNode component = component();
        at(component, "/spec").put("containerImage", "https://quay.io/tenant/agent");

        assertThat(read(component).repository()).isEmpty();
    }

    @Test
    void aNudgeThatIsNoComponentsNameIsLeftOut() {
        ObjectNode component = component();
        at(component, "/spec")
                .putArray("build-nudges-ref")
                .add(1)
                .add("No Component")
                .add("bundle");

        assertThat(read(component).nudges()).isEqualTo(components("bundle"));
    }

    @Test
    void aTextThatIsLongerThanAnyFactIsUnknown() {
        ObjectNode component = component();
        at(component, "/spec").put("application", "x".repeat(1025));

        assertThat(read(component).application()).isEmpty();
    }

    @Test
    void aTextOfTheLongestSizeIsKnown() {
        ObjectNode component = component();
        at(component, "/spec").put("application", "x".repeat(1024));

        assertThat(read(component).application()).contains("x".repeat(1024));
    }
}
