package io.bpfman.siblings.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.Scenario;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios that say {@code live: true}, once more on the real API server: the same objects in the order of their
 * creation, and the same condition and results. Creation is the server's, so the order is kept, and not the times.
 */
@NeedsControlPlane
@QuarkusTest
@QuarkusTestResource(value = ServiceInKonflux.class, restrictToAnnotatedClass = true)
class ScenarioIT {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(60);
    private static final Comparator<ObjectNode> BY_CREATION = Comparator.comparing(
            object -> object.at("/metadata/creationTimestamp").asText());

    private final Map<String, String> uids = new HashMap<>();
    private Tenant tenant;

    static List<Scenario> live() {
        return Scenario.all().stream().filter(Scenario::live).toList();
    }

    @BeforeEach
    void makeTenant() {
        tenant = Tenant.on(ControlPlane.shared());
    }

    @AfterEach
    void leave() {
        tenant.close();
    }

    @ParameterizedTest
    @MethodSource("live")
    void theRealControlPlaneComesToTheSame(Scenario scenario) {
        // Who is there first may be judged before the others are: so the waits come last.
        create(scenario, kind -> !isRun(kind));
        create(scenario, "PipelineRun"::equals);
        create(scenario, "CustomRun"::equals);

        JsonNode expected = scenario.then().at("/conditions/0");
        JsonNode status = tenant.awaitRun(
                        scenario.lookedAt(),
                        run -> expected.path("message").asText().equals(Tenant.message(run.path("status"))))
                .path("status");

        assertThat(Tenant.results(status)).isEqualTo(Tenant.results(scenario.then()));
        assertThat(status.at("/conditions/0/reason")).isEqualTo(expected.path("reason"));
        assertThat(status.at("/conditions/0/status")).isEqualTo(expected.path("status"));
    }

    private static boolean isRun(String kind) {
        return kind.equals("PipelineRun") || kind.equals("CustomRun");
    }

    private void create(Scenario scenario, Predicate<String> kind) {
        String before = "";
        for (ObjectNode object : objects(scenario, kind)) {
            String created = object.at("/metadata/creationTimestamp").asText();
            if (!before.isEmpty() && !created.equals(before)) {
                tenant.awaitNextSecond();
            }
            before = created;
            create(scenario, object);
        }
        if (!before.isEmpty()) {
            tenant.awaitNextSecond();
        }
    }

    private static List<ObjectNode> objects(Scenario scenario, Predicate<String> kind) {
        return scenario.cluster().stream()
                .filter(object -> kind.test(object.path("kind").asText()))
                .map(object -> (ObjectNode) object.deepCopy())
                .sorted(BY_CREATION)
                .toList();
    }

    private void create(Scenario scenario, ObjectNode object) {
        String kind = object.path("kind").asText();
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        String uid = metadata.path("uid").asText();
        metadata.put("namespace", tenant.namespace());
        metadata.remove(List.of("uid", "creationTimestamp", "generation"));
        metadata.path("ownerReferences").forEach(owner -> ((ObjectNode) owner)
                .put(
                        "uid",
                        uids.getOrDefault(
                                owner.path("uid").asText(), owner.path("uid").asText())));
        JsonNode status = object.path("status");
        object.remove("status");
        if (kind.equals("PipelineRun")) {
            leaveToTheTest((ObjectNode) object.path("spec"));
        } else if (kind.equals("CustomRun")) {
            settleGrace(scenario, (ObjectNode) object.path("spec"));
        }
        String name = tenant.create(object.toString());
        String apiVersion = object.path("apiVersion").asText();
        if (status instanceof ObjectNode there) {
            if (there.has("startTime")
                    && "Unknown".equals(there.at("/conditions/0/status").asText())) {
                // Tekton ends what began days ago, even where somebody else runs it.
                there.put("startTime", Instant.now().toString());
            }
            tenant.patchStatus(apiVersion, kind, name, status.toString());
        }
        uids.put(
                uid,
                tenant.find(apiVersion, kind, name).orElseThrow().getMetadata().getUid());
    }

    /** Tekton runs nothing of it, and its webhook takes it. */
    private static void leaveToTheTest(ObjectNode spec) {
        spec.put("managedBy", "test.invalid/player");
        spec.withObject("/pipelineSpec").remove(List.of("tasks", "results"));
        ObjectNode task =
                spec.withObject("/pipelineSpec").putArray("tasks").addObject().put("name", "build");
        task.withObject("/taskSpec")
                .putArray("steps")
                .addObject()
                .put("name", "build")
                .put("image", "registry.invalid/build");
    }

    /** The grace is over, or is not, from the beginning, as it is in the scenario at the time of the look. */
    private static void settleGrace(Scenario scenario, ObjectNode spec) {
        boolean given = spec.path("params").findValuesAsText("name").contains("grace");
        if (!given) {
            boolean over = !scenario.now().isBefore(waitingRunCreated(scenario).plus(DEFAULT_GRACE));
            spec.withArray("params").addObject().put("name", "grace").put("value", over ? "0s" : "1h");
        }
    }

    private static Instant waitingRunCreated(Scenario scenario) {
        JsonNode run = only(
                scenario,
                object -> scenario.lookedAt().equals(object.at("/metadata/name").asText())
                        && "CustomRun".equals(object.path("kind").asText()));
        String owner = run.at("/metadata/ownerReferences/0/uid").asText();
        JsonNode waitingRun = owner.isEmpty()
                ? run
                : only(
                        scenario,
                        object -> owner.equals(object.at("/metadata/uid").asText()));
        return Instant.parse(waitingRun.at("/metadata/creationTimestamp").asText());
    }

    private static JsonNode only(Scenario scenario, Predicate<JsonNode> wanted) {
        return scenario.cluster().stream().filter(wanted).findFirst().orElseThrow();
    }
}
