package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The floor: one watch on the builds and, when the last of a revision ends, a patch for each wait that it was told of.
 * It checks nothing, remembers nothing and reads nothing afresh; it ends with its standard input.
 */
final class BareClient {

    /** The line that it prints when it sees what happens. */
    static final String WATCHING = "watching";

    private final Api api;
    private final ExecutorService patches = Executors.newFixedThreadPool(16);
    private final Map<String, Expected> expected = new ConcurrentHashMap<>();

    private BareClient(Api api) {
        this.api = api;
    }

    /** Arguments: address, certificate, token. Each line of the input tells: revision, siblings, waits. */
    public static void main(String[] arguments) throws IOException {
        BareClient client = new BareClient(new Api(arguments[0], Path.of(arguments[1]), arguments[2]));
        Thread watch = new Thread(
                () -> client.api.watch(
                        BuildRun.EVERYWHERE,
                        BuildRun.SELECTOR,
                        () -> System.out.println(WATCHING),
                        event -> client.see(event.path("object"))),
                "watch");
        watch.setDaemon(true);
        watch.start();
        try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ", -1);
                client.expected.put(words[0], new Expected(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            }
        }
        client.patches.shutdownNow();
    }

    private void see(JsonNode run) {
        String revision = run.at("/metadata/labels")
                .path("pipelinesascode.tekton.dev/sha")
                .asText();
        Expected there = expected.get(revision);
        if (there == null
                || !"True".equals(run.at("/status/conditions/0/status").asText())) {
            return;
        }
        String component = run.at("/metadata/labels")
                .path("appstudio.openshift.io/component")
                .asText();
        there.images.put(component, image(run));
        if (there.images.size() == there.siblings) {
            expected.remove(revision);
            String collection = "/apis/tekton.dev/v1beta1/namespaces/"
                    + run.at("/metadata/namespace").asText() + "/customruns/";
            JsonNode status = status(revision, there.images);
            for (int number = 0; number < there.waits; number++) {
                String path = collection + Wait.prefix(revision) + "-" + number + "/status";
                patches.execute(() -> api.patch(path, status));
            }
        }
    }

    private static String image(JsonNode run) {
        String url = "";
        String digest = "";
        for (JsonNode result : run.at("/status/results")) {
            switch (result.path("name").asText()) {
                case "IMAGE_URL" -> url = result.path("value").asText();
                case "IMAGE_DIGEST" -> digest = result.path("value").asText();
                default -> {}
            }
        }
        return url.substring(0, url.lastIndexOf(':')) + "@" + digest;
    }

    private static JsonNode status(String revision, Map<String, String> images) {
        ObjectNode change = Api.JSON.createObjectNode();
        ObjectNode status = change.putObject("status");
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "True")
                .put("reason", "SiblingsReady")
                .put("message", "all siblings ready: " + String.join(", ", images.keySet()))
                .put("lastTransitionTime", "2026-11-21T06:20:00Z");
        status.put("startTime", "2026-11-21T06:00:00Z").put("completionTime", "2026-11-21T06:20:00Z");
        ArrayNode results = status.putArray("results");
        result(results, "proceed", "true");
        result(results, "revision", revision);
        images.forEach((component, image) -> {
            result(results, component, image);
            result(results, component + "-digest", image.substring(image.indexOf('@') + 1));
        });
        result(results, "digests", Api.JSON.valueToTree(images).toString());
        result(results, "pullspecs", Api.JSON.valueToTree(images).toString());
        result(results, "sources", Api.JSON.valueToTree(images.keySet()).toString());
        ArrayNode siblings = status.putObject("extraFields").putArray("siblings");
        images.forEach((component, image) -> siblings.addObject()
                .put("component", component)
                .put("state", "built")
                .put("pipelineRun", component + "-on-push-" + revision.substring(0, 10))
                .put("uid", "01234567-89ab-cdef-0123-456789abcdef")
                .put("created", "2026-11-21T06:00:00Z")
                .put("started", "2026-11-21T06:00:00Z")
                .put("image", image));
        return change;
    }

    private static void result(ArrayNode results, String name, String value) {
        results.addObject().put("name", name).put("value", value);
    }

    private static final class Expected {

        private final int siblings;
        private final int waits;
        private final Map<String, String> images = new TreeMap<>();

        private Expected(int siblings, int waits) {
            this.siblings = siblings;
            this.waits = waits;
        }
    }
}
