package io.bpfman.siblings.validate;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.manifest.ImageText;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.ManifestString;
import io.bpfman.siblings.manifest.ManifestString.Role;
import io.bpfman.siblings.manifest.Pinning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Holds every reference in a bundle's manifests against the Snapshot. The digest decides, whatever repository stands
 * before it: no mapping is needed to be safe.
 */
public final class BundleCheck {

    private static final String ARCHITECTURE = "operatorframework.io/arch.";

    private final Snapshot snapshot;
    private final Set<ComponentName> bundles;
    private final Rules rules;
    private final Platforms platforms;
    private final List<ManifestFile> files;
    private final List<ManifestString> strings;

    private final Map<ImageRepository, Set<ComponentName>> repositories = new TreeMap<>();
    private final Map<ImageDigest, Set<ComponentName>> components =
            new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
    /** By what is said, where it stands: the same image in ten places is one finding. */
    private final Map<String, Set<String>> failures = new LinkedHashMap<>();

    private final Set<ComponentName> referenced = new TreeSet<>();

    private BundleCheck(
            Snapshot snapshot, Set<ComponentName> bundles, List<ManifestFile> files, Rules rules, Platforms platforms) {
        this.snapshot = snapshot;
        this.bundles = bundles;
        this.rules = rules;
        this.platforms = platforms;
        this.files = files;
        this.strings = files.stream().flatMap(file -> file.strings().stream()).toList();
        snapshot.images().forEach((component, image) -> {
            repositories
                    .computeIfAbsent(image.repository(), first -> new TreeSet<>())
                    .add(component);
            components.computeIfAbsent(image.digest(), first -> new TreeSet<>()).add(component);
        });
        rules.repositories().forEach((repository, component) -> repositories
                .computeIfAbsent(repository, first -> new TreeSet<>())
                .add(component));
    }

    /**
     * All that is wrong with the bundle, failures first.
     *
     * @param bundles the components that are bundles, which no bundle names
     * @param files the manifests of one bundle
     * @throws io.bpfman.siblings.manifest.UnusableManifest where aliases multiply strings beyond reason
     */
    public static List<Finding> check(
            Snapshot snapshot, Set<ComponentName> bundles, List<ManifestFile> files, Rules rules, Platforms platforms) {
        return new BundleCheck(snapshot, bundles, files, rules, platforms).findings();
    }

    /** The components whose images run in the operator's own Deployment. */
    public static Set<ComponentName> operators(Snapshot snapshot, List<ManifestFile> files) {
        return files.stream()
                .filter(file -> !file.clusterServiceVersions().isEmpty())
                .flatMap(file -> file.strings().stream())
                .filter(string -> string.role() == Role.CONTAINER_IMAGE)
                .flatMap(string -> ImageText.in(string.value()).stream())
                .flatMap(word -> word.pullspec().flatMap(image -> image.digest()).stream())
                .flatMap(digest -> snapshot.images().entrySet().stream()
                        .filter(component -> component.getValue().digest().equals(digest))
                        .map(Map.Entry::getKey))
                .collect(toCollection(TreeSet::new));
    }

    private List<Finding> findings() {
        for (ManifestString string : strings) {
            for (ImageText word : ImageText.in(string.value())) {
                word.pullspec().flatMap(image -> image.pinned()).ifPresent(image -> check(image, string.place()));
            }
        }
        List<Finding> findings = new ArrayList<>();
        failures.forEach((said, places) -> {
            int colon = said.indexOf(": ");
            findings.add(Finding.failure(
                    said.substring(0, colon),
                    "%s (%s)".formatted(said.substring(colon + 2), String.join(", ", places))));
        });
        unreferenced().forEach(findings::add);
        unpinned(Role::runs)
                .map(image -> Finding.failure("unpinned", image + " runs, and no digest pins it"))
                .forEach(findings::add);
        unpinned(Role.EXAMPLE::equals)
                .map(image -> Finding.warning("unpinned", image + " stands in an example, and no digest pins it"))
                .forEach(findings::add);
        unrelated().ifPresent(findings::add);
        architectures().forEach(findings::add);
        return findings;
    }

    private void check(ImageReference image, String place) {
        Set<ComponentName> known = repositories.getOrDefault(image.repository(), Set.of());
        Set<ComponentName> holders = components.getOrDefault(image.digest(), Set.of());
        if (!holders.isEmpty()) {
            Set<ComponentName> meant = new TreeSet<>(holders);
            meant.retainAll(known);
            if (!known.isEmpty() && meant.isEmpty()) {
                fail("swapped", "%s has the digest of %s".formatted(image, names(holders)), place);
            }
            referenced.addAll(meant.isEmpty() ? holders : meant);
        } else if (known.isEmpty() && rules.external().contains(image.repository())) {
            // Of somebody else, who keeps it up to date.
        } else {
            // It is named, if wrongly: that it is not would be a second finding about one fault.
            referenced.addAll(known);
            fail("stale", stale(image, known), place);
        }
    }

    private String stale(ImageReference image, Set<ComponentName> known) {
        Optional<String> platform = platforms.platform(image.digest());
        String instead = known.stream()
                .map(component -> "%s of %s"
                        .formatted(
                                Optional.ofNullable(snapshot.images().get(component))
                                        .map(there -> there.digest().value())
                                        .orElse("no image"),
                                component))
                .collect(joining(", "));
        if (platform.isPresent()) {
            return "%s is %s alone; name the index%s"
                    .formatted(image, platform.get(), instead.isEmpty() ? "" : ", " + instead);
        }
        return instead.isEmpty()
                ? "%s is not in the Snapshot; if it is of no component, name its repository with --external"
                        .formatted(image)
                : "%s is not in the Snapshot, which has %s".formatted(image, instead);
    }

    private void fail(String kind, String what, String place) {
        failures.computeIfAbsent(kind + ": " + what, first -> new TreeSet<>()).add(place);
    }

    private Stream<Finding> unreferenced() {
        return snapshot.images().keySet().stream()
                .filter(component -> !bundles.contains(component)
                        && !rules.ignored().contains(component)
                        && !referenced.contains(component))
                .map(component -> Finding.failure(
                        "unreferenced",
                        "no manifest names %s; if the bundle has no use for it, name it with --ignore"
                                .formatted(component)));
    }

    private Stream<String> unpinned(Predicate<Role> role) {
        return strings.stream()
                .filter(string -> role.test(string.role()))
                .flatMap(string -> Pinning.unpinned(string.role(), string.value(), none -> false).stream()
                        .map(image -> "%s (%s)".formatted(image, string.place())))
                .distinct();
    }

    private Optional<Finding> unrelated() {
        Set<ImageDigest> related = new HashSet<>();
        images(Role.RELATED_IMAGE::equals).forEach(image -> related.add(image.digest()));
        Set<String> missing = images(Role::runs)
                .filter(image -> !related.contains(image.digest()))
                .map(ImageReference::toString)
                .collect(toCollection(TreeSet::new));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "unrelated", "spec.relatedImages lacks what runs: " + String.join(", ", missing)));
    }

    private Stream<ImageReference> images(Predicate<Role> role) {
        return strings.stream()
                .filter(string -> role.test(string.role()))
                .flatMap(string -> ImageText.in(string.value()).stream())
                .flatMap(word -> word.pullspec().flatMap(image -> image.pinned()).stream());
    }

    private Stream<Finding> architectures() {
        Set<String> labels = files.stream()
                .flatMap(file -> file.clusterServiceVersions().stream())
                .flatMap(version -> labels(version))
                .collect(toCollection(TreeSet::new));
        return operators(snapshot, files).stream()
                .filter(platforms.manifests()::containsKey)
                .flatMap(component -> {
                    Set<String> there = platforms
                            .manifests()
                            .getOrDefault(component, Map.of())
                            .keySet();
                    return labels.stream()
                            .filter(label -> !there.contains(label))
                            .map(label -> Finding.warning(
                                    "architecture",
                                    "the label %s%s promises what %s is not built for: it has %s"
                                            .formatted(
                                                    ARCHITECTURE,
                                                    label,
                                                    component,
                                                    String.join(", ", new TreeSet<>(there)))));
                });
    }

    private static Stream<String> labels(MappingNode version) {
        Optional<Node> labels =
                ManifestFile.child(version, "metadata").flatMap(metadata -> ManifestFile.child(metadata, "labels"));
        return labels.filter(MappingNode.class::isInstance).stream()
                .flatMap(mapping -> ((MappingNode) mapping).getValue().stream())
                .filter(label -> label.getValueNode() instanceof ScalarNode value
                        && value.getValue().equals("supported"))
                .map(NodeTuple::getKeyNode)
                .flatMap(key -> key instanceof ScalarNode scalar ? Stream.of(scalar.getValue()) : Stream.empty())
                .filter(key -> key.startsWith(ARCHITECTURE))
                .map(key -> key.substring(ARCHITECTURE.length()));
    }

    private static String names(Set<ComponentName> components) {
        return components.stream().map(ComponentName::value).collect(joining(" and "));
    }
}
