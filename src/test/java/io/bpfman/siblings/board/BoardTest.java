package io.bpfman.siblings.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:10:00Z");
    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    private static PipelineRun build(String component, String name, String created, String annotations, String status) {
        return Serialization.unmarshal(
                """
                apiVersion: tekton.dev/v1
                kind: PipelineRun
                metadata:
                  name: %s
                  namespace: tenant
                  uid: %s
                  creationTimestamp: "%s"
                  labels:
                    appstudio.openshift.io/component: %s
                    pipelines.appstudio.openshift.io/type: build
                    pipelinesascode.tekton.dev/sha: %s
                    pipelinesascode.tekton.dev/event-type: push
                  annotations: {%s}
                status: %s
                """.formatted(name, name, created, component, REVISION, annotations, status), PipelineRun.class);
    }

    private static CustomRun wait(String name, String status) {
        return Serialization.unmarshal("""
                apiVersion: tekton.dev/v1beta1
                kind: CustomRun
                metadata:
                  name: %s
                  namespace: tenant
                  uid: %s
                  creationTimestamp: "2026-11-21T12:00:00Z"
                  ownerReferences:
                    - {apiVersion: tekton.dev/v1, kind: PipelineRun, name: bundle-1, uid: bundle-1, controller: true}
                spec: {customRef: {apiVersion: siblings.bpfman.io/v1alpha1, kind: WaitForSiblings}}
                status: %s
                """.formatted(name, name, status), CustomRun.class);
    }

    private static final String RUNNING =
            "{startTime: '2026-11-21T12:02:00Z', conditions: [{type: Succeeded, status: Unknown, reason: Running}]}";
    private static final String WAITING =
            "{startTime: '2026-11-21T12:00:00Z', conditions: [{type: Succeeded, status: Unknown, reason: WaitingForSiblings, message: m}], extraFields: {request: {revision: 0123456789abcdef0123456789abcdef01234567, event: push, subjectCreated: '2026-11-21T12:00:00Z', grace: 1m, not-built: promoted, on-failure: fail, timeout: 1h, siblings: [agent, operator]}, siblings: [{component: agent, state: running, pipelineRun: agent-1, uid: agent-1, created: '2026-11-21T12:00:00Z'}, {component: operator, state: awaited}]}}";

    private static Board board(String status, String agentAnnotations) {
        return Board.of(
                "tenant",
                List.of(
                        build("agent", "agent-1", "2026-11-21T12:00:00Z", agentAnnotations, RUNNING),
                        build("bundle", "bundle-1", "2026-11-21T12:00:00Z", "", RUNNING)),
                List.of(wait("bundle-1-wait", status)),
                KonfluxFacts.empty(),
                NOW);
    }

    @Test
    void aWaitStandsWithItsSiblingsAndTheBuildItHoldsUp() {
        WaitingComponent bundle = board(WAITING, "").components().get(0);

        assertThat(bundle.name()).isEqualTo("bundle");
        assertThat(bundle.revisions()).hasSize(1);
        RevisionRow row = bundle.revisions().get(0);
        assertThat(row.state()).isEqualTo(Lane.State.WAITING);
        assertThat(row.lanes())
                .extracting(Lane::kind, Lane::component, Lane::state)
                .containsExactly(
                        tuple(Lane.Kind.SIBLING, "agent", Lane.State.RUNNING),
                        tuple(Lane.Kind.SIBLING, "operator", Lane.State.AWAITED),
                        tuple(Lane.Kind.WAIT, "bundle", Lane.State.WAITING),
                        tuple(Lane.Kind.OWN, "bundle", Lane.State.RUNNING));
    }

    @Test
    void allLanesOfARevisionShareOneAxis() {
        RevisionRow row = board(WAITING, "").components().get(0).revisions().get(0);
        Lane agent = row.lanes().get(0);

        assertThat(row.queue(agent)).isEqualTo(new RevisionRow.Bar(0, 200));
        assertThat(row.run(agent)).isEqualTo(new RevisionRow.Bar(200, 800));
        assertThat(row.run(row.lanes().get(1))).isEqualTo(new RevisionRow.Bar(0, 0));
    }

    @Test
    void onlyLinksOfTheWebAreLinks() {
        assertThat(log("https://console.test/agent-1")).isPresent();
        assertThat(log("javascript:alert(1)")).isEmpty();
        assertThat(log("data:text/html,x")).isEmpty();
    }

    private static Optional<String> log(String url) {
        return board(WAITING, "pipelinesascode.tekton.dev/log-url: '%s'".formatted(url))
                .components()
                .get(0)
                .revisions()
                .get(0)
                .lanes()
                .get(0)
                .log();
    }

    @Test
    void eachEndOfAWaitIsTold() {
        assertThat(state("{conditions: [{type: Succeeded, status: 'True', reason: SiblingsReady}]}"))
                .isEqualTo(Lane.State.READY);
        assertThat(state("{conditions: [{type: Succeeded, status: 'True', reason: Superseded}]}"))
                .isEqualTo(Lane.State.SUPERSEDED);
        assertThat(state("{conditions: [{type: Succeeded, status: 'False', reason: SiblingFailed}]}"))
                .isEqualTo(Lane.State.FAILED);
        assertThat(state("{conditions: [{type: Succeeded, status: 'False', reason: CustomRunCancelled}]}"))
                .isEqualTo(Lane.State.CANCELLED);
        assertThat(state("{}")).isEqualTo(Lane.State.WAITING);
    }

    private static Lane.State state(String status) {
        return board(status, "").components().get(0).revisions().get(0).state();
    }

    @Test
    void whatWasHandedOnIsHeldAgainstWhatIsPromoted() {
        String a = "quay.io/x/agent@sha256:" + "a".repeat(64);
        String b = "registry.test/agent@sha256:" + "a".repeat(64);
        String c = "quay.io/x/agent@sha256:" + "c".repeat(64);

        assertThat(image(a, b)).isEqualTo("same");
        assertThat(image(a, c)).isEqualTo("differs");
        assertThat(new WaitingComponent.SiblingImage("agent", Optional.empty(), Optional.of(a)).agreement())
                .isEqualTo("unknown");
    }

    private static String image(String promoted, String handedOn) {
        return new WaitingComponent.SiblingImage("agent", Optional.of(promoted), Optional.of(handedOn)).agreement();
    }
}
