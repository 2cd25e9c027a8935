package io.bpfman.siblings.stamp;

import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.manifest.ImageText;
import io.bpfman.siblings.manifest.ManifestEdits;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.ManifestString;
import io.bpfman.siblings.manifest.ManifestString.Role;
import io.bpfman.siblings.manifest.Pinning;
import io.bpfman.siblings.manifest.UnusableManifest;
import io.bpfman.siblings.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Writes images, version and the like into manifests, so that a second run with the same request changes nothing. */
public final class Stamper {

    private final StampRequest request;
    private final List<Manifest> manifests;

    private Stamper(StampRequest request, List<Manifest> manifests) {
        this.request = request;
        this.manifests = manifests;
    }

    /**
     * Stamps the files. Those that hold nothing of concern are not even parsed.
     *
     * @param files the text of each file, by its name
     * @throws UnusableManifest for a file that cannot be read, or not be changed where it would have to be
     */
    public static Stamped stamp(Map<String, String> files, StampRequest request) {
        Stamped stamped = stamp(files, request, text -> ManifestFile.mayNameImages(text) || request.isIn(text));
        // What is refused is told with all that is there.
        return stamped instanceof Stamped.Refused ? stamp(files, request, text -> true) : stamped;
    }

    private static Stamped stamp(Map<String, String> files, StampRequest request, Predicate<String> concerns) {
        Map<String, ManifestFile> parsed = new TreeMap<>();
        files.forEach((name, text) -> {
            if (concerns.test(text)) {
                parsed.put(name, ManifestFile.parse(name, text));
            }
        });
        List<ManifestFile> versions = parsed.values().stream()
                .flatMap(file -> file.clusterServiceVersions().stream().map(any -> file))
                .toList();
        if (versions.size() > 1) {
            return new Stamped.Refused(List.of("there are %d ClusterServiceVersions: %s; a bundle has one"
                    .formatted(
                            versions.size(),
                            Listing.of(versions.stream()
                                    .map(ManifestFile::name)
                                    .collect(Collectors.toCollection(TreeSet::new))))));
        }
        if (versions.isEmpty() && request.concernsClusterServiceVersion()) {
            return new Stamped.Refused(List.of(
                    "there is no ClusterServiceVersion in %s".formatted(Listing.of(new TreeSet<>(files.keySet())))));
        }
        request.patch().ifPresent(patch -> versions.forEach(file -> parsed.put(file.name(), patched(file, patch))));
        return new Stamper(request, parsed.values().stream().map(Manifest::of).toList()).stamp(files);
    }

    private Stamped stamp(Map<String, String> before) {
        List<String> problems = new ArrayList<>();
        problems.addAll(setVariables());
        problems.addAll(replaceImages());
        for (Manifest manifest : manifests) {
            for (MappingNode version : manifest.file().clusterServiceVersions()) {
                Metadata.of(request, version, manifest.file().name()).write(manifest.edits(), problems);
                if (request.relatedImages()) {
                    problems.addAll(RelatedImages.write(manifest.edits(), version, running()));
                }
            }
        }
        if (!problems.isEmpty()) {
            return new Stamped.Refused(problems);
        }
        List<String> unpinned = manifests.stream().flatMap(this::unpinned).toList();
        if (!unpinned.isEmpty()) {
            return new Stamped.Unpinned(unpinned);
        }
        Map<String, String> after = new TreeMap<>();
        for (Manifest manifest : manifests) {
            String text = manifest.edits().text();
            if (!text.equals(before.get(manifest.file().name()))) {
                after.put(manifest.file().name(), text);
            }
        }
        return new Stamped.Done(after);
    }

    private static ManifestFile patched(ManifestFile file, ManifestFile patch) {
        ManifestEdits edits = new ManifestEdits(file);
        edits.patch(file.clusterServiceVersions().get(0), patch.objects().get(0));
        return ManifestFile.parse(file.name(), edits.text());
    }

    private List<String> setVariables() {
        Set<String> present = new TreeSet<>();
        for (Manifest manifest : manifests) {
            for (ManifestString string : manifest.strings()) {
                Pullspec image = request.variables().get(string.variable());
                if (image != null) {
                    manifest.edits().set(string, image.toString());
                }
                if (string.role() == Role.ENV) {
                    present.add(string.variable());
                }
            }
        }
        return request.variables().keySet().stream()
                .filter(name -> !present.contains(name))
                .sorted()
                .map(name -> "no container has the environment variable %s with a value; there are: %s"
                        .formatted(name, Listing.of(present)))
                .toList();
    }

    private List<String> replaceImages() {
        Set<ImageRepository> present = new TreeSet<>();
        Map<ImageRepository, Pullspec> images = imagesByEitherRepository();
        for (Manifest manifest : manifests) {
            for (ManifestString string : manifest.strings()) {
                String value = string.value();
                if (value.indexOf('/') < 0) {
                    continue;
                }
                for (ImageText word : ImageText.in(value)) {
                    if (names(word, value)) {
                        present.add(word.pullspec().orElseThrow().repository());
                    }
                }
                // A variable that was named itself has its image.
                if (!request.variables().containsKey(string.variable())) {
                    manifest.edits().replace(string, word -> names(word, value) ? replaced(word, images) : word.word());
                }
            }
        }
        return request.images().entrySet().stream()
                .filter(image -> !present.contains(image.getKey())
                        && !present.contains(image.getValue().repository()))
                .map(image -> "no manifest names an image of %s; there are: %s"
                        .formatted(
                                image.getKey(),
                                Listing.of(present.stream()
                                        .map(ImageRepository::value)
                                        .toList())))
                .sorted()
                .toList();
    }

    /** A second run finds what the first one wrote. */
    private Map<ImageRepository, Pullspec> imagesByEitherRepository() {
        Map<ImageRepository, Pullspec> images = new TreeMap<>(request.images());
        request.images().values().forEach(image -> images.put(image.repository(), image));
        return images;
    }

    private static String replaced(ImageText word, Map<ImageRepository, Pullspec> images) {
        Pullspec image = images.get(word.pullspec().orElseThrow().repository());
        return image == null ? word.word() : image.toString();
    }

    /** A repository alone, in the middle of a text, is a name and not an image. */
    private static boolean names(ImageText word, String value) {
        return word.pullspec()
                .filter(image -> image.tag().isPresent()
                        || image.digest().isPresent()
                        || word.word().length() == value.length())
                .isPresent();
    }

    private Stream<String> unpinned(Manifest manifest) {
        return manifest.strings().stream()
                .filter(string -> string.role().runs())
                .flatMap(
                        string -> Pinning.unpinned(
                                        string.role(),
                                        manifest.edits().value(string),
                                        request.allowedUnpinned()::contains)
                                .stream()
                                .map(image -> "%s: %s".formatted(string.place(), image)));
    }

    /** What will run, and is pinned. */
    private List<Pullspec> running() {
        return manifests.stream()
                .flatMap(manifest -> manifest.strings().stream()
                        .filter(string -> string.role().runs())
                        .map(string -> manifest.edits().value(string)))
                .flatMap(value -> ImageText.in(value).stream())
                .filter(ImageText::pinned)
                .flatMap(word -> word.pullspec().stream())
                .distinct()
                .toList();
    }

    private record Manifest(ManifestFile file, List<ManifestString> strings, ManifestEdits edits) {

        static Manifest of(ManifestFile file) {
            return new Manifest(file, file.strings(), new ManifestEdits(file));
        }
    }
}
