// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What stays out of an image. Patterns are those of rsync: one that begins with a slash matches from the root of the
 * tree, another one the last names of a path; {@code *} and {@code ?} stop at slashes, {@code **} does not; a slash at
 * the end means directories only, and {@code /***} a directory with what is in it. The first pattern that matches
 * decides; one that begins with {@code "+ "} keeps what it matches. What is in a directory that stays out stays out
 * with it. Immutable.
 */
public final class Excludes {

    /** Everything goes in. */
    public static final Excludes NONE = new Excludes(List.of(), false);

    /**
     * What the Nanos kernel puts there itself; it stops at boot when it finds something else (docs/format.md, section
     * 3.1).
     */
    private static final Set<Symbol> KERNEL_FOLDERS = Set.of(Symbol.of("dev"), Symbol.of("proc"), Symbol.of("sys"));

    private static final String DIRECTORY_AND_CONTENTS = "/***";

    private final List<Rule> rules;
    private final boolean kernelFoldersStayEmpty;

    /**
     * A pattern and what it says.
     *
     * @param glob for the whole path, with a slash before each name
     */
    private record Rule(Glob glob, boolean keeps, boolean directoriesOnly) {}

    private Excludes(List<Rule> rules, boolean kernelFoldersStayEmpty) {
        this.rules = rules;
        this.kernelFoldersStayEmpty = kernelFoldersStayEmpty;
    }

    /**
     * Compiles patterns.
     *
     * @param patterns in the order in which they are asked
     * @param kernelFoldersStayEmpty whether what is in /dev, /proc and /sys stays out, too
     * @throws IllegalArgumentException when one is malformed
     */
    public static Excludes of(List<String> patterns, boolean kernelFoldersStayEmpty) {
        List<Rule> rules = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.endsWith(DIRECTORY_AND_CONTENTS)) {
                rules.add(rule(pattern.substring(0, pattern.length() - DIRECTORY_AND_CONTENTS.length())));
            }
            rules.add(rule(pattern));
        }
        return new Excludes(List.copyOf(rules), kernelFoldersStayEmpty);
    }

    private static Rule rule(String text) {
        boolean keeps = text.startsWith("+ ");
        String pattern = keeps || text.startsWith("- ") ? text.substring(2) : text;
        boolean directoriesOnly = pattern.endsWith("/");
        String path = directoriesOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the pattern '" + text + "' matches nothing");
        }
        return new Rule(
                path.startsWith("/") ? Glob.compile(path) : Glob.compileForLastNames(path), keeps, directoriesOnly);
    }

    /** Whether an entry stays out, when the directory that holds it does not. */
    public boolean leavesOut(TreePath path, boolean isDirectory) {
        if (rules.isEmpty()) {
            return false;
        }
        byte[] bytes = path.toText().toByteArray();
        for (Rule rule : rules) {
            if ((isDirectory || !rule.directoriesOnly) && rule.glob.matches(bytes)) {
                return !rule.keeps;
            }
        }
        return false;
    }

    /** Whether this is the path of a directory that must stay empty because the kernel fills it. */
    public boolean leavesEmpty(TreePath path) {
        return kernelFoldersStayEmpty && isKernelFolder(path);
    }

    /** Whether the kernel fills the directory with this path, and will not boot when something else is there. */
    public static boolean isKernelFolder(TreePath path) {
        return path.parent().filter(parent -> parent.parent().isEmpty()).isPresent()
                && KERNEL_FOLDERS.contains(path.name());
    }
}
