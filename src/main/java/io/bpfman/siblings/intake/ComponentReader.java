package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.ComponentVersion;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.tekton.LenientJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads a Component of any shape, of the API group {@code appstudio.redhat.com} as of {@code konflux-ci.dev}, whose
 * Components have versions and tell of no promotion (konflux-ci/application-api: api/v1alpha1/component_types.go).
 */
public final class ComponentReader {

    private ComponentReader() {}

    /** The component; empty when it is being deleted, or its name is none that a build could have. */
    public static Optional<Component> read(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        if (text(metadata, "deletionTimestamp").isPresent()) {
            return Optional.empty();
        }
        return text(metadata, "name")
                .filter(ComponentName::wellFormed)
                .map(name -> new Component(
                        new ComponentName(name),
                        text(spec, "application"),
                        source(spec.path("source")).flatMap(RepositoryUrl::parse),
                        text(spec.path("source").path("git"), "revision").map(GitRef::of),
                        versions(spec.path("source").path("versions")),
                        text(spec, "containerImage").flatMap(ImageRepository::of),
                        nudges(spec.path("build-nudges-ref")),
                        promotion(metadata.path("annotations"), status),
                        text(status, "lastBuiltCommit")
                                .filter(Revision::wellFormed)
                                .map(Revision::new)));
    }

    /** Components with versions have the URL one level higher. */
    private static Optional<String> source(JsonNode source) {
        return text(source.path("git"), "url").or(() -> text(source, "url"));
    }

    private static List<ComponentVersion> versions(JsonNode versions) {
        List<ComponentVersion> all = new ArrayList<>();
        for (JsonNode version : versions) {
            text(version, "name")
                    .flatMap(VersionName::of)
                    .map(name -> new ComponentVersion(
                            name,
                            text(version, "revision").map(GitRef::of),
                            version.path("skip-builds").asBoolean()))
                    .ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    private static SortedSet<ComponentName> nudges(JsonNode names) {
        SortedSet<ComponentName> nudges = new TreeSet<>();
        for (JsonNode name : names) {
            if (name.isTextual() && ComponentName.wellFormed(name.textValue())) {
                nudges.add(new ComponentName(name.textValue()));
            }
        }
        return Collections.unmodifiableSortedSet(nudges);
    }

    private static Optional<Promotion> promotion(JsonNode annotations, JsonNode status) {
        Optional<Instant> started =
                text(annotations, KonfluxKinds.LAST_BUILT_TIME).flatMap(ComponentReader::unixSeconds);
        return text(status, "lastPromotedImage")
                .flatMap(ImageReference::ofPinned)
                .map(image -> new Promotion(image, started));
    }

    private static Optional<Instant> unixSeconds(String text) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (NumberFormatException | DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode parent, String field) {
        return Optional.ofNullable(LenientJson.text(parent, field))
                .filter(text -> !text.isEmpty() && text.length() <= RunFacts.LONGEST);
    }
}
