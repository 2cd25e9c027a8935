package io.bpfman.siblings.tekton;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field of any JSON without ever failing.
 *
 * <p>One object that does not decode stops its watch for good, and a tenant can write nearly anything into an object;
 * so no wire type leaves its leaves to Jackson's type coercion.
 */
public final class LenientJson {

    private LenientJson() {}

    /** An object of JSON with only these of its fields; what else there is, however large, is passed over unread. */
    public static JsonNode only(Set<String> fields, JsonParser parser, DeserializationContext context)
            throws IOException {
        ObjectNode some = JsonNodeFactory.instance.objectNode();
        if (!parser.isExpectedStartObjectToken()) {
            parser.skipChildren();
            return some;
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            parser.nextToken();
            if (fields.contains(field)) {
                some.set(field, context.readTree(parser));
            } else {
                parser.skipChildren();
            }
        }
        return some;
    }

    /** The field's text; null when it is absent or something else. */
    public static @Nullable String text(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.isTextual() ? node.textValue() : null;
    }

    /** The field as it is; null when it is absent or JSON's null. */
    public static @Nullable JsonNode any(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.isMissingNode() || node.isNull() ? null : node;
    }

    /**
     * The field without what lies deeper than the elements of an array: a nested object or array is there, and empty. A
     * tenant can nest ten thousand levels, and an object is written again when it is cloned. Null when it is absent.
     */
    public static @Nullable JsonNode shallow(JsonNode parent, String field) {
        @Nullable JsonNode node = any(parent, field);
        if (node == null || !node.isArray()) {
            return node == null ? null : emptied(node);
        }
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        node.forEach(element -> elements.add(emptied(element)));
        return elements;
    }

    private static JsonNode emptied(JsonNode node) {
        return node.isContainerNode() ? JsonNodeFactory.instance.objectNode() : node;
    }

    /** The field's objects, each one read; empty when the field is no array. What is no object is left out. */
    public static <T> List<T> objects(JsonNode parent, String field, Function<JsonNode, T> reader) {
        JsonNode node = parent.path(field);
        if (!node.isArray()) {
            return List.of();
        }
        return StreamSupport.stream(node.spliterator(), false)
                .filter(JsonNode::isObject)
                .map(reader)
                .toList();
    }

    /** The field's object, read; null when it is no object. */
    public static <T> @Nullable T object(JsonNode parent, String field, Function<JsonNode, T> reader) {
        JsonNode node = parent.path(field);
        return node.isObject() ? reader.apply(node) : null;
    }
}
