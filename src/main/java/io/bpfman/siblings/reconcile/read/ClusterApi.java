package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.intake.LeanPipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ListMeta;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The API server by bare requests: the metadata alone of PipelineRuns, a seventh of the bytes of the whole objects, for
 * which fabric8 7.5 has no call (fabric8io/kubernetes-client#5716); objects of kinds that need not be there, as plain
 * JSON, which cannot fail to be read; and a patch that does not read the object first.
 */
public final class ClusterApi {

    /** Group, version and plural. */
    public static final String PIPELINE_RUNS = "tekton.dev/v1/pipelineruns";

    /** Group, version and plural. */
    public static final String CUSTOM_RUNS = "tekton.dev/v1beta1/customruns";

    private static final String METADATA_ONLY =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String WHOLE = "application/json";
    private static final String JSON_PATCH = "application/json-patch+json";

    /** A connection that is half open would never answer, and nobody waits for one thing alone. */
    private static final int LONGEST_ANSWER_SECONDS = 30;

    private final String address;
    private final HttpClient http;
    private final KubernetesSerialization serialization;
    private final AtomicInteger lists = new AtomicInteger();

    /** @param address of the API server, with a slash at its end */
    public ClusterApi(String address, HttpClient http, KubernetesSerialization serialization) {
        this.address = address;
        this.http = http;
        this.serialization = serialization;
    }

    /** What a list tells of a PipelineRun. */
    public enum Detail {
        METADATA(METADATA_ONLY, 500),
        ALL(WHOLE, 100);

        private final String accept;
        private final int page;

        Detail(String accept, int page) {
            this.accept = accept;
            this.page = page;
        }
    }

    /** How many lists have been asked for, pages and refused ones included. */
    public int lists() {
        return lists.get();
    }

    /** What the selector picks, as of now, as far as it is wanted: without what nobody needs. */
    public CompletableFuture<List<PipelineRun>> pipelineRuns(
            String namespace, String selector, Detail detail, Predicate<PipelineRun> wanted) {
        List<PipelineRun> found = new ArrayList<>();
        String path = "apis/" + path(PIPELINE_RUNS, namespace) + "?limit=" + detail.page + "&labelSelector="
                + encoded(selector);
        return pages(path, detail.accept, null, response -> {
                    Page page = decode(response, Page.class);
                    page.items().stream()
                            .map(LeanPipelineRun::of)
                            .filter(wanted)
                            .forEach(found::add);
                    return page.metadata() == null ? null : page.metadata().getContinue();
                })
                .thenApply(all -> found);
    }

    /** The PipelineRun, without what nobody needs; empty when it is not there. */
    public Optional<PipelineRun> pipelineRun(String namespace, String name) {
        return find(PIPELINE_RUNS, namespace, name, PipelineRun.class).map(LeanPipelineRun::of);
    }

    /**
     * Hands each object of the namespace to the taker, page by page, some time soon; ends when all are handed over.
     *
     * @param kind group, version and plural
     */
    CompletableFuture<Void> each(String kind, String namespace, Consumer<JsonNode> taker) {
        String path = "apis/" + path(kind, namespace) + "?limit=" + Detail.ALL.page;
        return pages(path, WHOLE, null, response -> {
            JsonNode page = decode(response, JsonNode.class);
            page.path("items").forEach(taker);
            return page.path("metadata").path("continue").asText();
        });
    }

    /**
     * The object; throws what the API server says when it is not there.
     *
     * @param kind group, version and plural
     */
    public <T> T one(String kind, String namespace, String name, Class<T> type) {
        return await(send(object(kind, namespace, name), WHOLE).thenApply(response -> decode(response, type)));
    }

    /** The object; empty when it, or its kind, is not there. */
    public <T> Optional<T> find(String kind, String namespace, String name, Class<T> type) {
        try {
            return Optional.of(one(kind, namespace, name, type));
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) == ApiRefusal.ABSENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Patches the status of the object in one request, and gives the object as it then is. */
    public <T> T patchStatus(String kind, String namespace, String name, JsonNode operations, Class<T> type) {
        HttpRequest.Builder request = request(object(kind, namespace, name) + "/status", WHOLE)
                .method("PATCH", JSON_PATCH, operations.toString());
        return await(http.sendAsync(request.build(), byte[].class).thenApply(response -> decode(response, type)));
    }

    /** Makes an Event in the namespace. */
    public void createEvent(String namespace, JsonNode event) {
        HttpRequest.Builder request = request(address + "api/v1/namespaces/" + namespace + "/events", WHOLE)
                .post(WHOLE, event.toString());
        var unused = await(http.sendAsync(request.build(), byte[].class).thenApply(ClusterApi::accepted));
    }

    private CompletableFuture<Void> pages(
            String path, String accept, @Nullable String continuation, PageReader reader) {
        lists.incrementAndGet();
        String uri = address + path + (continuation == null ? "" : "&continue=" + encoded(continuation));
        return send(uri, accept).thenCompose(response -> {
            @Nullable String next = reader.read(response);
            return next == null || next.isEmpty()
                    ? CompletableFuture.<Void>completedFuture(null)
                    : pages(path, accept, next, reader);
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> send(String uri, String accept) {
        return http.sendAsync(request(uri, accept).build(), byte[].class);
    }

    private HttpRequest.Builder request(String uri, String accept) {
        return http.newHttpRequestBuilder()
                .uri(URI.create(uri))
                .header("Accept", accept)
                .timeout(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private <T> T decode(HttpResponse<byte[]> response, Class<T> type) {
        return serialization.unmarshal(
                new ByteArrayInputStream(accepted(response).body()), type);
    }

    private static HttpResponse<byte[]> accepted(HttpResponse<byte[]> response) {
        if (!response.isSuccessful()) {
            throw new KubernetesClientException("the API server refused: " + response.message(), response.code(), null);
        }
        return response;
    }

    /** The answer; throws what the API server says, and what keeps it from answering as weather. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException weather) {
            throw weather.getCause() instanceof KubernetesClientException refused
                    ? refused
                    : new KubernetesClientException("the API server broke off", weather.getCause());
        }
    }

    private String object(String kind, String namespace, String name) {
        return address + "apis/" + path(kind, namespace) + "/" + encoded(name);
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
    public record Page(@Nullable ListMeta metadata, List<PipelineRun> items) {

        public Page {
            items = items == null ? List.of() : items;
        }
    }
}
