package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A CustomRun that waits for builds of one revision in one namespace; the last of them is still running. */
record Wait(Contender contender, int number, List<BuildRun> builds) {

    static final String EVERYWHERE = "/apis/tekton.dev/v1beta1/customruns";

    BuildRun last() {
        return builds.get(builds.size() - 1);
    }

    /** A name that a bare client can tell from the revision. */
    String name() {
        return prefix(last().revision()) + "-" + number;
    }

    static String prefix(String revision) {
        return "wait-" + revision.substring(0, 20);
    }

    String collection() {
        return "/apis/tekton.dev/v1beta1/namespaces/" + last().namespace() + "/customruns";
    }

    String path() {
        return collection() + "/" + name();
    }

    /** The object as Tekton makes it, with all labels of the PipelineRun it stands in. */
    JsonNode object() {
        ObjectNode run = Api.JSON.createObjectNode();
        run.put("apiVersion", "tekton.dev/v1beta1").put("kind", "CustomRun");
        run.putObject("metadata")
                .put("name", name())
                .put("namespace", last().namespace())
                .set("labels", Api.JSON.valueToTree(BuildRun.labels("bundle-" + number, last().revision())));
        ObjectNode spec = run.putObject("spec");
        spec.putObject("customRef").put("apiVersion", contender.apiVersion()).put("kind", contender.kind());
        var params = spec.putArray("params");
        params.addObject().put("name", "revision").put("value", last().revision());
        params.addObject()
                .put("name", "siblings")
                .put("value", builds.stream().map(BuildRun::component).collect(Collectors.joining(",")));
        return run;
    }
}
