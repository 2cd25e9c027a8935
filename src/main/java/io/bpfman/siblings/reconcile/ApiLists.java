package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists what fabric8 7.5 has no call for, by bare requests: the metadata alone of PipelineRuns, a seventh of the bytes of
 * the whole objects (fabric8io/kubernetes-client#5716), and objects of kinds that need not be there, as plain JSON, which
 * cannot fail to be read.
 */
@Singleton
public class ApiLists {

    private static final String METADATA_ONLY =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String WHOLE = "application/json";
    private static final int METADATA_PAGE = 500;
    private static final int WHOLE_PAGE = 100;

    private final KubernetesClient client;

    ApiLists(KubernetesClient client) {
        this.client = client;
    }

    /** The metadata of what the selector picks, as of now. */
    List<ObjectMeta> pipelineRuns(String namespace, String selector) {
        return await(metadata(namespace, selector));
    }

    /** The same of each of the selectors, in their order; asked all at once. */
    List<List<ObjectMeta>> pipelineRuns(String namespace, List<String> selectors) {
        List<CompletableFuture<List<ObjectMeta>>> lists = selectors.stream()
                .map(selector -> metadata(namespace, selector))
                .toList();
        return lists.stream().map(ApiLists::await).toList();
    }

    /**
     * Hands each object of the namespace to the taker, page by page, some time soon; what is given back waits until all
     * are handed over, and throws what the API server says when it refuses.
     *
     * @param kind group, version and plural
     */
    Runnable each(String kind, String namespace, Consumer<JsonNode> taker) {
        String path = "apis/" + path(kind, namespace) + "?limit=" + WHOLE_PAGE;
        CompletableFuture<Void> all = pages(path, WHOLE, null, response -> {
            JsonNode page = decode(response, JsonNode.class);
            page.path("items").forEach(taker);
            return page.path("metadata").path("continue").asText();
        });
        return () -> {
            var unused = await(all);
        };
    }

    /** The object; throws what the API server says when it is not there. */
    JsonNode one(String kind, String namespace, String name) {
        String uri = client.getMasterUrl() + "apis/" + path(kind, namespace) + "/" + encoded(name);
        return await(get(uri, WHOLE).thenApply(response -> decode(response, JsonNode.class)));
    }

    private CompletableFuture<List<ObjectMeta>> metadata(String namespace, String selector) {
        List<ObjectMeta> found = new ArrayList<>();
        String path = "apis/tekton.dev/v1/namespaces/" + namespace + "/pipelineruns?limit=" + METADATA_PAGE
                + "&labelSelector=" + encoded(selector);
        return pages(path, METADATA_ONLY, null, response -> {
                    Page page = decode(response, Page.class);
                    page.items().forEach(item -> found.add(item.metadata()));
                    return page.metadata() == null ? null : page.metadata().getContinue();
                })
                .thenApply(all -> found);
    }

    private CompletableFuture<Void> pages(
            String path, String accept, @Nullable String continuation, PageReader reader) {
        String uri = client.getMasterUrl() + path + (continuation == null ? "" : "&continue=" + encoded(continuation));
        return get(uri, accept).thenCompose(response -> {
            @Nullable String next = reader.read(response);
            return next == null || next.isEmpty()
                    ? CompletableFuture.<Void>completedFuture(null)
                    : pages(path, accept, next, reader);
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> get(String uri, String accept) {
        HttpClient http = client.getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(uri))
                .header("Accept", accept)
                .build();
        return http.sendAsync(request, byte[].class);
    }

    private <T> T decode(HttpResponse<byte[]> response, Class<T> type) {
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    "the API server refused to tell: " + response.message(), response.code(), null);
        }
        return client.getKubernetesSerialization().unmarshal(new ByteArrayInputStream(response.body()), type);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException weather) {
            throw weather.getCause() instanceof KubernetesClientException refused
                    ? refused
                    : new KubernetesClientException("the API server broke off", weather.getCause());
        }
    }

    private static String path(String kind, String namespace) {
        int plural = kind.lastIndexOf('/');
        return kind.substring(0, plural) + "/namespaces/" + namespace + kind.substring(plural);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Takes in a page and tells where the next one begins; null or empty after the last. */
    private interface PageReader {

        @Nullable
        String read(HttpResponse<byte[]> response);
    }

    /** A PartialObjectMetadataList (Kubernetes: apimachinery, meta/v1). */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(@Nullable ListMeta metadata, List<Item> items) {

        Page {
            items = items == null ? List.of() : items;
        }
    }

    /** A PartialObjectMetadata. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(@JsonIgnoreProperties("managedFields") ObjectMeta metadata) {}
}
