package io.bpfman.siblings.plane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What Chains has signed about a run: an in-toto statement, of predicate SLSA provenance 0.2. */
public record Attestation(JsonNode statement) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the DSSE envelope in the run's annotation; fails where it is missing or not signed by this key. */
    static Attestation of(GenericKubernetesResource run, PublicKey key) {
        var metadata = run.getMetadata();
        var annotation = "chains.tekton.dev/signature-%s-%s"
                .formatted(run.getKind().toLowerCase(Locale.ROOT), metadata.getUid());
        var encoded = metadata.getAnnotations().get(annotation);
        if (encoded == null) {
            throw new IllegalStateException("%s is not signed".formatted(metadata.getName()));
        }
        var envelope = json(decode(encoded));
        var payload = decode(envelope.path("payload").asText());
        var signature = decode(envelope.at("/signatures/0/sig").asText());
        if (!isSigned(envelope.path("payloadType").asText(), payload, signature, key)) {
            throw new IllegalStateException("%s is signed by another key".formatted(metadata.getName()));
        }
        return new Attestation(json(payload));
    }

    /** Returns what it says of a task of the pipeline, missing where it says nothing. */
    public JsonNode task(String pipelineTask) {
        var tasks = statement.at("/predicate/buildConfig/tasks");
        return StreamSupport.stream(tasks.spliterator(), false)
                .filter(task -> pipelineTask.equals(task.path("name").asText()))
                .findFirst()
                .orElseGet(() -> statement.path("no such task"));
    }

    /** Returns the results of a task of the pipeline. */
    public Map<String, String> results(String pipelineTask) {
        var results = new TreeMap<String, String>();
        task(pipelineTask)
                .path("results")
                .forEach(result -> results.put(
                        result.path("name").asText(), result.path("value").asText()));
        return results;
    }

    private static boolean isSigned(String type, byte[] payload, byte[] signature, PublicKey key) {
        try {
            var check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(signedBytes(type, payload));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** DSSE: protocol.md, pre-authentication encoding. */
    static byte[] signedBytes(String type, byte[] payload) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("DSSEv1 %d %s %d "
                .formatted(type.getBytes(StandardCharsets.UTF_8).length, type, payload.length)
                .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(new String(text, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
