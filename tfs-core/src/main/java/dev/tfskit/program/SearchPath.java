// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of directories as the dynamic loader reads it: with colons between them, and the words {@code $ORIGIN},
 * {@code $LIB} and {@code $PLATFORM}, also in braces. What the last two stand for depends on how the loader was built,
 * so each stands for all that is known.
 */
final class SearchPath {

    private SearchPath() {}

    /**
     * Returns the directories of a list.
     *
     * @param list the list
     * @param separators the characters that end a directory
     * @param origin the directory of the file that the list belongs to; without a slash at the end, except the root
     * @param machine the processor
     * @return the directories in order; an empty one is the working directory, which is the root here
     */
    static List<Text> directories(ByteString list, String separators, Text origin, Machine machine) {
        Set<Text> directories = new LinkedHashSet<>();
        for (String directory : characters(list).split("[" + separators + "]", -1)) {
            for (String expanded : expand(directory, origin, machine)) {
                directories.add(bytes(expanded.isEmpty() ? "/" : expanded));
            }
        }
        return List.copyOf(directories);
    }

    /**
     * Returns what a name stands for that may hold the words of the loader.
     *
     * @param name a name or path
     * @param origin the directory of the file that needs it
     * @param machine the processor
     * @return the possible names, the most likely one first
     */
    static List<Text> expansions(ByteString name, Text origin, Machine machine) {
        return expand(characters(name), origin, machine).stream()
                .map(SearchPath::bytes)
                .toList();
    }

    /** Returns the path of a name in a directory. */
    static Text in(Text directory, ByteString name) {
        String start = characters(directory);
        return bytes((start.endsWith("/") ? start : start + "/") + characters(name));
    }

    /** Returns the path of the directory that holds the last name of a path. */
    static Text parent(ByteString path) {
        String text = characters(path);
        int slash = text.lastIndexOf('/');
        return bytes(slash <= 0 ? "/" : text.substring(0, slash));
    }

    /** Returns the last name of a path. */
    static Text lastName(ByteString path) {
        String text = characters(path);
        return bytes(text.substring(text.lastIndexOf('/') + 1));
    }

    private static List<String> expand(String text, Text origin, Machine machine) {
        List<String> expanded = List.of(replace(text, "ORIGIN", characters(origin)));
        expanded = replaceByEach(expanded, "LIB", LibraryDirectories.lib(machine));
        return replaceByEach(expanded, "PLATFORM", LibraryDirectories.platforms(machine));
    }

    private static List<String> replaceByEach(List<String> texts, String word, List<String> values) {
        List<String> replaced = new ArrayList<>();
        for (String text : texts) {
            if (text.contains("$" + word) || text.contains("${" + word + "}")) {
                values.forEach(value -> replaced.add(replace(text, word, value)));
            } else {
                replaced.add(text);
            }
        }
        return replaced;
    }

    private static String replace(String text, String word, String value) {
        return text.replace("${" + word + "}", value).replace("$" + word, value);
    }

    /** Each byte becomes the character of its number, so that bytes that are not UTF-8 survive. */
    private static String characters(ByteString text) {
        return new String(text.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private static Text bytes(String characters) {
        return Text.wrap(characters.getBytes(StandardCharsets.ISO_8859_1));
    }
}
