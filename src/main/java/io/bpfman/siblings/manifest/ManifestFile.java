package io.bpfman.siblings.manifest;

import io.bpfman.siblings.manifest.ManifestString.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The objects of a YAML or JSON file, with what stands where in its text. */
public final class ManifestFile {

    private static final int MOST_NODES = 2_000_000;
    private static final String ANY = "*";
    private static final Set<String> CONTAINERS = Set.of("containers", "initContainers", "ephemeralContainers");
    private static final Set<String> EXAMPLES = Set.of("alm-examples", "operatorframework.io/initialization-resource");
    /** One of them stands where an image is, or where something runs. */
    private static final List<String> WORDS = List.of("@sha256", "ontainers", "ConfigMap", "ClusterServiceVersion");

    /** How YAML and JSON write a word so that it is not seen: a line that goes on, or the number of a character. */
    private static final Pattern ANOTHER_WAY = Pattern.compile("\\\\(?:[xuU/]|\\R)");

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

    private final String name;
    private final String text;
    private final List<Node> objects;
    /** Where each code point begins, in characters; null where each is one. */
    private final int @Nullable [] offsets;

    private ManifestFile(String name, String text, List<Node> objects) {
        this.name = name;
        this.text = text;
        this.objects = objects;
        this.offsets = text.chars().anyMatch(unit -> Character.isSurrogate((char) unit)) ? offsets(text) : null;
    }

    /**
     * Reads the text.
     *
     * @param name what messages call the file
     * @throws UnusableManifest for what is no YAML, has a key twice in one mapping, or is nested beyond reason
     */
    public static ManifestFile parse(String name, String text) {
        List<Node> objects = new ArrayList<>();
        try {
            Composer composer = new Composer(
                    SETTINGS, new ShallowParser(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text))));
            composer.forEachRemaining(objects::add);
        } catch (YamlEngineException malformed) {
            throw new UnusableManifest(name, "not YAML: " + malformed.getMessage());
        }
        ManifestFile file = new ManifestFile(name, text, List.copyOf(objects));
        Set<Node> seen = new HashSet<>();
        objects.forEach(object -> file.refuseTwins(object, seen));
        return file;
    }

    /**
     * Whether the text may hold an image, or something that runs. Most of a large bundle are definitions of types, which
     * need not be parsed.
     */
    public static boolean mayNameImages(String text) {
        return WORDS.stream().anyMatch(text::contains)
                || ANOTHER_WAY.matcher(text).find();
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** All of it. */
    public String text() {
        return text;
    }

    /** The root of each object in it; what is no mapping is no object. */
    public List<MappingNode> objects() {
        return objects.stream()
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .toList();
    }

    /** The ClusterServiceVersions in it. */
    public List<MappingNode> clusterServiceVersions() {
        return objects().stream()
                .filter(object -> isOf(object, "ClusterServiceVersion"))
                .toList();
    }

    /**
     * The strings of all objects, keys left out.
     *
     * @throws UnusableManifest where aliases multiply them beyond reason
     */
    public List<ManifestString> strings() {
        Walk walk = new Walk();
        for (Node object : objects) {
            walk.into(object, object instanceof MappingNode mapping && isOf(mapping, "ConfigMap"));
        }
        return walk.strings;
    }

    /** The value of the key; empty where it is absent. */
    public static Optional<Node> child(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> keyOf(entry).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    /** The string that the key has; empty where it is absent or none. */
    public static Optional<String> string(Node node, String key) {
        return child(node, key).filter(ScalarNode.class::isInstance).map(scalar -> ((ScalarNode) scalar).getValue());
    }

    static String keyOf(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** Whether one node may stand in several places; a text without the sign of an anchor has none. */
    boolean mayHaveAnchors() {
        return text.indexOf('&') >= 0;
    }

    /** File and line, as an editor takes them. */
    String place(Node node) {
        return name + ":" + (mark(node.getStartMark()).getLine() + 1);
    }

    /** Where the node begins in the text, in characters. */
    int start(Node node) {
        return offset(node.getStartMark());
    }

    /** Where the node ends in the text, in characters. */
    int end(Node node) {
        return offset(node.getEndMark());
    }

    /** In how many characters the line is indented on which the node begins, up to the node. */
    static int column(Node node) {
        return mark(node.getStartMark()).getColumn();
    }

    private static boolean isOf(MappingNode object, String kind) {
        return string(object, "kind").filter(kind::equals).isPresent();
    }

    private void refuseTwins(Node node, Set<Node> seen) {
        // Aliases lead to one node more than once; nodes are equal when they are the same.
        if (mayHaveAnchors() && !seen.add(node)) {
            return;
        }
        if (node.isRecursive()) {
            throw new UnusableManifest(place(node), "an alias stands within what it names");
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> refuseTwins(item, seen));
        } else if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>(2 * mapping.getValue().size());
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                    throw new UnusableManifest(place(key), "the key %s stands twice".formatted(key.getValue()));
                }
                refuseTwins(entry.getValueNode(), seen);
            }
        }
    }

    private int offset(Optional<Mark> mark) {
        int index = mark(mark).getIndex();
        return offsets == null ? index : offsets[index];
    }

    private static Mark mark(Optional<Mark> mark) {
        return mark.orElseThrow();
    }

    private static int[] offsets(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        int at = 0;
        for (int index = 0; index < offsets.length - 1; index++) {
            offsets[index] = at;
            at += Character.charCount(text.codePointAt(at));
        }
        offsets[offsets.length - 1] = at;
        return offsets;
    }

    /** Goes through all objects and remembers by which keys it came. */
    private final class Walk {

        private final List<ManifestString> strings = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();
        private boolean configMap;
        private int nodes;

        void into(Node object, boolean ofConfigMap) {
            configMap = ofConfigMap;
            visit(object, "");
        }

        private void visit(Node node, String variable) {
            if (++nodes > MOST_NODES) {
                throw new UnusableManifest(name, "more than %d values".formatted(MOST_NODES));
            }
            if (node instanceof ScalarNode scalar) {
                strings.add(new ManifestString(ManifestFile.this, scalar, role(variable), variable));
            } else if (node instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> visit(item, variable));
            } else if (node instanceof MappingNode mapping) {
                String named = isInContainer("env") ? string(mapping, "name").orElse("") : "";
                for (NodeTuple entry : mapping.getValue()) {
                    String key = keyOf(entry);
                    keys.add(key);
                    visit(entry.getValueNode(), key.equals("value") ? named : "");
                    keys.remove(keys.size() - 1);
                }
            }
        }

        private Role role(String variable) {
            if (!variable.isEmpty()) {
                return Role.ENV;
            }
            if (isInContainer("image")) {
                return Role.CONTAINER_IMAGE;
            }
            if (isInContainer("args") || isInContainer("command") || (configMap && isAt("data", ANY))) {
                return Role.SETTING;
            }
            if (isAt("spec", "relatedImages", "image")) {
                return Role.RELATED_IMAGE;
            }
            return EXAMPLES.stream().anyMatch(annotation -> isAt("metadata", "annotations", annotation))
                    ? Role.EXAMPLE
                    : Role.OTHER;
        }

        /** A field of a container itself, and not of a probe or a hook of it. */
        private boolean isInContainer(String field) {
            int size = keys.size();
            return size >= 2 && keys.get(size - 1).equals(field) && CONTAINERS.contains(keys.get(size - 2));
        }

        private boolean isAt(String... path) {
            if (path.length != keys.size()) {
                return false;
            }
            for (int index = 0; index < path.length; index++) {
                if (!path[index].equals(ANY) && !path[index].equals(keys.get(index))) {
                    return false;
                }
            }
            return true;
        }
    }
}
