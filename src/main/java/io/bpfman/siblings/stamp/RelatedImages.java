package io.bpfman.siblings.stamp;

import static io.bpfman.siblings.manifest.YamlWriter.entry;
import static io.bpfman.siblings.manifest.YamlWriter.mapping;
import static io.bpfman.siblings.manifest.YamlWriter.word;

import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.manifest.ManifestEdits;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.ManifestString;
import io.bpfman.siblings.manifest.ManifestString.Role;
import io.bpfman.siblings.manifest.YamlWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The list by which a mirror knows what to copy: each image that runs once. What stands there already, stays. */
final class RelatedImages {

    private RelatedImages() {}

    /** Adds what is missing; says what cannot be added. */
    static List<String> write(ManifestEdits edits, MappingNode version, List<Pullspec> running) {
        Map<ImageRepository, Set<ImageReference>> wanted = running.stream()
                .flatMap(image -> image.pinned().stream())
                .collect(Collectors.groupingBy(ImageReference::repository, TreeMap::new, Collectors.toSet()));
        Set<ImageReference> present = new HashSet<>();
        for (ManifestString string : edits.file().strings()) {
            if (string.role() == Role.RELATED_IMAGE) {
                present(edits, string, wanted).ifPresent(present::add);
            }
        }
        Map<String, String> names = names(version);
        List<String> problems = new ArrayList<>();
        Map<String, Node> missing = new TreeMap<>();
        for (Set<ImageReference> images : wanted.values()) {
            for (ImageReference image : images) {
                String name = lastStep(image.repository());
                if (present.contains(image)) {
                    continue;
                }
                String other = names.putIfAbsent(name, image.toString());
                if (other != null) {
                    problems.add(
                            "relatedImages would have the name %s for both %s and %s; give one of them an entry by hand"
                                    .formatted(name, other, image));
                }
                missing.put(
                        name,
                        mapping(List.of(
                                entry(word("image"), word(image.toString())), entry(word("name"), word(name)))));
            }
        }
        if (problems.isEmpty() && !missing.isEmpty()) {
            add(edits, version, List.copyOf(missing.values()));
        }
        return problems;
    }

    /** An entry follows the image that runs when it is the only one of its repository. */
    private static Optional<ImageReference> present(
            ManifestEdits edits, ManifestString string, Map<ImageRepository, Set<ImageReference>> wanted) {
        Optional<Pullspec> entry = Pullspec.parse(edits.value(string));
        Set<ImageReference> running =
                entry.map(Pullspec::repository).map(wanted::get).orElse(Set.of());
        Optional<ImageReference> image = entry.flatMap(Pullspec::pinned);
        if (running.size() != 1 || image.filter(running::contains).isPresent()) {
            return image;
        }
        ImageReference now = running.iterator().next();
        edits.set(string, now.toString());
        return Optional.of(now);
    }

    private static Map<String, String> names(MappingNode version) {
        Map<String, String> names = new TreeMap<>();
        for (Node item : list(version).map(SequenceNode::getValue).orElse(List.of())) {
            ManifestFile.string(item, "name")
                    .ifPresent(name ->
                            names.put(name, ManifestFile.string(item, "image").orElse("an entry without an image")));
        }
        return names;
    }

    private static Optional<SequenceNode> list(MappingNode version) {
        return ManifestFile.child(version, "spec")
                .flatMap(spec -> ManifestFile.child(spec, "relatedImages"))
                .filter(SequenceNode.class::isInstance)
                .map(SequenceNode.class::cast);
    }

    private static void add(ManifestEdits edits, MappingNode version, List<Node> items) {
        Optional<SequenceNode> list = list(version);
        if (list.isPresent()) {
            edits.append(list.get(), items);
        } else {
            edits.patch(
                    version,
                    mapping(List.of(entry(
                            word("spec"), mapping(List.of(entry(word("relatedImages"), YamlWriter.list(items))))))));
        }
    }

    private static String lastStep(ImageRepository repository) {
        return repository.value().substring(repository.value().lastIndexOf('/') + 1);
    }
}
