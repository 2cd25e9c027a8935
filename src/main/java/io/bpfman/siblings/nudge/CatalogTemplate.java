package io.bpfman.siblings.nudge;

import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.manifest.ManifestEdits;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A template from which a catalog is rendered (operator-framework/operator-registry: alpha/template/basic). Each bundle
 * that was ever released stays in it, so only one entry may change.
 */
record CatalogTemplate(ManifestFile file, List<Entry> entries) {

    static final String SCHEMA = "olm.bundle";

    /** One bundle of it. */
    private record Entry(Optional<String> name, ScalarNode image, boolean rendered) {}

    /** Empty for a file without bundles. */
    static Optional<CatalogTemplate> parse(String path, String text) {
        ManifestFile file = ManifestFile.parse(path, text);
        List<Entry> entries = new ArrayList<>();
        file.objects().forEach(object -> collect(object, entries));
        return entries.isEmpty() ? Optional.empty() : Optional.of(new CatalogTemplate(file, entries));
    }

    String updated(
            Map<ImageRepository, ImageReference> images,
            Optional<String> named,
            Set<ImageRepository> present,
            List<String> problems) {
        ManifestEdits edits = new ManifestEdits(file);
        images.forEach((repository, image) -> {
            List<Entry> candidates = entries.stream()
                    .filter(entry -> Pullspec.parse(entry.image().getValue())
                            .filter(there -> there.repository().equals(repository))
                            .isPresent())
                    .toList();
            if (candidates.isEmpty()) {
                return;
            }
            present.add(repository);
            if (candidates.stream().anyMatch(Entry::rendered)) {
                problems.add(
                        "%s is a rendered catalog, which is never rewritten; name its template".formatted(file.name()));
                return;
            }
            List<Entry> meant = named.isEmpty()
                    ? candidates
                    : candidates.stream()
                            .filter(entry -> entry.name().equals(named))
                            .toList();
            if (meant.size() == 1) {
                edits.replace(
                        meant.get(0).image(),
                        word -> word.pullspec()
                                        .filter(there -> there.repository().equals(repository))
                                        .isPresent()
                                ? image.toString()
                                : word.word());
            } else {
                problems.add("%s has %d bundles of %s%s; name the one to change with --catalog-entry: %s"
                        .formatted(
                                file.name(),
                                meant.size(),
                                repository,
                                named.map(name -> " with the name " + name).orElse(""),
                                Listing.of(candidates.stream()
                                        .map(entry -> entry.name().orElse("one without a name"))
                                        .toList())));
            }
        });
        return edits.text();
    }

    private static void collect(Node node, List<Entry> entries) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> collect(item, entries));
        } else if (node instanceof MappingNode mapping) {
            boolean bundle = ManifestFile.string(mapping, "schema")
                    .filter(SCHEMA::equals)
                    .isPresent();
            Optional<Node> image = ManifestFile.child(mapping, "image");
            if (bundle && image.isPresent() && image.get() instanceof ScalarNode scalar) {
                entries.add(new Entry(
                        ManifestFile.string(mapping, "name"),
                        scalar,
                        ManifestFile.child(mapping, "properties").isPresent()));
            } else {
                mapping.getValue().forEach(entry -> collect(entry.getValueNode(), entries));
            }
        }
    }
}
