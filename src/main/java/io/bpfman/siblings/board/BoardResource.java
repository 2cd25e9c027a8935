package io.bpfman.siblings.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bpfman.siblings.explain.Explanation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the board answers; it only reads. */
@Path("/")
@Blocking
public class BoardResource {

    /** So often the page asks whether there is anything new; what goes on moves along its axis meanwhile. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final int TICKS_WITHOUT_NEWS = 5;
    private static final int NOT_FOUND = 404;
    private static final int BAD_GATEWAY = 502;

    private final Cluster cluster;

    BoardResource(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The page of a namespace, by default of the first one. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance overview(@QueryParam("namespace") @Nullable String namespace) {
        String asked = allowed(namespace);
        Cluster.View view = cluster.view(asked);
        return Pages.overview(cluster.namespaces(), view.board(), view.troubles());
    }

    /** The page of a wait. */
    @GET
    @Path("waits/{namespace}/{name}")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance wait(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        String asked = allowed(namespace);
        try {
            return cluster.explain(asked, name)
                    .map(explanation -> Pages.wait(cluster.namespaces(), asked, name, explanation, explanation.text()))
                    .orElseGet(() -> Pages.trouble(
                            cluster.namespaces(),
                            asked,
                            "There is no wait %s in namespace %s.".formatted(name, asked)));
        } catch (KubernetesClientException refused) {
            return Pages.trouble(cluster.namespaces(), asked, refusal(refused));
        }
    }

    /** Tells that there is something new, by a number that grows. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<Long> events() {
        long[] last = {-1, 0};
        return Multi.createFrom()
                .ticks()
                .every(TICK)
                .onOverflow()
                .drop()
                .map(tick -> cluster.changes())
                .filter(count -> {
                    boolean news = count != last[0] || ++last[1] >= TICKS_WITHOUT_NEWS;
                    if (news) {
                        last[0] = count;
                        last[1] = 0;
                    }
                    return news;
                });
    }

    @GET
    @Path("board.js")
    @Produces("text/javascript;charset=utf-8")
    public InputStream script() {
        return file("board.js");
    }

    @GET
    @Path("board.css")
    @Produces("text/css;charset=utf-8")
    public InputStream style() {
        return file("board.css");
    }

    @GET
    @Path("icon.svg")
    @Produces("image/svg+xml")
    public InputStream icon() {
        return file("icon.svg");
    }

    /** The description of the rest. */
    @GET
    @Path("api/v1/openapi.yaml")
    @Produces("application/yaml")
    public InputStream description() {
        return file("openapi.yaml");
    }

    /** What the page of a namespace shows. */
    @GET
    @Path("api/v1/namespaces/{namespace}/waits")
    @Produces(MediaType.APPLICATION_JSON)
    public JsonNode waits(@PathParam("namespace") String namespace) {
        Cluster.View view = cluster.view(allowed(namespace));
        return BoardJson.of(view.board(), view.troubles());
    }

    /** What the page of a wait shows. */
    @GET
    @Path("api/v1/namespaces/{namespace}/waits/{name}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response waitAsJson(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        String asked = allowed(namespace);
        try {
            return cluster.explain(asked, name)
                    .map(Explanation::json)
                    .map(json -> Response.ok(json).build())
                    .orElseGet(() -> problem(NOT_FOUND, "there is no such wait"));
        } catch (KubernetesClientException refused) {
            return problem(BAD_GATEWAY, refusal(refused));
        }
    }

    private static Response problem(int status, String what) {
        return Response.status(status)
                .entity(JsonNodeFactory.instance.objectNode().put("message", what))
                .build();
    }

    private static String refusal(KubernetesClientException refused) {
        return switch (refused.getCode()) {
            case 401 -> "The API server does not accept your login any more: log in, and open the board again.";
            case 403 -> "You may not read this.";
            default -> "The API server cannot be reached. Trying again.";
        };
    }

    private String allowed(@Nullable String namespace) {
        List<String> known = cluster.namespaces();
        return Optional.ofNullable(namespace)
                .map(asked -> known.stream().filter(asked::equals).findFirst().orElseThrow(NotFoundException::new))
                .orElseGet(() -> known.get(0));
    }

    private static InputStream file(String name) {
        return Objects.requireNonNull(BoardResource.class.getResourceAsStream("/board/" + name), name);
    }
}
