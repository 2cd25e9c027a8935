package io.bpfman.siblings.manifest;

import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Writes new values as YAML, in the way in which they were written where they come from. */
public final class YamlWriter {

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .setUseUnicodeEncoding(true)
            .build();

    /** Tags whose scalars JSON writes without quotes, too. */
    private static final Set<Tag> BARE = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    private YamlWriter() {}

    /** A string, quoted, so that no parser takes it for anything else. */
    public static ScalarNode string(String value) {
        return new ScalarNode(Tag.STR, value, ScalarStyle.DOUBLE_QUOTED);
    }

    /** A mapping of one or more entries. */
    public static MappingNode mapping(List<NodeTuple> entries) {
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    /** An entry of a mapping. */
    public static NodeTuple entry(ScalarNode key, Node value) {
        return new NodeTuple(key, value);
    }

    /** A list. */
    public static SequenceNode list(List<Node> items) {
        return new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK);
    }

    /** A plain word, as a key mostly is. */
    public static ScalarNode word(String value) {
        return new ScalarNode(Tag.STR, value, ScalarStyle.PLAIN);
    }

    static String block(Node node) {
        return new Present(SETTINGS)
                .emitToString(new Serialize(SETTINGS).serializeOne(node).iterator());
    }

    static String entry(String key, Node value) {
        return block(mapping(List.of(entry(word(key), value))));
    }

    static String key(String key) {
        String entry = entry(key, word("v"));
        return entry.substring(0, entry.lastIndexOf(": v"));
    }

    static String flowKey(String key) {
        return quoted(key);
    }

    /** As JSON, which is YAML as well. */
    static String flow(Node node) {
        StringBuilder text = new StringBuilder();
        flow(node, text);
        return text.toString();
    }

    private static void flow(Node node, StringBuilder text) {
        String separator = "";
        if (node instanceof MappingNode mapping) {
            text.append('{');
            for (NodeTuple entry : mapping.getValue()) {
                text.append(separator).append(quoted(ManifestFile.keyOf(entry))).append(": ");
                flow(entry.getValueNode(), text);
                separator = ", ";
            }
            text.append('}');
        } else if (node instanceof SequenceNode sequence) {
            text.append('[');
            for (Node item : sequence.getValue()) {
                text.append(separator);
                flow(item, text);
                separator = ", ";
            }
            text.append(']');
        } else if (node instanceof ScalarNode scalar) {
            text.append(BARE.contains(scalar.getTag()) ? scalar.getValue() : quoted(scalar.getValue()));
        }
    }

    /** In double quotes, on one line; JSON reads it as well. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().forEach(character -> {
            switch (character) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (character < ' '
                            || (character > '~' && character < 0xa0)
                            || character == 0x2028
                            || character == 0x2029
                            || character == 0xfeff) {
                        text.append("\\u%04x".formatted(character));
                    } else {
                        text.appendCodePoint(character);
                    }
                }
            }
        });
        return text.append('"').toString();
    }
}
