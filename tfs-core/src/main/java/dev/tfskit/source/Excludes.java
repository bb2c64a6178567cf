// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A list of patterns, in the syntax of rsync, for entries that stay out of an image. It records which patterns have
 * matched, and is immutable otherwise. Thread-safe.
 *
 * <p>A pattern that begins with a slash matches from the root of the tree; any other pattern matches the last names of
 * a path, as {@code a/b} matches {@code /x/a/b}. {@code *} and {@code ?} match no slash, {@code **} does. Unlike in
 * rsync, {@code ?} matches a whole character of UTF-8 and no part of one. A pattern with a slash at its end matches
 * directories only. In a pattern without {@code *}, {@code ?} and {@code [}, a backslash stands for itself. A pattern
 * with {@code /***} at its end matches a directory and everything in it.
 *
 * <p>The first pattern that matches an entry decides. It keeps the entry if it begins with {@code "+ "}, and leaves it
 * out otherwise. An entry that no pattern matches goes in. When a directory stays out, everything in it stays out,
 * whatever later patterns match. {@link ExcludedPaths} matches paths.
 */
public final class Excludes {

    /** Leaves nothing out. */
    public static final Excludes NONE = new Excludes(List.of(), false);

    /**
     * Directories that the Nanos kernel fills itself; it stops at boot when an image has entries there (docs/format.md,
     * section 3.1).
     */
    private static final Set<Symbol> KERNEL_DIRECTORIES = Set.of(Symbol.of("dev"), Symbol.of("proc"), Symbol.of("sys"));

    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");
    private static final String DIRECTORY_AND_CONTENTS = "/***";
    private static final int CONTENTS_CHARACTERS = 3;

    private final List<Rule> rules;
    private final boolean kernelDirectoriesStayEmpty;

    /** A pattern and its effect. */
    private static final class Rule {
        private final String given;
        /** Matches the whole path, with a slash before each name. */
        private final Glob glob;

        private final boolean keeps;
        private final boolean directoriesOnly;
        private volatile boolean hasMatched;

        Rule(String given, Glob glob, boolean keeps, boolean directoriesOnly) {
            this.given = given;
            this.glob = glob;
            this.keeps = keeps;
            this.directoriesOnly = directoriesOnly;
        }
    }

    private Excludes(List<Rule> rules, boolean kernelDirectoriesStayEmpty) {
        this.rules = rules;
        this.kernelDirectoriesStayEmpty = kernelDirectoriesStayEmpty;
    }

    /**
     * Compiles patterns.
     *
     * @param patterns the patterns, in the order in which they are tried
     * @param kernelDirectoriesStayEmpty whether to leave out the entries of /dev, /proc and /sys
     * @return the compiled patterns
     * @throws IllegalArgumentException when a pattern is malformed
     */
    public static Excludes of(List<String> patterns, boolean kernelDirectoriesStayEmpty) {
        List<Rule> rules = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.endsWith(DIRECTORY_AND_CONTENTS)) {
                rules.add(rule(pattern.substring(0, pattern.length() - CONTENTS_CHARACTERS), pattern));
            }
            rules.add(rule(pattern, pattern));
        }
        return new Excludes(List.copyOf(rules), kernelDirectoriesStayEmpty);
    }

    /**
     * Compiles a pattern.
     *
     * @param text the pattern, or the part of it that matches a directory
     * @param given the pattern as the user gave it
     */
    private static Rule rule(String text, String given) {
        boolean keeps = text.startsWith("+ ");
        String pattern = keeps || text.startsWith("- ") ? text.substring(2) : text;
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
                keeps,
                directoriesOnly);
    }

    /**
     * Returns these excludes with further patterns for entries to keep.
     *
     * @param patterns the patterns of the entries to keep; they come before all others
     * @return the excludes
     * @throws IllegalArgumentException when a pattern is malformed
     */
    public Excludes keeping(String... patterns) {
        if (rules.isEmpty()) {
            return this;
        }
        List<Rule> more = new ArrayList<>();
        for (String pattern : patterns) {
            more.add(rule("+ " + pattern, "+ " + pattern));
        }
        more.addAll(rules);
        return new Excludes(List.copyOf(more), kernelDirectoriesStayEmpty);
    }

    /**
     * Returns whether a pattern leaves something out.
     *
     * @return false when every entry goes in
     */
    boolean hasPatterns() {
        return !rules.isEmpty();
    }

    /**
     * Returns the patterns that have decided about no entry so far, in any tree.
     *
     * @return the patterns as they were given
     */
    public List<String> unmatched() {
        Set<String> unmatched = new LinkedHashSet<>();
        rules.forEach(rule -> unmatched.add(rule.given));
        rules.stream().filter(rule -> rule.hasMatched).forEach(rule -> unmatched.remove(rule.given));
        return List.copyOf(unmatched);
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

    /** Returns whether an entry is left out, whose path the patterns have been matched with. */
    boolean leavesOut(List<Glob.Progress> progress, boolean isDirectory) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if ((isDirectory || !rule.directoriesOnly) && rule.glob.matches(progress.get(i))) {
                rule.hasMatched = true;
                return !rule.keeps;
            }
        }
        return false;
    }

    /**
     * Returns whether a directory must stay empty because the kernel fills it.
     *
     * @param path the path of the directory in the image
     * @return true when its entries are left out
     */
    public boolean leavesEmpty(TreePath path) {
        return kernelDirectoriesStayEmpty && isKernelDirectory(path);
    }

    /**
     * Returns whether the kernel fills the directory at a path. The kernel does not boot when the path is not a
     * directory.
     *
     * @param path the path in the image
     * @return true for /dev, /proc and /sys
     */
    public static boolean isKernelDirectory(TreePath path) {
        return path.parent().filter(parent -> parent.parent().isEmpty()).isPresent()
                && KERNEL_DIRECTORIES.contains(path.name());
    }
}
