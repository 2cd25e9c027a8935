package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bpfman.siblings.intake.LeanPipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern PLURAL = Pattern.compile("/namespaces/[^/]+/([a-z]+)");

    /** No namespace has as many objects; a list that goes on for longer never ends. */
    private static final int MOST_PAGES = 2_000;

    /** Whoever asks on a thread waits for answers until this is complete. */
    private static final ThreadLocal<CompletableFuture<Void>> STOP = new ThreadLocal<>();

    /** A connection that is half open would never answer, and nobody waits for one thing alone. */
    private static final int LONGEST_ANSWER_SECONDS = 30;

    private final String address;
    private final HttpClient http;
    private final KubernetesSerialization serialization;
    private final RequestListener requests;
    private final AtomicInteger lists = new AtomicInteger();

    /** @param address of the API server, with a slash at its end */
    public ClusterApi(String address, HttpClient http, KubernetesSerialization serialization) {
        this(address, http, serialization, (verb, kind, outcome) -> {});
    }

    /**
     * @param address of the API server, with a slash at its end
     * @param requests is told of each request and how it went
     */
    public ClusterApi(
            String address, HttpClient http, KubernetesSerialization serialization, RequestListener requests) {
        this.address = address;
        this.http = http;
        this.serialization = serialization;
        this.requests = requests;
    }

    /** Is told of each request: whether it reads or writes, of which kind, and how it went. */
    @FunctionalInterface
    public interface RequestListener {

        /** Called once the answer is there, on any thread. */
        void asked(String verb, String kind, String outcome);
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

    /** Does the work; once the stop is complete it waits for no answer any more, and is told that the server is away. */
    public static <T> T until(CompletableFuture<Void> stop, Supplier<T> work) {
        STOP.set(stop);
        try {
            return work.get();
        } finally {
            STOP.remove();
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
        return pages(path, detail.accept, null, MOST_PAGES, response -> {
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

    /** All of the PipelineRun that the reference means; empty when it is gone. */
    public Optional<JsonNode> pipelineRun(String namespace, OwnerReference reference) {
        return find(PIPELINE_RUNS, namespace, reference.getName(), JsonNode.class)
                .filter(run -> reference.getUid().equals(run.at("/metadata/uid").asText()));
    }

    /**
     * Hands each object of the namespace to the taker, page by page, some time soon; ends when all are handed over.
     *
     * @param kind group, version and plural
     */
    CompletableFuture<Void> each(String kind, String namespace, Consumer<JsonNode> taker) {
        String path = "apis/" + path(kind, namespace) + "?limit=" + Detail.ALL.page;
        return pages(path, WHOLE, null, MOST_PAGES, response -> {
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

    /** Whether there is such a namespace. */
    public boolean hasNamespace(String name) {
        try {
            var unused = await(
                    send(address + "api/v1/namespaces/" + encoded(name), WHOLE).thenApply(ClusterApi::accepted));
            return true;
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) == ApiRefusal.ABSENT) {
                return false;
            }
            throw refused;
        }
    }

    /**
     * What the selector picks of a kind, all where it is empty.
     *
     * @param kind group, version and plural
     */
    public <T> List<T> list(String kind, String namespace, String selector, Class<T> type) {
        List<T> found = new ArrayList<>();
        String path =
                "apis/" + path(kind, namespace) + "?limit=" + Detail.ALL.page + "&labelSelector=" + encoded(selector);
        CompletableFuture<Void> all = pages(path, WHOLE, null, MOST_PAGES, response -> {
            JsonNode page = decode(response, JsonNode.class);
            page.path("items").forEach(item -> found.add(serialization.unmarshal(item.toString(), type)));
            return page.path("metadata").path("continue").asText();
        });
        await(all.thenApply(Optional::ofNullable));
        return found;
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
        return awaitAll(observed("write", object(kind, namespace, name), http.sendAsync(request.build(), byte[].class))
                .thenApply(response -> decode(response, type)));
    }

    /** Makes an Event in the namespace. */
    public void createEvent(String namespace, JsonNode event) {
        HttpRequest.Builder request = request(address + "api/v1/namespaces/" + namespace + "/events", WHOLE)
                .post(WHOLE, event.toString());
        var unused = awaitAll(observed(
                        "write",
                        address + "api/v1/namespaces/" + namespace + "/events",
                        http.sendAsync(request.build(), byte[].class))
                .thenApply(ClusterApi::accepted));
    }

    /** What the API server tells of a group or a version of it; nothing where it has none, or does not tell us. */
    CompletableFuture<JsonNode> discover(String path) {
        return send(address + path, WHOLE)
                .thenApply(response -> response.code() == HttpURLConnection.HTTP_NOT_FOUND
                                || response.code() == HttpURLConnection.HTTP_FORBIDDEN
                        ? MissingNode.getInstance()
                        : decode(response, JsonNode.class));
    }

    private CompletableFuture<Void> pages(
            String path, String accept, @Nullable String continuation, int most, PageReader reader) {
        lists.incrementAndGet();
        String uri = address + path + (continuation == null ? "" : "&continue=" + encoded(continuation));
        return send(uri, accept).thenCompose(response -> {
            @Nullable String next = reader.read(response);
            if (next == null || next.isEmpty()) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (most == 1 || next.equals(continuation)) {
                throw new KubernetesClientException("the API server never ends its answer to GET /" + path);
            }
            return pages(path, accept, next, most - 1, reader);
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> send(String uri, String accept) {
        return observed("read", uri, http.sendAsync(request(uri, accept).build(), byte[].class));
    }

    private CompletableFuture<HttpResponse<byte[]>> observed(
            String verb, String uri, CompletableFuture<HttpResponse<byte[]>> answer) {
        return answer.whenComplete((response, failure) -> requests.asked(verb, plural(uri), outcome(response)));
    }

    private static String plural(String uri) {
        Matcher plural = PLURAL.matcher(uri);
        return plural.find() ? plural.group(1) : "discovery";
    }

    private static String outcome(@Nullable HttpResponse<byte[]> response) {
        if (response != null && response.isSuccessful()) {
            return "ok";
        }
        KubernetesClientException refused =
                new KubernetesClientException("refused", response == null ? 0 : response.code(), null);
        return ApiRefusal.of(refused).name().toLowerCase(Locale.ROOT);
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
            HttpRequest asked = response.request();
            throw new KubernetesClientException(
                    "the API server answered %d to %s %s"
                            .formatted(
                                    response.code(), asked.method(), asked.uri().getRawPath()),
                    response.code(),
                    null);
        }
        return response;
    }

    /**
     * The answer to what is read; throws what the API server says, and what keeps it from answering as weather.
     */
    public static <T> T await(CompletableFuture<T> answer) {
        @Nullable CompletableFuture<Void> stop = STOP.get();
        if (stop == null) {
            return awaitAll(answer);
        }
        var unused = awaitAll(CompletableFuture.anyOf(answer, stop));
        if (!answer.isDone()) {
            throw new KubernetesClientException("the API server did not answer in time");
        }
        return awaitAll(answer);
    }

    /** The same, however long it takes: nobody leaves a write without knowing whether it was done. */
    private static <T> T awaitAll(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException weather) {
            throw weather.getCause() instanceof KubernetesClientException refused
                    ? refused
                    : new KubernetesClientException("the API server cannot be reached", weather.getCause());
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
