package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API server by bare requests: the metadata alone of PipelineRuns, a seventh of the bytes of the whole objects, for
 * which fabric8 7.5 has no call (fabric8io/kubernetes-client#5716), and objects of kinds that need not be there, as plain
 * JSON, which cannot fail to be read.
 */
public final class ClusterApi {

    private static final String METADATA_ONLY =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String WHOLE = "application/json";
    private static final int METADATA_PAGE = 500;
    private static final int WHOLE_PAGE = 100;
    private static final int NOT_FOUND = 404;

    /** A connection that is half open would never answer, and nobody waits for one thing alone. */
    private static final int LONGEST_ANSWER_SECONDS = 30;

    /** Group, version and plural. */
    public static final String PIPELINE_RUNS = "tekton.dev/v1/pipelineruns";

    private final String address;
    private final HttpClient http;
    private final KubernetesSerialization serialization;
    private final boolean alone;
    private final AtomicInteger lists = new AtomicInteger();

    private ClusterApi(String address, HttpClient http, KubernetesSerialization serialization, boolean alone) {
        this.address = address;
        this.http = http;
        this.serialization = serialization;
        this.alone = alone;
    }

    /** For who watches PipelineRuns, and so has most of them: lists bring their metadata alone. */
    static ClusterApi besideWatches(KubernetesClient client) {
        return new ClusterApi(
                client.getMasterUrl().toString(), client.getHttpClient(), client.getKubernetesSerialization(), false);
    }

    /**
     * For who watches nothing: lists bring the whole PipelineRuns, in the fewest requests.
     *
     * @param address of the API server, with a slash at its end
     */
    public static ClusterApi alone(String address, HttpClient http, KubernetesSerialization serialization) {
        return new ClusterApi(address, http, serialization, true);
    }

    /** How many lists have been asked for, pages and refused ones included. */
    public int lists() {
        return lists.get();
    }

    /** What the selector picks, as of now. */
    List<PipelineRun> pipelineRuns(String namespace, String selector) {
        return await(selected(namespace, selector));
    }

    /**
     * The same of each of the selectors, in their order; asked all at once, or one after the other by who has just
     * started: the one connection that it has is there sooner than several.
     */
    List<List<PipelineRun>> pipelineRuns(String namespace, List<String> selectors) {
        if (alone) {
            return selectors.stream()
                    .map(selector -> pipelineRuns(namespace, selector))
                    .toList();
        }
        List<CompletableFuture<List<PipelineRun>>> selected = selectors.stream()
                .map(selector -> selected(namespace, selector))
                .toList();
        return selected.stream().map(ClusterApi::await).toList();
    }

    /** Whether nothing is watched, and so a list tells all of a PipelineRun. */
    boolean alone() {
        return alone;
    }

    /** The PipelineRun, without what nobody needs; empty when it is not there. */
    public Optional<PipelineRun> pipelineRun(String namespace, String name) {
        return find(PIPELINE_RUNS, namespace, name, PipelineRun.class).map(PipelineRunStore::lean);
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

    /**
     * The object; throws what the API server says when it is not there.
     *
     * @param kind group, version and plural
     */
    public <T> T one(String kind, String namespace, String name, Class<T> type) {
        String uri = address + "apis/" + path(kind, namespace) + "/" + encoded(name);
        return await(get(uri, WHOLE).thenApply(response -> decode(response, type)));
    }

    /** The object; empty when it, or its kind, is not there. */
    public <T> Optional<T> find(String kind, String namespace, String name, Class<T> type) {
        try {
            return Optional.of(one(kind, namespace, name, type));
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private CompletableFuture<List<PipelineRun>> selected(String namespace, String selector) {
        List<PipelineRun> found = new ArrayList<>();
        String path = "apis/" + path(PIPELINE_RUNS, namespace) + "?limit=" + (alone ? WHOLE_PAGE : METADATA_PAGE)
                + "&labelSelector=" + encoded(selector);
        return pages(path, alone ? WHOLE : METADATA_ONLY, null, response -> {
                    Page page = decode(response, Page.class);
                    page.items().forEach(run -> found.add(PipelineRunStore.lean(run)));
                    return page.metadata() == null ? null : page.metadata().getContinue();
                })
                .thenApply(all -> found);
    }

    private CompletableFuture<Void> pages(
            String path, String accept, @Nullable String continuation, PageReader reader) {
        lists.incrementAndGet();
        String uri = address + path + (continuation == null ? "" : "&continue=" + encoded(continuation));
        return get(uri, accept).thenCompose(response -> {
            @Nullable String next = reader.read(response);
            return next == null || next.isEmpty()
                    ? CompletableFuture.<Void>completedFuture(null)
                    : pages(path, accept, next, reader);
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> get(String uri, String accept) {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(uri))
                .header("Accept", accept)
                .timeout(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)
                .build();
        return http.sendAsync(request, byte[].class);
    }

    private <T> T decode(HttpResponse<byte[]> response, Class<T> type) {
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    "the API server refused to tell: " + response.message(), response.code(), null);
        }
        return serialization.unmarshal(new ByteArrayInputStream(response.body()), type);
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

    /** A list of PipelineRuns, or of their metadata (Kubernetes: apimachinery, meta/v1, PartialObjectMetadataList). */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Page(@Nullable ListMeta metadata, List<PipelineRun> items) {

        Page {
            items = items == null ? List.of() : items;
        }
    }
}
