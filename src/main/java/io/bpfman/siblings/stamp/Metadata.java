package io.bpfman.siblings.stamp;

import static io.bpfman.siblings.manifest.YamlWriter.entry;
import static io.bpfman.siblings.manifest.YamlWriter.mapping;
import static io.bpfman.siblings.manifest.YamlWriter.string;
import static io.bpfman.siblings.manifest.YamlWriter.word;

import io.bpfman.siblings.manifest.ManifestEdits;
import io.bpfman.siblings.manifest.ManifestFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Version, time and architectures of a ClusterServiceVersion. */
record Metadata(StampRequest request, MappingNode version, Optional<String> name, String file) {

    /** The form that operator-sdk gives it: the operator, and {@code .v} before the version. */
    private static final Pattern NAME = Pattern.compile("(.*?\\.v)\\d.*");

    private static final String ARCHITECTURE = "operatorframework.io/arch.";

    static Metadata of(StampRequest request, MappingNode version, String file) {
        return new Metadata(
                request,
                version,
                ManifestFile.child(version, "metadata").flatMap(metadata -> ManifestFile.string(metadata, "name")),
                file);
    }

    void write(ManifestEdits edits, List<String> problems) {
        List<NodeTuple> metadata = new ArrayList<>();
        request.createdAt()
                .ifPresent(time ->
                        metadata.add(of("annotations", mapping(List.of(of("createdAt", string(time.toString())))))));
        if (!request.architectures().isEmpty()) {
            metadata.add(of(
                    "labels",
                    mapping(request.architectures().stream()
                            .sorted()
                            .map(name -> of(ARCHITECTURE + name, word("supported")))
                            .toList())));
        }
        request.version().ifPresent(number -> {
            Optional<Matcher> named = name.map(NAME::matcher).filter(Matcher::matches);
            named.ifPresentOrElse(
                    matcher -> metadata.add(of("name", word(matcher.group(1) + number))),
                    () -> problems.add("%s: metadata.name %s has no version behind .v that --version could replace"
                            .formatted(file, name.orElse("is missing and"))));
        });
        List<NodeTuple> patch = new ArrayList<>();
        if (!metadata.isEmpty()) {
            patch.add(of("metadata", mapping(metadata)));
        }
        request.version().ifPresent(number -> patch.add(of("spec", mapping(List.of(of("version", word(number)))))));
        edits.patch(version, mapping(patch));
    }

    private static NodeTuple of(String key, Node value) {
        return entry(word(key), value);
    }
}
