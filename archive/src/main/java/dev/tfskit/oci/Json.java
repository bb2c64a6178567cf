// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.error.Messages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a JSON document. A question that does not suit its kind gets an empty answer; the caller decides whether
 * that is an error. Immutable.
 *
 * <p>jackson-databind has such a tree too, but a tool that starts for one image would pay for it: with it, the first
 * document takes three times as long, also from an AOT cache, which becomes half as large again, and 1.8 MB of jars
 * come along.
 */
final class Json {

    private static final int DEEPEST = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A map, a list, a text, or an object that stands for anything else. */
    private final Object value;

    private Json(Object value) {
        this.value = value;
    }

    /**
     * Parses a document.
     *
     * @param archive the name of the archive in messages
     * @param name the name of the document in messages
     * @throws ArchiveException when the document is malformed
     */
    static Json parse(byte[] document, String archive, String name) throws ArchiveException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            Json json = read(parser);
            if (parser.nextToken() != null) {
                throw new ArchiveException(
                        archive, name + " goes on behind its end; it is damaged: copy or make it again");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ArchiveException(
                    archive,
                    name + " is not JSON: " + e.getOriginalMessage() + "; it is damaged: copy or make it again");
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new ArchiveException(archive, name + " cannot be read: " + Messages.reasonOf(e));
        }
    }

    /** Reads a value. The values around it are kept in a list, so nesting takes no stack. */
    private static Json read(JsonParser parser) throws IOException {
        Deque<Object> open = new ArrayDeque<>();
        Deque<String> names = new ArrayDeque<>();
        while (true) {
            JsonToken token = parser.nextToken();
            Object done;
            switch (token) {
                case null -> throw new IOException("it ends too early");
                case FIELD_NAME -> {
                    names.push(parser.currentName());
                    continue;
                }
                case START_OBJECT -> {
                    open.push(new LinkedHashMap<String, Json>());
                    continue;
                }
                case START_ARRAY -> {
                    open.push(new ArrayList<Json>());
                    continue;
                }
                case END_OBJECT, END_ARRAY -> done = open.pop();
                case VALUE_STRING -> done = parser.getText();
                default -> done = token;
            }
            if (open.isEmpty()) {
                return new Json(done);
            }
            put(open.peek(), names, new Json(done));
        }
    }

    @SuppressWarnings("unchecked")
    private static void put(Object container, Deque<String> names, Json json) {
        if (container instanceof Map<?, ?> map) {
            ((Map<String, Json>) map).put(names.pop(), json);
        } else {
            ((List<Json>) container).add(json);
        }
    }

    /** Returns a member of an object; an empty value when there is no such member, or no object. */
    Json get(String name) {
        return value instanceof Map<?, ?> map && map.get(name) instanceof Json json
                ? json
                : new Json(JsonToken.VALUE_NULL);
    }

    /** Whether the value is an array. */
    boolean isList() {
        return value instanceof List<?>;
    }

    /** Returns the names of the members of an object, in the order of the document. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> names.add((String) name));
        }
        return names;
    }

    /** Whether the value is an object with such a member. */
    boolean has(String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name);
    }

    /** Returns the elements of an array. */
    List<Json> elements() {
        List<Json> elements = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> elements.add((Json) element));
        }
        return elements;
    }

    /** Returns the text, when the value is one. */
    Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Returns the texts among the elements of an array. */
    List<String> texts() {
        return elements().stream().flatMap(element -> element.text().stream()).toList();
    }
}
