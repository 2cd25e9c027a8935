package io.bpfman.siblings.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Changes to a file, of which each touches the characters of its value alone, and nothing else of the text. */
public final class ManifestEdits {

    /** What no YAML parser takes for anything but a string: it begins as a word does, and ends as one. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z](?:[A-Za-z0-9._/@:+-]*[A-Za-z0-9])?");

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+(?:[-+][0-9A-Za-z.+-]+)?");
    private static final Pattern WORD_OF_YAML =
            Pattern.compile("y|n|yes|no|on|off|true|false|null", Pattern.CASE_INSENSITIVE);

    private final ManifestFile file;
    private final String lineEnd;
    private final TreeMap<Integer, Edit> edits = new TreeMap<>();
    private final Map<ScalarNode, String> values = new HashMap<>();
    private final Map<Node, Boolean> anchored = new HashMap<>();

    /** For a file that is not changed yet. */
    public ManifestEdits(ManifestFile file) {
        this.file = file;
        int lineFeed = file.text().indexOf('\n');
        this.lineEnd = lineFeed > 0 && file.text().charAt(lineFeed - 1) == '\r' ? "\r\n" : "\n";
        if (file.mayHaveAnchors()) {
            file.objects().forEach(object -> findAnchored(object, false));
        }
    }

    /** The file as it was. */
    public ManifestFile file() {
        return file;
    }

    /** What the string will be. */
    public String value(ManifestString string) {
        return value(string.node());
    }

    String value(ScalarNode node) {
        return values.getOrDefault(node, node.getValue());
    }

    /** The text with all changes. */
    public String text() {
        StringBuilder changed = new StringBuilder(file.text().length());
        int done = 0;
        for (Map.Entry<Integer, Edit> edit : edits.entrySet()) {
            changed.append(file.text(), done, edit.getKey())
                    .append(edit.getValue().text());
            done = edit.getValue().end();
        }
        return changed.append(file.text(), done, file.text().length()).toString();
    }

    /**
     * Gives the string another value.
     *
     * @throws UnusableManifest where an anchor or alias would carry the change to other places
     */
    public void set(ManifestString string, String value) {
        set(string.node(), value);
    }

    void set(ScalarNode node, String value) {
        if (value(node).equals(value)) {
            return;
        }
        refuseAnchored(node);
        write(node, scalar(node, value));
        values.put(node, value);
    }

    /**
     * Gives words in the string others.
     *
     * @param other by the word, what stands for it; the same word where it stays
     */
    public void replace(ManifestString string, Function<ImageText, String> other) {
        replace(string.node(), other);
    }

    /** The same for a value that is a string. */
    public void replace(ScalarNode node, Function<ImageText, String> other) {
        List<ImageText> words = ImageText.in(node.getValue()).stream()
                .filter(word -> !other.apply(word).equals(word.word()))
                .toList();
        if (words.isEmpty()) {
            return;
        }
        refuseAnchored(node);
        StringBuilder value = new StringBuilder();
        int done = 0;
        for (ImageText word : words) {
            value.append(node.getValue(), done, word.start()).append(other.apply(word));
            done = word.end();
        }
        value.append(node.getValue().substring(done));
        List<Integer> places = places(node, words);
        if (places.size() == words.size()) {
            for (int index = 0; index < places.size(); index++) {
                ImageText word = words.get(index);
                edits.put(
                        places.get(index),
                        new Edit(places.get(index) + word.word().length(), other.apply(word)));
            }
        } else {
            write(node, scalar(node, value.toString()));
        }
        values.put(node, value.toString());
    }

    /** Changes the mapping as a merge patch says (RFC 7386): null removes, a mapping goes deeper, all else replaces. */
    public void patch(MappingNode target, MappingNode patch) {
        List<NodeTuple> absent = new ArrayList<>();
        for (NodeTuple wanted : patch.getValue()) {
            String key = ManifestFile.keyOf(wanted);
            NodeTuple present = target.getValue().stream()
                    .filter(entry -> ManifestFile.keyOf(entry).equals(key))
                    .findFirst()
                    .orElse(null);
            if (present != null) {
                patchEntry(target, present, wanted.getValueNode());
            } else if (!isNull(wanted.getValueNode())) {
                absent.add(new NodeTuple(wanted.getKeyNode(), withoutNulls(wanted.getValueNode())));
            }
        }
        if (!absent.isEmpty()) {
            refuseAnchored(target);
            insert(target, absent);
        }
    }

    /** Puts items behind those of the list. */
    public void append(SequenceNode list, List<? extends Node> items) {
        refuseAnchored(list);
        if (list.getFlowStyle() == FlowStyle.FLOW || list.getValue().isEmpty()) {
            String text = items.stream()
                    .map(YamlWriter::flow)
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            insertIntoFlow(list, text);
            return;
        }
        Node first = list.getValue().get(0);
        int indent = ManifestFile.column(list);
        int behindDash = Math.max(2, ManifestFile.column(first) - indent);
        StringBuilder text = new StringBuilder();
        for (Node item : items) {
            String block = indented(YamlWriter.block(item), indent + behindDash);
            text.append(" ".repeat(indent))
                    .append('-')
                    .append(" ".repeat(behindDash - 1))
                    .append(block.stripLeading());
        }
        insertLines(lineBehind(list.getValue().get(list.getValue().size() - 1)), text.toString());
    }

    private void patchEntry(MappingNode target, NodeTuple present, Node wanted) {
        Node value = present.getValueNode();
        if (isNull(wanted)) {
            refuseAnchored(target);
            remove(target, present);
        } else if (wanted instanceof MappingNode deeper
                && value instanceof MappingNode mapping
                && !mapping.getValue().isEmpty()) {
            patch(mapping, deeper);
        } else if (wanted instanceof ScalarNode scalar
                && value instanceof ScalarNode old
                && isOneLine(old)
                && isString(scalar)
                && isString(old)
                && isOneLine(scalar)) {
            set(old, scalar.getValue());
        } else {
            refuseAnchored(value);
            replaceValue(target, present, withoutNulls(wanted));
        }
    }

    private void replaceValue(MappingNode target, NodeTuple present, Node wanted) {
        String other = target.getFlowStyle() == FlowStyle.FLOW
                ? " " + YamlWriter.flow(wanted)
                : valueBehindKey(wanted, ManifestFile.column(target));
        int from = file.text().indexOf(':', file.end(present.getKeyNode())) + 1;
        int to = contentEnd(present.getValueNode(), from);
        // A comment behind the key stays there; one behind the value would become a part of a block, and moves up.
        String comment = file.text().substring(from, lineEndAt(from));
        if (file.start(present.getValueNode()) <= lineEndAt(from)) {
            comment = other.contains(lineEnd) ? file.text().substring(to, lineEndAt(to)) : "";
            to += comment.length();
        }
        int firstLine = other.contains(lineEnd) ? other.indexOf(lineEnd) : other.length();
        edits.put(
                from,
                new Edit(to, other.substring(0, firstLine) + comment.stripTrailing() + other.substring(firstLine)));
    }

    /** A patch that adds a mapping adds nothing for what it would remove. */
    private static Node withoutNulls(Node node) {
        return node instanceof MappingNode mapping
                ? new MappingNode(
                        mapping.getTag(),
                        mapping.getValue().stream()
                                .filter(entry -> !isNull(entry.getValueNode()))
                                .map(entry -> new NodeTuple(entry.getKeyNode(), withoutNulls(entry.getValueNode())))
                                .toList(),
                        mapping.getFlowStyle())
                : node;
    }

    private void insert(MappingNode target, List<NodeTuple> entries) {
        if (target.getFlowStyle() == FlowStyle.FLOW) {
            String text = entries.stream()
                    .map(entry -> YamlWriter.flowKey(ManifestFile.keyOf(entry)) + ": "
                            + YamlWriter.flow(entry.getValueNode()))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            insertIntoFlow(target, text);
            return;
        }
        int indent = ManifestFile.column(target);
        entries.stream()
                .sorted(Comparator.comparing(ManifestFile::keyOf))
                .forEach(entry -> insertSorted(target, entry, indent));
    }

    private void insertSorted(MappingNode target, NodeTuple entry, int indent) {
        String key = ManifestFile.keyOf(entry);
        String text = YamlWriter.key(key) + ":" + valueBehindKey(entry.getValueNode(), indent) + lineEnd;
        NodeTuple before = null;
        for (NodeTuple present : target.getValue()) {
            if (ManifestFile.keyOf(present).compareTo(key) > 0) {
                break;
            }
            before = present;
        }
        if (before == null) {
            int at = file.start(target.getValue().get(0).getKeyNode());
            addTo(at, text + " ".repeat(indent));
        } else {
            insertLines(lineBehind(before.getValueNode()), " ".repeat(indent) + text);
        }
    }

    private void remove(MappingNode target, NodeTuple entry) {
        int at = file.start(entry.getKeyNode());
        if (target.getFlowStyle() == FlowStyle.FLOW || target.getValue().size() == 1) {
            throw new UnusableManifest(
                    file.place(entry.getKeyNode()),
                    "cannot remove %s: it stands in a mapping on one line, or is the only key of its mapping"
                            .formatted(ManifestFile.keyOf(entry)));
        }
        int end = lineBehind(entry.getValueNode());
        if (file.text().substring(lineStartAt(at), at).isBlank()) {
            at = lineStartAt(at);
        } else {
            // Behind the dash of a list's item: the next key takes its place.
            end += ManifestFile.column(target);
        }
        add(at, end, "");
    }

    private void insertIntoFlow(CollectionNode<?> collection, String text) {
        int end = file.end(collection) - 1;
        int last = end;
        while (Character.isWhitespace(file.text().charAt(last - 1))) {
            last--;
        }
        addTo(last, collection.getValue().isEmpty() ? text : ", " + text);
    }

    /** Text behind {@code key:}, with a blank or a line end before it; without the last line end. */
    private String valueBehindKey(Node value, int indent) {
        return indented(YamlWriter.entry("k", value), indent)
                .stripTrailing()
                .stripLeading()
                .substring("k:".length());
    }

    /** The YAML's lines moved to the right; a line of a block that is blank stays so. */
    private String indented(String yaml, int indent) {
        StringBuilder text = new StringBuilder();
        yaml.lines().forEach(line -> text.append(line.isEmpty() ? "" : " ".repeat(indent) + line)
                .append(lineEnd));
        return text.toString();
    }

    private void insertLines(int at, String lines) {
        boolean afterLineEnd = at == 0 || file.text().charAt(at - 1) == '\n';
        if (afterLineEnd) {
            addTo(at, lines);
        } else {
            addTo(at, lineEnd + lines.stripTrailing());
        }
    }

    private void addTo(int at, String text) {
        add(at, at, text);
    }

    /** What is put behind one entry and what removes the next one begin at the same place. */
    private void add(int at, int end, String text) {
        edits.merge(
                at,
                new Edit(end, text),
                (one, other) -> new Edit(Math.max(one.end(), other.end()), one.text() + other.text()));
    }

    /** Writes the whole value, whatever was to change within it. */
    private void write(ScalarNode node, String text) {
        int start = file.start(node);
        int end = contentEnd(node, start);
        edits.subMap(start, Math.max(end, start + 1)).clear();
        // A value that is not there begins right behind its colon.
        boolean absent = end == start && start > 0 && file.text().charAt(start - 1) == ':';
        edits.put(start, new Edit(end, absent ? " " + text : text));
    }

    private String scalar(ScalarNode old, String value) {
        boolean fits =
                PLAIN.matcher(value).matches() && !WORD_OF_YAML.matcher(value).matches();
        return switch (old.getScalarStyle()) {
            case PLAIN -> fits || VERSION.matcher(value).matches() ? value : YamlWriter.quoted(value);
            case SINGLE_QUOTED ->
                fits || VERSION.matcher(value).matches() ? "'" + value + "'" : YamlWriter.quoted(value);
            default -> YamlWriter.quoted(value);
        };
    }

    /** Where in the text the words stand; fewer than there are when YAML writes one of them in another way. */
    private List<Integer> places(ScalarNode node, List<ImageText> words) {
        String source = file.text().substring(file.start(node), file.end(node));
        List<Integer> places = new ArrayList<>();
        int from = 0;
        for (ImageText word : words) {
            int at = next(source, word.word(), from);
            if (at < 0) {
                return List.of();
            }
            places.add(file.start(node) + at);
            from = at + word.word().length();
        }
        return places;
    }

    private static int next(String source, String word, int from) {
        for (int at = source.indexOf(word, from); at >= 0; at = source.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean whole = (ImageText.begins(source, at) || isBehindEscape(source, at))
                    && (end == source.length()
                            || !ImageText.isOfReference(source.charAt(end))
                            || ".:".indexOf(source.charAt(end)) >= 0);
            if (whole) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isBehindEscape(String source, int at) {
        return at >= 2 && source.charAt(at - 2) == '\\';
    }

    private static boolean isOneLine(ScalarNode node) {
        return node.getScalarStyle() != ScalarStyle.LITERAL
                && node.getScalarStyle() != ScalarStyle.FOLDED
                && !node.getValue().contains("\n");
    }

    private static boolean isString(ScalarNode node) {
        return node.getTag().equals(Tag.STR);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** Behind the last character of the value itself: a collection's end mark is only where the next thing begins. */
    private int contentEnd(Node node, int atLeast) {
        int end;
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() != FlowStyle.FLOW
                && !collection.getValue().isEmpty()) {
            Object last = collection.getValue().get(collection.getValue().size() - 1);
            end = contentEnd(last instanceof NodeTuple entry ? entry.getValueNode() : (Node) last, atLeast);
        } else {
            end = file.end(node);
        }
        while (end > atLeast
                && isBlockScalar(node)
                && Character.isWhitespace(file.text().charAt(end - 1))) {
            end--;
        }
        return Math.max(end, atLeast);
    }

    private static boolean isBlockScalar(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    }

    /** Where the line behind the value begins; the end of the text where there is none. */
    private int lineBehind(Node value) {
        int end = lineEndAt(contentEnd(value, file.start(value)));
        return Math.min(
                file.text().length(),
                end == file.text().length() ? end : file.text().indexOf('\n', end) + 1);
    }

    private int lineEndAt(int at) {
        int lineFeed = file.text().indexOf('\n', at);
        int end = lineFeed < 0 ? file.text().length() : lineFeed;
        return end > at && file.text().charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private int lineStartAt(int at) {
        return file.text().lastIndexOf('\n', at - 1) + 1;
    }

    private void refuseAnchored(Node node) {
        if (anchored.getOrDefault(node, false)) {
            throw new UnusableManifest(
                    file.place(node),
                    "an anchor or alias stands on what would change; write the value out in each place");
        }
    }

    private void findAnchored(Node node, boolean within) {
        boolean touched = within || node.getAnchor().isPresent();
        if (anchored.containsKey(node) && anchored.getOrDefault(node, false) == touched) {
            return;
        }
        anchored.put(node, touched);
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> findAnchored(item, touched));
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> findAnchored(entry.getValueNode(), touched));
        }
    }

    private record Edit(int end, String text) {}
}
