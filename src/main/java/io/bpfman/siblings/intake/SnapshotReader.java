package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.LenientJson;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads Snapshots (konflux-ci/application-api: api/v1alpha1/snapshot_types.go) of any shape, one after the other, and
 * keeps of each component and version the newest pinned image: a namespace can have a thousand of them.
 */
public final class SnapshotReader {

    private static final String GROUP = "group";

    private final WaitRequest request;
    private final KonfluxFacts konflux;
    private final SortedMap<ComponentName, Map<Optional<VersionName>, Held>> newest = new TreeMap<>();

    /** @param konflux which tells the applications of the components */
    public SnapshotReader(WaitRequest request, KonfluxFacts konflux) {
        this.request = request;
        this.konflux = konflux;
    }

    /** Takes in one Snapshot; those of pull requests say nothing. */
    public void read(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String name = text(metadata, "name");
        boolean counts =
                !name.isEmpty() && LenientJson.text(metadata, "deletionTimestamp") == null && !ofPullRequest(metadata);
        if (!counts) {
            return;
        }
        Instant created =
                Instants.parse(LenientJson.text(metadata, "creationTimestamp")).orElse(Instant.EPOCH);
        for (JsonNode component : object.path("spec").path("components")) {
            String componentName = text(component, "name");
            Optional<ImageReference> image = ImageReference.ofPinned(text(component, "containerImage"));
            if (ComponentName.wellFormed(componentName)
                    && image.isPresent()
                    && isOfItsApplication(new ComponentName(componentName), object)) {
                Held held = new Held(created, name, new KnownImage(new Origin.OfSnapshot(name), image.get()));
                newest.computeIfAbsent(new ComponentName(componentName), first -> new HashMap<>())
                        .merge(VersionName.of(text(component, "version")), held, Held::newer);
            }
        }
    }

    /** One of a ComponentGroup is of no application, and its versions tell whether it is the right one. */
    private boolean isOfItsApplication(ComponentName component, JsonNode snapshot) {
        String told = text(snapshot.path("spec"), "application");
        Optional<String> wanted = request.onlyApplication()
                .or(() -> konflux.component(component).flatMap(Component::application))
                .or(request.waitingRun()::application);
        return told.isEmpty() || wanted.isEmpty() || wanted.get().equals(told);
    }

    /** What was read of each component and version. */
    public SortedMap<ComponentName, Map<Optional<VersionName>, KnownImage>> images() {
        SortedMap<ComponentName, Map<Optional<VersionName>, KnownImage>> images = new TreeMap<>();
        newest.forEach((component, byVersion) -> {
            Map<Optional<VersionName>, KnownImage> held = new HashMap<>();
            byVersion.forEach((version, image) -> held.put(version, image.image()));
            images.put(component, Map.copyOf(held));
        });
        return Collections.unmodifiableSortedMap(images);
    }

    /** Integration-service copies the facts of the build that it was made of, under a prefix of its own. */
    private static boolean ofPullRequest(JsonNode metadata) {
        RunFacts facts = new RunFacts(facts(metadata.path("annotations")), facts(metadata.path("labels")));
        return GROUP.equals(text(metadata.path("labels"), KonfluxKinds.SNAPSHOT_TYPE))
                || facts.branch().flatMap(GitRef::mergedInto).isPresent()
                || facts.event() instanceof BuildEvent.PullRequest;
    }

    private static Map<String, String> facts(JsonNode copied) {
        Map<String, String> facts = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : copied.properties()) {
            String key = entry.getKey();
            if (key.startsWith(KonfluxKinds.SNAPSHOT_PREFIX) && entry.getValue().isTextual()) {
                facts.put(
                        FactKeys.PAC_PREFIX + key.substring(KonfluxKinds.SNAPSHOT_PREFIX.length()),
                        entry.getValue().textValue());
            }
        }
        return facts;
    }

    private static String text(JsonNode parent, String field) {
        return Optional.ofNullable(LenientJson.text(parent, field))
                .filter(text -> text.length() <= RunFacts.LONGEST)
                .orElse("");
    }

    private record Held(Instant created, String snapshot, KnownImage image) {

        private static final Comparator<Held> BY_AGE =
                Comparator.comparing(Held::created).thenComparing(Held::snapshot);

        /** Two can be of one second, and the order in which they are read must not matter. */
        static Held newer(Held one, Held other) {
            return BY_AGE.compare(one, other) > 0 ? one : other;
        }
    }
}
