package io.bpfman.siblings.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A board for a program: what the page shows and no more, as openapi.yaml describes it. */
final class BoardJson {

    private BoardJson() {}

    static JsonNode of(Board board, List<String> troubles) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("namespace", board.namespace()).put("asOf", board.asOf().toString());
        ArrayNode told = json.putArray("troubles");
        troubles.forEach(told::add);
        ArrayNode components = json.putArray("components");
        board.components().forEach(component -> components.add(component(component)));
        return json;
    }

    private static ObjectNode component(WaitingComponent component) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("component", component.name());
        ArrayNode images = json.putArray("images");
        component.images().forEach(image -> {
            ObjectNode node = images.addObject().put("component", image.component());
            image.promoted().ifPresent(text -> node.put("promoted", text));
            image.handedOn().ifPresent(text -> node.put("handedOn", text));
            node.put("agreement", image.agreement());
        });
        ArrayNode waits = json.putArray("waits");
        component.revisions().forEach(row -> waits.add(row(row)));
        return json;
    }

    private static ObjectNode row(RevisionRow row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", row.customRun())
                .put("revision", row.revision())
                .put("state", row.state().word())
                .put("reason", row.reason())
                .put("message", row.message());
        row.commit().ifPresent(link -> json.put("commit", link));
        row.timesOut().ifPresent(time -> json.put("timesOut", time.toString()));
        ArrayNode lanes = json.putArray("runs");
        row.lanes().forEach(lane -> lanes.add(lane(lane)));
        return json;
    }

    private static ObjectNode lane(Lane lane) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", lane.kind().name().toLowerCase(Locale.ROOT))
                .put("component", lane.component())
                .put("state", lane.state().word());
        lane.run().ifPresent(run -> json.put("run", run));
        time(json, "created", lane.created());
        time(json, "started", lane.started());
        time(json, "ended", lane.ended());
        lane.image().ifPresent(image -> json.put("image", image));
        lane.log().ifPresent(log -> json.put("log", log));
        return json;
    }

    private static void time(ObjectNode json, String name, Optional<Instant> time) {
        time.ifPresent(there -> json.put(name, there.toString()));
    }
}
