// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.schema.Limits;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lists of directories as dynamic loaders do, and replaces the variables in them: {@code $ORIGIN}, {@code $LIB}
 * and {@code $PLATFORM}, also in braces. The values of the last two depend on the processor and on how the loader was
 * built, so each stands for all known values. Stateless.
 */
final class SearchPath {

    private static final Pattern ORIGIN = variable("ORIGIN");
    private static final Pattern LIB = variable("LIB");
    private static final Pattern PLATFORM = variable("PLATFORM");

    private SearchPath() {}

    /**
     * A directory of a list.
     *
     * @param path its path
     * @param isOneOfSeveral whether the next directory of the list is another value of the same entry
     */
    record Directory(Text path, boolean isOneOfSeveral) implements Comparable<Directory> {

        private static final Comparator<Directory> ORDER =
                Comparator.comparing(Directory::path).thenComparing(Directory::isOneOfSeveral);

        @Override
        public int compareTo(Directory other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Returns the directories of a list.
     *
     * @param list the list
     * @param separators the characters that end a directory
     * @param origin the directory of the file that the list belongs to; without a slash at the end, except the root
     * @param machine the processor
     * @return the directories in order, without those that are too long for a path; a relative one begins in the
     *     working directory, and an empty one is that directory
     */
    static List<Directory> directories(ByteString list, String separators, Text origin, Machine machine) {
        List<Directory> directories = new ArrayList<>();
        for (String directory : characters(list).split("[" + separators + "]", -1)) {
            List<String> expanded = expand(directory, origin, machine);
            for (String each : expanded) {
                directories.add(new Directory(bytes(each), !each.equals(expanded.getLast())));
            }
        }
        return directories;
    }

    /**
     * Returns the names that a name with variables of the loader can stand for.
     *
     * @param name a name or path
     * @param origin the directory of the file that needs it
     * @param machine the processor
     * @return the possible names that are no longer than a path, the most likely one first
     */
    static List<Text> expansions(ByteString name, Text origin, Machine machine) {
        return expand(characters(name), origin, machine).stream()
                .map(SearchPath::bytes)
                .toList();
    }

    /** Returns the directories of a list as they are, without empty ones and those that are too long for a path. */
    static List<Text> plain(ByteString list, String separators) {
        return Arrays.stream(characters(list).split("[" + separators + "]"))
                .filter(directory -> !directory.isEmpty() && directory.length() <= Limits.PATH_BYTES)
                .map(SearchPath::bytes)
                .distinct()
                .toList();
    }

    /**
     * Replaces {@code $ORIGIN} by a directory.
     *
     * @return empty if the text holds a dollar with anything else behind it
     */
    static Optional<Text> withOrigin(ByteString text, Text origin) {
        String replaced = ORIGIN.matcher(characters(text)).replaceAll(Matcher.quoteReplacement(characters(origin)));
        return replaced.contains("$") ? Optional.empty() : Optional.of(bytes(replaced));
    }

    /** Returns whether a path begins at the root. */
    static boolean isAbsolute(ByteString path) {
        return path.indexOf('/') == 0;
    }

    /** Returns a path that begins at the root with a slash before it; it may have one already. */
    static Text fromRoot(Text path) {
        return isAbsolute(path) ? path : in(Text.of("/"), path);
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
        List<String> expanded = List.of(replace(text, ORIGIN, characters(origin)));
        expanded = replaceByEach(expanded, LIB, LibraryDirectories.lib(machine));
        return replaceByEach(expanded, PLATFORM, LibraryDirectories.platforms(machine)).stream()
                .filter(path -> path.length() <= Limits.PATH_BYTES)
                .toList();
    }

    private static List<String> replaceByEach(List<String> texts, Pattern variable, List<String> values) {
        List<String> replaced = new ArrayList<>();
        for (String text : texts) {
            if (variable.matcher(text).find()) {
                values.forEach(value -> replaced.add(replace(text, variable, value)));
            } else {
                replaced.add(text);
            }
        }
        return replaced;
    }

    private static String replace(String text, Pattern variable, String value) {
        return variable.matcher(text).replaceAll(Matcher.quoteReplacement(value));
    }

    /** The name of a variable ends where an identifier would end. */
    private static Pattern variable(String word) {
        return Pattern.compile("\\$(?:\\{" + word + "}|" + word + "(?![A-Za-z0-9_]))");
    }

    /** Returns a string with one character for each byte, so that bytes that are not UTF-8 stay unchanged. */
    private static String characters(ByteString text) {
        return new String(text.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private static Text bytes(String characters) {
        return Text.wrap(characters.getBytes(StandardCharsets.ISO_8859_1));
    }
}
