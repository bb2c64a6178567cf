// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A list of patterns, in the syntax of rsync, that selects entries of a tree: to leave them out of an image, or to
 * remove them from one. Immutable.
 *
 * <p>A pattern that begins with a slash matches from the root of the tree; any other pattern matches the last names of
 * a path, as {@code a/b} matches {@code /x/a/b}. {@code *} and {@code ?} match no slash, {@code **} does. Unlike in
 * rsync, {@code ?} matches a whole character of UTF-8 and no part of one. A pattern with a slash at its end matches
 * directories only. In a pattern without {@code *}, {@code ?} and {@code [}, a backslash stands for itself. A pattern
 * with {@code /***} at its end matches a directory and everything in it.
 *
 * <p>The first pattern that matches an entry decides. It spares the entry if it begins with {@code "+ "}, and selects
 * it otherwise. An entry that no pattern matches is not selected. When a directory is selected, so is everything in it,
 * whatever later patterns match. {@link SelectedPaths} matches paths, and a {@link PatternUse} knows the patterns that
 * have decided about no entry.
 */
public final class EntryPatterns {

    /** Selects nothing. */
    public static final EntryPatterns NONE = of(List.of());

    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");
    private static final String DIRECTORY_AND_CONTENTS = "/***";
    private static final int CONTENTS_CHARACTERS = 3;

    private final List<Rule> rules;
    private final Consumer<String> listener;

    /**
     * A pattern and its effect.
     *
     * @param given the pattern as the user gave it
     * @param glob matches the whole path, with a slash before each name
     * @param spares whether the pattern spares what it matches
     * @param directoriesOnly whether it matches nothing but directories
     */
    private record Rule(String given, Glob glob, boolean spares, boolean directoriesOnly) {}

    private EntryPatterns(List<Rule> rules, Consumer<String> listener) {
        this.rules = List.copyOf(rules);
        this.listener = listener;
    }

    /**
     * Compiles patterns.
     *
     * @param patterns the patterns, in the order in which they are tried
     * @return the compiled patterns
     * @throws IllegalArgumentException when a pattern is malformed
     */
    public static EntryPatterns of(List<String> patterns) {
        List<Rule> rules = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.endsWith(DIRECTORY_AND_CONTENTS)) {
                rules.add(rule(pattern.substring(0, pattern.length() - CONTENTS_CHARACTERS), pattern));
            }
            rules.add(rule(pattern, pattern));
        }
        return new EntryPatterns(rules, _ -> {});
    }

    /**
     * Compiles a pattern.
     *
     * @param text the pattern, or the part of it that matches a directory
     * @param given the pattern as the user gave it
     */
    private static Rule rule(String text, String given) {
        boolean spares = text.startsWith("+ ");
        String pattern = spares || text.startsWith("- ") ? text.substring(2) : text;
        boolean directoriesOnly = pattern.endsWith("/");
        String path = directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the pattern '" + given + "' names no entry; for all entries write '*'");
        }
        // As in rsync, a backslash is an ordinary character in a pattern without wildcards.
        String glob = WILDCARD.matcher(given).find() ? path : path.replace("\\", "\\\\");
        return new Rule(
                given,
                glob.startsWith("/") ? Glob.compile(glob) : Glob.compileForLastNames(glob),
                spares,
                directoriesOnly);
    }

    /**
     * Returns these patterns with further ones for entries to spare.
     *
     * @param patterns the patterns of the entries to spare; they come before all others
     * @return the patterns
     * @throws IllegalArgumentException when a pattern is malformed
     */
    public EntryPatterns sparing(String... patterns) {
        if (isEmpty()) {
            return this;
        }
        Stream<Rule> spared = Stream.of(patterns).map(pattern -> "+ " + pattern).map(pattern -> rule(pattern, pattern));
        return new EntryPatterns(Stream.concat(spared, rules.stream()).toList(), listener);
    }

    /**
     * Returns these patterns with a further listener.
     *
     * @param receiver receives each pattern that decides about an entry, as it was given, on the thread that matches
     */
    EntryPatterns reportingTo(Consumer<String> receiver) {
        return new EntryPatterns(rules, listener.andThen(receiver));
    }

    /**
     * Returns whether there are no patterns.
     *
     * @return true if there is none; then no entry is selected
     */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Returns the patterns as they were given, without repetitions. */
    Stream<String> given() {
        return rules.stream().map(Rule::given).distinct();
    }

    /** Returns the progress of each pattern before the first name. */
    List<Glob.Progress> start() {
        return rules.stream().map(rule -> rule.glob.start()).toList();
    }

    /** Returns the progress of each pattern behind another name. */
    List<Glob.Progress> advance(List<Glob.Progress> directory, Symbol name) {
        byte[] bytes = new byte[1 + name.length()];
        bytes[0] = '/';
        name.copyTo(bytes, 1);
        List<Glob.Progress> progress = new ArrayList<>(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            progress.add(rules.get(i).glob.advance(directory.get(i), bytes));
        }
        return progress;
    }

    /** Returns whether an entry is selected, whose path the patterns have been matched with. */
    boolean selects(List<Glob.Progress> progress, boolean isDirectory) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if ((isDirectory || !rule.directoriesOnly) && rule.glob.matches(progress.get(i))) {
                listener.accept(rule.given);
                return !rule.spares;
            }
        }
        return false;
    }
}
