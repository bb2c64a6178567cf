// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.json.Json;
import dev.tfskit.source.Notice;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An object of a configuration whose values were checked: each has the kind that its key takes. A key whose value is
 * {@code null} counts as absent. Immutable.
 */
final class CheckedObject {

    private final String file;
    private final Map<String, Json> values;
    private final Optional<CheckedObject> below;

    private CheckedObject(String file, Map<String, Json> values, Optional<CheckedObject> below) {
        this.file = file;
        this.values = values;
        this.below = below;
    }

    /**
     * Checks an object.
     *
     * @param file the name of the configuration in messages
     * @param notices receives the keys that are not known
     * @throws FileSystemException when a value is of another kind than its key takes
     */
    static CheckedObject of(Json object, ConfigurationKeys.Level level, String file, Consumer<Notice> notices)
            throws FileSystemException {
        Map<String, Json> values = new HashMap<>();
        for (String name : object.names()) {
            Json value = object.get(name);
            Optional<ConfigurationKeys.Key> key = level.key(name);
            if (key.isEmpty()) {
                if (!level.passesOver(name)) {
                    notices.accept(new Notice(
                            file,
                            value.position() + ": the key " + name
                                    + " is not known and has no effect; correct it or remove it"));
                }
            } else if (!value.isNull()) {
                check(value, key.get(), file);
                values.put(key.get().name(), value);
            }
        }
        return new CheckedObject(file, values, Optional.empty());
    }

    private static void check(Json value, ConfigurationKeys.Key key, String file) throws FileSystemException {
        Optional<Json> wrong = switch (key.kind()) {
            case TEXT -> value.text().isPresent() ? Optional.empty() : Optional.of(value);
            case FLAG -> value.flag().isPresent() ? Optional.empty() : Optional.of(value);
            case ATTRIBUTES, OBJECT -> value.isObject() ? Optional.empty() : Optional.of(value);
            case OBJECTS ->
                value.isList()
                        ? value.elements().stream()
                                .filter(each -> !each.isObject())
                                .findFirst()
                        : Optional.of(value);
            case TEXTS, NAMES ->
                value.isList()
                        ? value.elements().stream()
                                .filter(each -> each.text().isEmpty())
                                .findFirst()
                        : Optional.of(value);
            case TEXTS_BY_NAME ->
                value.isObject()
                        ? value.names().stream()
                                .map(value::get)
                                .filter(each -> each.text().isEmpty())
                                .findFirst()
                        : Optional.of(value);
        };
        Optional<Json> unusable = Stream.concat(
                        Stream.of(value),
                        Stream.concat(
                                value.elements().stream(),
                                value.names().stream().map(value::get)))
                .filter(each ->
                        each.text().filter(text -> text.indexOf('\0') >= 0).isPresent())
                .findFirst();
        if (unusable.isPresent()) {
            throw problem(
                    file, unusable.get(), key.name() + " holds a NUL, which no path or variable can hold; remove it");
        }
        if (wrong.isPresent()) {
            throw problem(
                    file,
                    wrong.get(),
                    key.name() + " takes " + key.kind() + ", and this is "
                            + wrong.get().kind());
        }
        Optional<Json> nameless = switch (key.kind()) {
            case NAMES ->
                value.elements().stream()
                        .filter(each -> each.text().filter(String::isEmpty).isPresent())
                        .findFirst();
            case TEXTS_BY_NAME, ATTRIBUTES -> memberWithoutName(value);
            default -> Optional.empty();
        };
        if (nameless.isPresent()) {
            throw problem(file, nameless.get(), key.name() + " holds an empty name; correct it or remove it");
        }
    }

    /** Finds a member with an empty name at any depth. The JSON reader limits the depth, so this recursion ends. */
    private static Optional<Json> memberWithoutName(Json value) {
        if (value.has("")) {
            return Optional.of(value.get(""));
        }
        return Stream.concat(value.elements().stream(), value.names().stream().map(value::get))
                .flatMap(each -> memberWithoutName(each).stream())
                .findFirst();
    }

    private static FileSystemException problem(String file, Json value, String text) {
        return new FileSystemException(file, null, value.position() + ": " + text);
    }

    /** Makes an exception about the value of a key that is there. */
    FileSystemException problem(String key, String text) {
        return problem(file, get(key), text);
    }

    /** Returns this object with another one below it. The values of the other count where this one has none. */
    CheckedObject over(CheckedObject other) {
        return new CheckedObject(file, values, Optional.of(other));
    }

    /** Returns this object without the one below it. */
    CheckedObject own() {
        return new CheckedObject(file, values, Optional.empty());
    }

    /** Returns this object without some of its keys. */
    CheckedObject without(Set<String> keys) {
        Map<String, Json> rest = new HashMap<>(values);
        rest.keySet().removeAll(keys);
        return new CheckedObject(file, rest, below);
    }

    Json get(String key) {
        Json value = values.get(key);
        return value == null ? below.map(other -> other.get(key)).orElse(Json.NULL) : value;
    }

    /** An empty text counts as absent, as in ops. */
    Optional<String> text(String key) {
        return values.getOrDefault(key, Json.NULL)
                .text()
                .filter(text -> !text.isEmpty())
                .or(() -> below.flatMap(other -> other.text(key)));
    }

    List<String> texts(String key) {
        return get(key).texts();
    }

    /** Returns the texts of the object below, then those of this one. */
    List<String> allTexts(String key) {
        List<String> texts =
                new ArrayList<>(below.map(other -> other.allTexts(key)).orElse(List.of()));
        texts.addAll(values.getOrDefault(key, Json.NULL).texts());
        return texts;
    }

    Optional<Boolean> flag(String key) {
        return get(key).flag();
    }

    /** Returns the members of an object; those of this one win over those of the one below. */
    Map<String, Json> members(String key) {
        Map<String, Json> members =
                new LinkedHashMap<>(below.map(other -> other.members(key)).orElse(Map.of()));
        Json object = values.getOrDefault(key, Json.NULL);
        object.names().forEach(name -> members.put(name, object.get(name)));
        return members;
    }

    Map<String, String> textsByName(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        members(key).forEach((name, value) -> texts.put(name, value.text().orElseThrow()));
        return texts;
    }
}
