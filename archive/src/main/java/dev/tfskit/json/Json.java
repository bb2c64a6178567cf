// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document. A method that does not fit the kind of the value returns an empty result, and the caller
 * decides whether that is an error. A value knows its line and column in the document. Immutable.
 *
 * <p>jackson-databind has such a tree, too, but it costs too much for a tool that starts anew for each image: with
 * jackson-databind the first document takes three times as long, also from an AOT cache, the AOT cache is half as large
 * again, and the jars grow by 1.8 MB.
 */
public final class Json {

    private static final int DEEPEST = 100;
    /** Where an open bracket is, in words of Jackson that are for programmers. */
    private static final Pattern POSITION = Pattern.compile(" \\(start marker at \\[Source: [^\\]]*\\]\\)");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The value {@code null}, which also stands for a missing value. */
    public static final Json NULL = new Json(JsonToken.VALUE_NULL, JsonLocation.NA);

    /** A map, a list, a text, a number, a truth value, or the token of null. */
    private final Object value;

    private final int line;
    private final int column;

    /** A number as it is written. */
    private record Numeral(String text) {}

    /** A container that is being read. */
    private record Open(Object container, JsonLocation start) {}

    private Json(Object value, JsonLocation start) {
        this.value = value;
        this.line = start.getLineNr();
        this.column = start.getColumnNr();
    }

    /**
     * Parses a document.
     *
     * @param archive the name of the archive in messages
     * @param name the name of the document in messages
     * @return the value of the document
     * @throws ArchiveException when the document is malformed; the message names the line and column where it is known
     */
    public static Json parse(byte[] document, String archive, String name) throws ArchiveException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            Json json = read(parser);
            if (parser.nextToken() != null) {
                throw new ArchiveException(
                        archive, name + " has further bytes after its end; it is damaged: copy or make it again");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ArchiveException(
                    archive,
                    name + " is not JSON: "
                            + POSITION.matcher(e.getOriginalMessage()).replaceAll("")
                            + where(e.getLocation())
                            + "; it is damaged: correct it, or copy it again");
        } catch (ArchiveException e) {
            throw e;
        } catch (IOException e) {
            throw new ArchiveException(archive, name + " cannot be read: " + Messages.reasonOf(e));
        }
    }

    private static String where(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** Reads a value. The values around it are kept in a list, so nesting takes no stack. */
    private static Json read(JsonParser parser) throws IOException {
        Deque<Open> open = new ArrayDeque<>();
        Deque<String> names = new ArrayDeque<>();
        while (true) {
            JsonToken token = parser.nextToken();
            Object done;
            JsonLocation start = parser.currentTokenLocation();
            switch (token) {
                case null -> throw new IOException("it ends too early");
                case FIELD_NAME -> {
                    names.push(parser.currentName());
                    continue;
                }
                case START_OBJECT -> {
                    open.push(new Open(new LinkedHashMap<String, Json>(), start));
                    continue;
                }
                case START_ARRAY -> {
                    open.push(new Open(new ArrayList<Json>(), start));
                    continue;
                }
                case END_OBJECT, END_ARRAY -> {
                    Open ended = open.pop();
                    done = ended.container();
                    start = ended.start();
                }
                case VALUE_STRING -> done = parser.getText();
                case VALUE_TRUE, VALUE_FALSE -> done = token == JsonToken.VALUE_TRUE;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> done = new Numeral(parser.getText());
                default -> done = token;
            }
            if (open.isEmpty()) {
                return new Json(done, start);
            }
            put(open.peek().container(), names, new Json(done, start));
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

    /**
     * Returns a member of an object.
     *
     * @param name the name of the member
     * @return its value; {@link #NULL} when there is no such member, or the value is not an object
     */
    public Json get(String name) {
        return value instanceof Map<?, ?> map && map.get(name) instanceof Json json ? json : NULL;
    }

    /**
     * Returns whether the value is an array.
     *
     * @return true for an array
     */
    public boolean isList() {
        return value instanceof List<?>;
    }

    /**
     * Returns whether the value is an object.
     *
     * @return true for an object
     */
    public boolean isObject() {
        return value instanceof Map<?, ?>;
    }

    /**
     * Returns whether the value is null or missing.
     *
     * @return true for null
     */
    public boolean isNull() {
        return value == JsonToken.VALUE_NULL;
    }

    /**
     * Returns the kind of the value in words.
     *
     * @return a noun with its article, {@code true}, {@code false} or {@code null}
     */
    public String kind() {
        return switch (value) {
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String _ -> "a string";
            case Numeral _ -> "a number";
            case Boolean flag -> flag.toString();
            default -> "null";
        };
    }

    /**
     * Returns where the value begins in the document.
     *
     * @return line and column, both from 1
     */
    public String position() {
        return "line " + line + ", column " + column;
    }

    /**
     * Returns the names of the members of an object, in the order of the document.
     *
     * @return the names; none when the value is not an object
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> names.add((String) name));
        }
        return names;
    }

    /**
     * Returns whether the value is an object with such a member.
     *
     * @param name the name of the member
     * @return true when it is there, also when its value is null
     */
    public boolean has(String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name);
    }

    /**
     * Returns the elements of an array.
     *
     * @return the elements; none when the value is not an array
     */
    public List<Json> elements() {
        List<Json> elements = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> elements.add((Json) element));
        }
        return elements;
    }

    /**
     * Returns the number as it is written, if the value is a number.
     *
     * @return the number; empty for other values
     */
    public Optional<String> number() {
        return value instanceof Numeral(String text) ? Optional.of(text) : Optional.empty();
    }

    /**
     * Returns the truth value, if the value is {@code true} or {@code false}.
     *
     * @return the truth value; empty for other values
     */
    public Optional<Boolean> flag() {
        return value instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /**
     * Returns the text, if the value is a string.
     *
     * @return the text; empty for other values
     */
    public Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /**
     * Returns the texts among the elements of an array.
     *
     * @return the texts in the order of the elements; elements that are not strings are left out
     */
    public List<String> texts() {
        return elements().stream().flatMap(element -> element.text().stream()).toList();
    }
}
