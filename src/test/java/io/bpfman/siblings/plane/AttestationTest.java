package io.bpfman.siblings.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttestationTest {

    private static final String TYPE = "application/vnd.in-toto+json";
    private static final String STATEMENT = """
            {"predicate":{"buildConfig":{"tasks":[
              {"name":"wait","results":[{"name":"agent","type":"string","value":"sha256:abc"}]}]}}}""";

    private final KeyPair keys;
    private final KeyPair others;

    AttestationTest() throws GeneralSecurityException {
        keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        others = KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @Test
    void aSignedStatementTellsTheResultsOfItsTasks() throws GeneralSecurityException {
        var attestation =
                Attestation.of(run(Map.of("chains.tekton.dev/signature-pipelinerun-1", envelope())), keys.getPublic());

        assertThat(attestation.results("wait")).isEqualTo(Map.of("agent", "sha256:abc"));
        assertThat(attestation.task("build").isMissingNode()).isTrue();
    }

    @Test
    void aStatementSignedByAnotherKeyIsRefused() throws GeneralSecurityException {
        var run = run(Map.of("chains.tekton.dev/signature-pipelinerun-1", envelope()));

        assertThatThrownBy(() -> Attestation.of(run, others.getPublic())).hasMessage("bundle is signed by another key");
    }

    @Test
    void aRunThatIsOnlyMarkedAsSignedIsRefused() {
        var run = run(Map.of("chains.tekton.dev/signed", "true"));

        assertThatThrownBy(() -> Attestation.of(run, keys.getPublic())).hasMessage("bundle is not signed");
    }

    private String envelope() throws GeneralSecurityException {
        var payload = STATEMENT.getBytes(StandardCharsets.UTF_8);
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(keys.getPrivate());
        signing.update(Attestation.signedBytes(TYPE, payload));
        return base64(
                """
                {"payloadType":"%s","payload":"%s","signatures":[{"sig":"%s"}]}""".formatted(TYPE, base64(payload), base64(signing.sign())).getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static GenericKubernetesResource run(Map<String, String> annotations) {
        return new GenericKubernetesResourceBuilder()
                .withKind("PipelineRun")
                .withNewMetadata()
                .withName("bundle")
                .withUid("1")
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
