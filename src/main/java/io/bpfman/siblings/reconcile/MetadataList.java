package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
import org.jspecify.annotations.Nullable;

/**
 * Lists the metadata of PipelineRuns, a seventh of the bytes of the whole objects. Fabric8 7.5 has no call for it
 * (fabric8io/kubernetes-client#5716), hence the bare request.
 */
@Singleton
public class MetadataList {

    private static final String METADATA_ONLY =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final int PAGE = 500;

    private final KubernetesClient client;

    MetadataList(KubernetesClient client) {
        this.client = client;
    }

    /** What each of the selectors picks, as of now; asked all at once. */
    List<ObjectMeta> pipelineRuns(String namespace, List<String> selectors) {
        List<CompletableFuture<List<ObjectMeta>>> lists = selectors.stream()
                .map(selector -> page(namespace, selector, null))
                .toList();
        try {
            return lists.stream().flatMap(list -> list.join().stream()).toList();
        } catch (CompletionException weather) {
            throw weather.getCause() instanceof KubernetesClientException refused
                    ? refused
                    : new KubernetesClientException("the list of PipelineRuns broke off", weather.getCause());
        }
    }

    private CompletableFuture<List<ObjectMeta>> page(String namespace, String selector, @Nullable String continuation) {
        String uri = client.getMasterUrl() + "apis/tekton.dev/v1/namespaces/" + namespace + "/pipelineruns?limit="
                + PAGE + "&labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8)
                + (continuation == null ? "" : "&continue=" + URLEncoder.encode(continuation, StandardCharsets.UTF_8));
        HttpClient http = client.getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(uri))
                .header("Accept", METADATA_ONLY)
                .build();
        return http.sendAsync(request, byte[].class).thenCompose(response -> {
            Page page = read(response);
            @Nullable
            String next = page.metadata() == null ? null : page.metadata().getContinue();
            List<ObjectMeta> found = page.items().stream().map(Item::metadata).toList();
            if (next == null || next.isEmpty()) {
                return CompletableFuture.completedFuture(found);
            }
            return page(namespace, selector, next).thenApply(rest -> {
                List<ObjectMeta> all = new ArrayList<>(found);
                all.addAll(rest);
                return all;
            });
        });
    }

    private Page read(HttpResponse<byte[]> response) {
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    "the list of PipelineRuns was refused: " + response.message(), response.code(), null);
        }
        return client.getKubernetesSerialization().unmarshal(new ByteArrayInputStream(response.body()), Page.class);
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
