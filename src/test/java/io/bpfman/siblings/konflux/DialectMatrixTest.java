package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.fixtures.GivenObjects;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.Times;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The dialect matrix: whatever forge, template and version of Pipelines-as-Code wrote the facts, the same small plays end
 * alike, on the path that the service takes.
 */
class DialectMatrixTest {

    private static final String LATER = "5d20be71c83f96a4e0171b5c8d2f9a6034e7bd18";

    /** What has become of the agent when the bundle's wait is looked at; the operator is built. */
    private enum Play {
        BOTH_BUILT,
        AGENT_RUNNING,
        AGENT_FAILED,
        AGENT_NOT_BUILT,
        NEWER_PUSH
    }

    @ParameterizedTest
    @EnumSource(Dialect.Event.class)
    void everyForgeTemplateAndVersionComesToTheSameVerdict(Dialect.Event event) {
        List<String> mismatches = new ArrayList<>();
        int cells = 0;
        for (Dialect dialect : dialects(event)) {
            if (dialect.missing().isPresent()) {
                continue;
            }
            cells++;
            for (Play play : Play.values()) {
                String actual = outcome(dialect, play);
                if (!actual.equals(expected(dialect, play))) {
                    mismatches.add("%s %s: %s".formatted(dialect, play, actual));
                }
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(cells).isPositive();
    }

    @Test
    void theCellsThatAreEmptySayWhy() {
        List<String> empty = Stream.of(Dialect.Event.values())
                .flatMap(event -> dialects(event).stream())
                .flatMap(dialect -> dialect.missing().stream()
                        .map(why -> "%s %s: %s".formatted(dialect.forge(), dialect.event(), why)))
                .distinct()
                .toList();

        assertThat(empty)
                .containsExactlyInAnyOrder(
                        "GITLAB MERGE_QUEUE: only GitHub has merge queues that push",
                        "FORGEJO MERGE_QUEUE: only GitHub has merge queues that push",
                        "BITBUCKET_CLOUD MERGE_QUEUE: only GitHub has merge queues that push",
                        "BITBUCKET_DATA_CENTER MERGE_QUEUE: only GitHub has merge queues that push",
                        "GITLAB COMMENT_ON_PUSHED_COMMIT: Pipelines-as-Code is not told of it",
                        "FORGEJO COMMENT_ON_PUSHED_COMMIT: Pipelines-as-Code is not told of it",
                        "BITBUCKET_CLOUD COMMENT_ON_PUSHED_COMMIT: Pipelines-as-Code is not told of it",
                        "BITBUCKET_DATA_CENTER COMMENT_ON_PUSHED_COMMIT: Pipelines-as-Code is not told of it");
    }

    /** As on GitHub; a newer push supersedes what was pushed to a branch, and neither a pull request nor an entry of a queue. */
    private static String expected(Dialect dialect, Play play) {
        Dialect.Event event = dialect.event();
        if (event == Dialect.Event.TAG
                && dialect.forge() == Dialect.Forge.BITBUCKET_CLOUD
                && play == Play.AGENT_NOT_BUILT) {
            // It tells a tag by its bare name, like a branch, and the Component builds another one.
            return "SiblingNotBuilt";
        }
        boolean superseded = !event.pullRequest() && event != Dialect.Event.MERGE_QUEUE;
        return switch (play) {
            case BOTH_BUILT -> "SiblingsReady a";
            case AGENT_RUNNING -> "WaitingForSiblings";
            case AGENT_FAILED -> "SiblingFailed";
            case AGENT_NOT_BUILT -> "SiblingsReady c";
            case NEWER_PUSH -> superseded ? "Superseded" : "SiblingsReady a";
        };
    }

    private static List<Dialect> dialects(Dialect.Event event) {
        List<Dialect> all = new ArrayList<>();
        for (Dialect.Forge forge : Dialect.Forge.values()) {
            for (Dialect.Family family : Dialect.Family.values()) {
                for (Dialect.Version version : Dialect.Version.values()) {
                    all.add(new Dialect(forge, family, version, event));
                }
            }
        }
        return all;
    }

    private static String outcome(Dialect dialect, Play play) {
        List<JsonNode> objects = new ArrayList<>();
        objects.add(run(dialect, "bundle", Dialect.SHA, 0));
        ObjectNode operator = run(dialect, "operator", Dialect.SHA, 1);
        objects.add(ended(operator, "True", 'b'));
        ObjectNode agent = run(dialect, "agent", Dialect.SHA, 2);
        switch (play) {
            case BOTH_BUILT -> objects.add(ended(agent, "True", 'a'));
            case AGENT_RUNNING -> objects.add(agent);
            case AGENT_FAILED -> objects.add(ended(agent, "False", 'a'));
            case AGENT_NOT_BUILT -> {}
            case NEWER_PUSH -> {
                objects.add(ended(agent, "True", 'a'));
                objects.add(run(dialect, "bundle", LATER, 90));
            }
        }
        for (String component : List.of("agent", "operator", "bundle")) {
            objects.add(component(dialect, component));
        }
        CustomRun wait = wait(dialect);
        CustomRunStatus status = new GivenObjects(objects, Set.of(), Times.seconds(600)).evaluate(wait);
        String digest = status.results().stream()
                .filter(result -> "agent-digest".equals(result.name()))
                .map(NameValue::value)
                .filter(value -> value != null && !value.isEmpty())
                .map(value -> " " + value.charAt("sha256:".length()))
                .findFirst()
                .orElse("");
        String reason = String.valueOf(status.succeeded().orElseThrow().reason());
        return reason.equals("SiblingsReady") ? reason + digest : reason;
    }

    private static ObjectNode run(Dialect dialect, String component, String revision, long created) {
        ObjectNode run = object("tekton.dev/v1", "PipelineRun", component + "-" + revision.substring(0, 5));
        ObjectNode metadata = (ObjectNode) run.path("metadata");
        metadata.put("uid", component + "-" + revision + "-uid");
        metadata.put("creationTimestamp", Times.seconds(created).toString());
        facts(metadata, dialect, component, revision);
        run.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "Unknown");
        return run;
    }

    private static ObjectNode ended(ObjectNode run, String succeeded, char digit) {
        ObjectNode status = (ObjectNode) run.path("status");
        ((ObjectNode) status.at("/conditions/0")).put("status", succeeded);
        ArrayNode results = status.putArray("results");
        results.addObject().put("name", "IMAGE_URL").put("value", "quay.io/acme/image:1");
        results.addObject().put("name", "IMAGE_DIGEST").put("value", Images.digest(digit));
        return run;
    }

    private static ObjectNode component(Dialect dialect, String name) {
        ObjectNode component = object("appstudio.redhat.com/v1alpha1", "Component", name);
        ObjectNode spec = component.putObject("spec");
        spec.put("application", "shop");
        spec.putObject("source")
                .putObject("git")
                .put("url", dialect.forge().url() + ".git")
                .put("revision", "main");
        component.putObject("status").put("lastPromotedImage", "quay.io/acme/image@" + Images.digest('c'));
        return component;
    }

    private static CustomRun wait(Dialect dialect) {
        ObjectNode wait = object("tekton.dev/v1beta1", "CustomRun", "bundle-wait");
        ObjectNode metadata = (ObjectNode) wait.path("metadata");
        metadata.put("uid", "wait-uid")
                .put("creationTimestamp", Times.seconds(3).toString());
        facts(metadata, dialect, "bundle", Dialect.SHA);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("kind", "PipelineRun")
                .put("name", "bundle-" + Dialect.SHA.substring(0, 5))
                .put("uid", "bundle-" + Dialect.SHA + "-uid")
                .put("controller", true);
        ObjectNode spec = wait.putObject("spec");
        spec.putObject("customRef")
                .put("apiVersion", "siblings.bpfman.io/v1alpha1")
                .put("kind", "WaitForSiblings");
        spec.putArray("params")
                .addObject()
                .put("name", "siblings")
                .putArray("value")
                .add("agent")
                .add("operator");
        return Wire.read(wait, CustomRun.class);
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "shop-tenant");
        return object;
    }

    private static void facts(ObjectNode metadata, Dialect dialect, String component, String revision) {
        put(metadata.putObject("labels"), dialect.labels(component, revision));
        put(metadata.putObject("annotations"), dialect.annotations(component, revision));
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}
