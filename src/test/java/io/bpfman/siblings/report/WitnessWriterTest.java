package io.bpfman.siblings.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.witness.AttestedResults;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.fixtures.CustomRuns;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.intake.WitnessReader;
import io.bpfman.siblings.tekton.v1.TaskRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WitnessWriterTest {

    private static final AttestedResults TESTIMONY = new AttestedResults("r", "{\"agent\":\"d\"}");

    @Test
    void aWitnessIsATaskRunOfTheNameOfItsWait() {
        CustomRun run = CustomRuns.aWait()
                .label("tekton.dev/pipelineTask", "wait-for-siblings")
                .label("tekton.dev/pipelineRun", "bundle-on-push-q9w8e")
                .runningAs("appstudio-pipeline")
                .build();

        assertThat(WitnessWriter.write(run, TESTIMONY, "quay.io/bpfman/wait-for-siblings:1"))
                .isEqualTo(Wire.read("""
                                apiVersion: tekton.dev/v1
                                kind: TaskRun
                                metadata:
                                  name: bundle-on-push-q9w8e-wait
                                  namespace: ocp-bpfman-tenant
                                  labels:
                                    tekton.dev/pipelineTask: wait-for-siblings
                                    siblings.bpfman.io/wait: custom-run-uid
                                  ownerReferences:
                                    - apiVersion: tekton.dev/v1beta1
                                      kind: CustomRun
                                      name: bundle-on-push-q9w8e-wait
                                      uid: custom-run-uid
                                      controller: true
                                spec:
                                  serviceAccountName: appstudio-pipeline
                                  timeout: 5m0s
                                  podTemplate:
                                    automountServiceAccountToken: false
                                  params:
                                    - {name: revision, value: r}
                                    - {name: digests, value: '{"agent":"d"}'}
                                  taskSpec:
                                    params:
                                      - {name: revision, type: string}
                                      - {name: digests, type: string}
                                    results:
                                      - {name: revision, type: string}
                                      - {name: digests, type: string}
                                    steps:
                                      - name: witness
                                        image: quay.io/bpfman/wait-for-siblings:1
                                        args:
                                          - witness
                                          - --results-dir=/tekton/results
                                          - --revision=$(params.revision)
                                          - --digests=$(params.digests)
                                        computeResources:
                                          requests: {cpu: 50m, memory: 64Mi}
                                          limits: {memory: 256Mi}
                                        securityContext:
                                          runAsNonRoot: true
                                          allowPrivilegeEscalation: false
                                          capabilities: {drop: [ALL]}
                                          seccompProfile: {type: RuntimeDefault}
                                """, JsonNode.class));
    }

    @Test
    void whatTheWaitHasNotTheWitnessHasNotEither() {
        JsonNode witness = WitnessWriter.write(CustomRuns.aWait().build(), TESTIMONY, "image");

        assertThat(witness.at("/metadata/labels").properties()).hasSize(1);
        assertThat(witness.at("/spec").has("serviceAccountName")).isFalse();
    }

    @Test
    void aWitnessIsReadAsTheWaitsOwn() {
        JsonNode witness = WitnessWriter.write(CustomRuns.aWait().build(), TESTIMONY, "image");

        assertThat(WitnessReader.read(Wire.read(witness, TaskRun.class), "custom-run-uid"))
                .isEqualTo(new Witness.Underway(TESTIMONY, Instant.EPOCH, false));
    }
}
