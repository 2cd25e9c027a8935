package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.Candidate;
import io.bpfman.siblings.domain.component.ComponentGroup;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.LenientJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads ComponentGroups of any shape, one after the other (konflux-ci/integration-service:
 * api/v1beta2/componentgroup_types.go).
 */
public final class ComponentGroupReader {

    private static final String COMPONENT_GROUP = "componentGroup";

    private final List<ComponentGroup> groups = new ArrayList<>();
    private final SortedMap<ComponentName, List<Candidate>> candidates = new TreeMap<>();

    /** Takes in one group; one that is being deleted says nothing. */
    public void read(JsonNode object) {
        Optional<String> name = text(object.path("metadata"), "name");
        if (name.isEmpty() || text(object.path("metadata"), "deletionTimestamp").isPresent()) {
            return;
        }
        Set<ComponentGroup.Member> members = new HashSet<>();
        Set<String> nested = new HashSet<>();
        for (JsonNode member : object.path("spec").path("components")) {
            if (COMPONENT_GROUP.equals(LenientJson.text(member, "kind"))) {
                text(member, "name").ifPresent(nested::add);
            } else {
                component(member)
                        .map(component ->
                                new ComponentGroup.Member(component, version(member.path("componentVersion"), "name")))
                        .ifPresent(members::add);
            }
        }
        groups.add(new ComponentGroup(name.get(), Set.copyOf(members), Set.copyOf(nested)));
        for (JsonNode entry : object.path("status").path("globalCandidateList")) {
            component(entry).ifPresent(component -> candidate(name.get(), entry).ifPresent(candidate -> candidates
                    .computeIfAbsent(component, first -> new ArrayList<>())
                    .add(candidate)));
        }
    }

    /** What was read. */
    public List<ComponentGroup> groups() {
        return List.copyOf(groups);
    }

    /** What the groups hold of each component. */
    public SortedMap<ComponentName, List<Candidate>> candidates() {
        return Collections.unmodifiableSortedMap(candidates);
    }

    /** Empty for an entry that was never built: it is there from the start, and blank. */
    private static Optional<Candidate> candidate(String group, JsonNode entry) {
        return text(entry, "lastPromotedImage")
                .flatMap(ImageReference::ofPinned)
                .map(image -> new Candidate(
                        group,
                        version(entry, "version"),
                        new Promotion(
                                image, text(entry, "lastPromotedBuildTime").flatMap(Instants::parse)),
                        text(entry, "lastPromotedCommit")
                                .filter(Revision::wellFormed)
                                .map(Revision::new)));
    }

    private static Optional<ComponentName> component(JsonNode entry) {
        return text(entry, "name").filter(ComponentName::wellFormed).map(ComponentName::new);
    }

    private static Optional<VersionName> version(JsonNode parent, String field) {
        return text(parent, field).flatMap(VersionName::of);
    }

    private static Optional<String> text(JsonNode parent, String field) {
        return Optional.ofNullable(LenientJson.text(parent, field))
                .filter(text -> !text.isEmpty() && text.length() <= RunFacts.LONGEST);
    }
}
