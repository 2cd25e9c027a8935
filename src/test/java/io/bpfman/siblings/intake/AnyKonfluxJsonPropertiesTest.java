package io.bpfman.siblings.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.fixtures.ArbitraryJson;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a tenant writes into a Component or a Snapshot: it is read, or it says nothing. */
class AnyKonfluxJsonPropertiesTest {

    @Property(tries = 500)
    void anyJsonIsAComponentOrNone(@ForAll("json") JsonNode json) {
        assertThat(ComponentReader.read(json)).isNotNull();
    }

    @Property(tries = 500)
    void anyJsonIsASnapshotOrNone(@ForAll("json") JsonNode json) {
        SnapshotReader reader = new SnapshotReader(Requests.aRequest().build(), KonfluxFacts.empty());

        reader.read(json);

        assertThat(reader.images()).isEmpty();
    }

    @Property(tries = 50)
    void aComponentThatIsSpoiltAnywhereKeepsItsNameOrIsNone(@ForAll("json") JsonNode json) {
        assertThat(ArbitraryJson.eachFieldReplaced(component(), json))
                .isNotEmpty()
                .allSatisfy(spoilt -> assertThat(ComponentReader.read(spoilt).map(Component::name))
                        .satisfies(name -> assertThat(name.isEmpty()
                                        || name.get()
                                                .value()
                                                .equals(spoilt.at("/metadata/name")
                                                        .asText()))
                                .isTrue()));
    }

    @Property(tries = 50)
    void aSnapshotThatIsSpoiltAnywhereIsReadOrSaysNothing(@ForAll("json") JsonNode json) {
        assertThat(ArbitraryJson.eachFieldReplaced(snapshot(), json))
                .isNotEmpty()
                .allSatisfy(spoilt -> {
                    SnapshotReader reader =
                            new SnapshotReader(Requests.aRequest().build(), KonfluxFacts.empty());
                    reader.read(spoilt);
                    assertThat(reader.images()).hasSizeLessThanOrEqualTo(1);
                });
    }

    @Provide
    Arbitrary<JsonNode> json() {
        return ArbitraryJson.any();
    }

    private static ObjectNode component() {
        return (ObjectNode) Wire.read("""
                metadata:
                  name: agent
                  annotations:
                    test.appstudio.openshift.io/lastbuilttime: "1795262400"
                spec:
                  application: bpfman-ystream
                  containerImage: quay.io/tenant/agent
                  build-nudges-ref: [operator, bundle]
                  source:
                    git:
                      url: https://github.com/openshift/bpfman-operator
                status:
                  lastBuiltCommit: %s
                  lastPromotedImage: quay.io/tenant/agent@%s
                """.formatted(Requests.REVISION, Images.digest('a')), JsonNode.class);
    }

    private static ObjectNode snapshot() {
        return (ObjectNode) Wire.read("""
                metadata:
                  name: snapshot-1
                  creationTimestamp: "2026-11-21T11:00:00Z"
                  labels:
                    pac.test.appstudio.openshift.io/event-type: push
                  annotations:
                    pac.test.appstudio.openshift.io/source-branch: main
                spec:
                  application: bpfman-ystream
                  components:
                  - name: agent
                    containerImage: quay.io/tenant/agent@%s
                """.formatted(Images.digest('a')), JsonNode.class);
    }
}
