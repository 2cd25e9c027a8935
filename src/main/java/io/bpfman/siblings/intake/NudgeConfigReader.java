package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.tekton.LenientJson;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a NudgeConfig of any shape (konflux-ci/integration-service: api/v1beta2/nudgeconfig_types.go). Where a namespace
 * has one, Konflux nudges by it alone.
 */
public final class NudgeConfigReader {

    private boolean found;
    private final SortedMap<ComponentName, SortedSet<ComponentName>> edges = new TreeMap<>();

    /** Takes in one object. */
    public void read(JsonNode object) {
        found = true;
        for (JsonNode edge : object.path("spec").path("nudges")) {
            Optional<ComponentName> from = component(edge, "from");
            Optional<ComponentName> to = component(edge, "to");
            if (from.isPresent() && to.isPresent()) {
                edges.computeIfAbsent(to.get(), first -> new TreeSet<>()).add(from.get());
            }
        }
    }

    /** By component, those whose builds it is told of; empty where there is no object. */
    public Optional<SortedMap<ComponentName, SortedSet<ComponentName>>> edges() {
        return found ? Optional.of(Collections.unmodifiableSortedMap(edges)) : Optional.empty();
    }

    private static Optional<ComponentName> component(JsonNode edge, String field) {
        return Optional.ofNullable(LenientJson.text(edge, field))
                .filter(ComponentName::wellFormed)
                .map(ComponentName::new);
    }
}
