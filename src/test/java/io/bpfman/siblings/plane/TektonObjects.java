package io.bpfman.siblings.plane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** The objects Tekton's processes expect in the cluster, from Tekton's own YAML. */
record TektonObjects(KubernetesClient client, Path config) {

    static final String NAMESPACE = "tekton-pipelines";
    static final String WEBHOOK_SERVICE = "tekton-pipelines-webhook";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Makes Tekton's kinds known, with conversion by a webhook on this machine. */
    void applyKinds(int webhookPort) throws IOException {
        applyKinds(kind -> usePort(kind.at("/spec/conversion/webhook/clientConfig/service"), webhookPort));
    }

    /** Makes Tekton's kinds known, without conversion between versions. */
    void applyKindsWithoutConversion() throws IOException {
        applyKinds(kind -> kind.withObject("/spec").remove("conversion"));
    }

    /** Makes the configuration, and the way from the API server to a webhook on this machine. */
    void applyConfiguration(int webhookPort) throws IOException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        for (var file : files(config, "config-")) {
            apply(file, TektonObjects::letPodsStartReady);
        }
        apply(config.resolve("500-webhooks.yaml"), object -> object.path("webhooks")
                .forEach(webhook -> usePort(webhook.at("/clientConfig/service"), webhookPort)));
        client.resource(webhookService()).serverSideApply();
    }

    private void applyKinds(Consumer<ObjectNode> change) throws IOException {
        for (var file : files(config.resolve("300-crds"), "")) {
            apply(file, change);
        }
        Awaitility.await("Tekton's kinds").until(() -> kinds().allMatch(TektonObjects::isEstablished));
    }

    /** Returns Tekton's kinds as the cluster has them. */
    Stream<JsonNode> kinds() {
        return client
                .genericKubernetesResources("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                .list()
                .getItems()
                .stream()
                .map(kind -> YAML.<JsonNode>valueToTree(kind))
                .filter(kind -> kind.at("/spec/group").asText().endsWith("tekton.dev"));
    }

    /** Returns every webhook of the three webhook configurations as the cluster has them. */
    Stream<JsonNode> webhooks() {
        return Stream.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
                .flatMap(kind ->
                        client
                                .genericKubernetesResources("admissionregistration.k8s.io/v1", kind)
                                .list()
                                .getItems()
                                .stream())
                .map(configuration -> YAML.<JsonNode>valueToTree(configuration))
                .flatMap(configuration ->
                        StreamSupport.stream(configuration.path("webhooks").spliterator(), false));
    }

    private void apply(Path file, Consumer<ObjectNode> change) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    change.accept(object);
                    client.resource(YAML.convertValue(object, GenericKubernetesResource.class))
                            .forceConflicts()
                            .serverSideApply();
                }
            }
        }
    }

    private static boolean isEstablished(JsonNode kind) {
        return StreamSupport.stream(kind.at("/status/conditions").spliterator(), false)
                .anyMatch(
                        condition -> "Established".equals(condition.path("type").asText())
                                && "True".equals(condition.path("status").asText()));
    }

    private static void usePort(JsonNode service, int port) {
        if (service instanceof ObjectNode object) {
            object.put("port", port);
        }
    }

    private static void letPodsStartReady(ObjectNode map) {
        if ("feature-flags".equals(map.at("/metadata/name").asText())) {
            map.withObject("/data").put("running-in-environment-with-injected-sidecars", "false");
        }
    }

    /** The API server dials an ExternalName as it is, and checks the certificate against the service's name. */
    private static Service webhookService() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(WEBHOOK_SERVICE)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName("localhost")
                .endSpec()
                .build();
    }

    private static List<Path> files(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
