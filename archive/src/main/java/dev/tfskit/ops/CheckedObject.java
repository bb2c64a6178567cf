// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.json.Json;
import dev.tfskit.source.Notice;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An object of a configuration whose values have been found to be of the kinds that its keys take. A key whose value is
 * {@code null} counts as absent. Immutable.
 */
final class CheckedObject {

    /** The object of a configuration that does not have it. */
    static final CheckedObject EMPTY = new CheckedObject("", Map.of());

    private final String file;
    private final Map<String, Json> values;

    private CheckedObject(String file, Map<String, Json> values) {
        this.file = file;
        this.values = values;
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
        return new CheckedObject(file, values);
    }

    private static void check(Json value, ConfigurationKeys.Key key, String file) throws FileSystemException {
        Optional<Json> wrong = switch (key.kind()) {
            case TEXT -> value.text().isPresent() ? Optional.empty() : Optional.of(value);
            case FLAG -> value.flag().isPresent() ? Optional.empty() : Optional.of(value);
            case OBJECT -> value.isObject() ? Optional.empty() : Optional.of(value);
            case OBJECTS ->
                value.isList()
                        ? value.elements().stream()
                                .filter(each -> !each.isObject())
                                .findFirst()
                        : Optional.of(value);
            case TEXTS ->
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
            throw problem(file, unusable.get(), key.name() + " holds a NUL, which no path or variable can hold");
        }
        if (wrong.isPresent()) {
            throw problem(
                    file,
                    wrong.get(),
                    key.name() + " takes " + key.kind() + ", and this is "
                            + wrong.get().kind());
        }
    }

    private static FileSystemException problem(String file, Json value, String text) {
        return new FileSystemException(file, null, value.position() + ": " + text);
    }

    /** Makes an exception about the value of a key that is there. */
    FileSystemException problem(String key, String text) {
        return problem(file, get(key), text);
    }

    Json get(String key) {
        return values.getOrDefault(key, Json.NULL);
    }

    /** An empty text counts as absent, as in ops. */
    Optional<String> text(String key) {
        return get(key).text().filter(text -> !text.isEmpty());
    }

    List<String> texts(String key) {
        return get(key).texts();
    }

    Optional<Boolean> flag(String key) {
        return get(key).flag();
    }

    Map<String, String> textsByName(String key) {
        Json object = get(key);
        Map<String, String> texts = new LinkedHashMap<>();
        object.names().forEach(name -> texts.put(name, object.get(name).text().orElseThrow()));
        return texts;
    }
}
