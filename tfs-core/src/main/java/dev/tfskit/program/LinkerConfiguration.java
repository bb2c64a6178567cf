// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the directories that {@code /etc/ld.so.conf} and the files that it includes name. One instance reads one
 * configuration. Not thread-safe.
 */
final class LinkerConfiguration {

    /** The most bytes of all files together: a sparse tree can have any number of files that are read as zeros. */
    private static final int MOST_BYTES = 1 << 20;
    /**
     * The most names that all patterns together may be compared with. With links to a directory above them, a tree has
     * paths without end.
     */
    private static final int MOST_COMPARED = 50_000;

    private static final Text START = Text.of("/etc/ld.so.conf");
    private static final String INCLUDE = "include";
    /** What makes a name a pattern. */
    private static final String WILDCARDS = "*?[\\";

    private final TreeView view;
    private final Set<Text> directories = new LinkedHashSet<>();
    private final Set<TreePath> read = new HashSet<>();
    private final Set<Text> expanded = new HashSet<>();
    private final Deque<Line> ahead = new ArrayDeque<>();
    private int bytes;
    private int compared;

    /**
     * A line that has not been interpreted yet.
     *
     * @param text the line
     * @param directory the directory of its file, to which included files are relative
     */
    private record Line(String text, Text directory) {}

    LinkerConfiguration(TreeView view) {
        this.view = view;
    }

    /**
     * Returns the directories in order.
     *
     * @throws LookupLimitException when the files are too large, or their patterns match too much
     * @throws IOException when a file cannot be read
     */
    List<Text> directories() throws IOException {
        include(START);
        while (!ahead.isEmpty()) {
            Line line = ahead.pop();
            String text = line.text.replaceAll("#.*", "").strip();
            if (text.startsWith(INCLUDE) && text.length() > INCLUDE.length() && text.charAt(INCLUDE.length()) <= ' ') {
                List<String> patterns =
                        List.of(text.substring(INCLUDE.length()).strip().split("\\s+"));
                for (String pattern : patterns.reversed()) {
                    for (Text file : matches(pattern, line.directory).reversed()) {
                        include(file);
                    }
                }
            } else if (!text.isEmpty() && !text.startsWith("hwcap")) {
                addDirectory(text.replaceAll("=.*", ""));
            }
        }
        return List.copyOf(directories);
    }

    private void addDirectory(String path) {
        if (path.length() <= Limits.PATH_BYTES) {
            directories.add(Text.wrap(path.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    /** Inserts the lines of a file before the remaining lines. */
    private void include(Text file) throws IOException {
        Optional<TreeView.Located> located = view.find(file);
        if (located.isPresent()
                && located.get().found().entry() instanceof SourceEntry.File found
                && read.add(located.get().path())) {
            List<String> lines = SmallFile.lines(found, MOST_BYTES - bytes);
            bytes += (int) found.size();
            for (String line : lines.reversed()) {
                ahead.push(new Line(line, SearchPath.parent(file)));
            }
        }
    }

    /**
     * Returns the paths that match a pattern, in the order of their names. The pattern may have wildcards in any name.
     * A pattern that was expanded before matches nothing, because its files have been read.
     */
    private List<Text> matches(String pattern, Text directory) throws IOException {
        Text text = Text.wrap(pattern.getBytes(StandardCharsets.ISO_8859_1));
        Text whole = pattern.startsWith("/") ? text : SearchPath.in(directory, text);
        if (whole.length() > Limits.PATH_BYTES || !expanded.add(whole)) {
            return List.of();
        }
        List<Text> found = List.of(Text.of("/"));
        for (Symbol name : PathWalk.split(whole)) {
            found = children(found, name);
        }
        return found;
    }

    private List<Text> children(List<Text> parents, Symbol name) throws IOException {
        Optional<Glob> glob = glob(name.decode());
        List<Text> children = new ArrayList<>();
        for (Text parent : parents) {
            if (glob.isEmpty()) {
                countCompared();
                children.add(SearchPath.in(parent, name));
                continue;
            }
            Optional<TreeView.Located> located = view.find(parent);
            if (located.isPresent() && located.get().isDirectory()) {
                for (Symbol child : view.names(located.get().path())) {
                    countCompared();
                    if (glob.get().matches(child.toByteArray())) {
                        children.add(SearchPath.in(parent, child));
                    }
                }
            }
        }
        return children;
    }

    /** Returns the pattern of a name; empty when it stands for itself, as a malformed pattern does, too. */
    private static Optional<Glob> glob(String name) {
        if (name.chars().noneMatch(each -> WILDCARDS.indexOf(each) >= 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Glob.compile(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void countCompared() throws LookupLimitException {
        if (++compared > MOST_COMPARED) {
            throw new LookupLimitException(
                    START.toString(),
                    "has patterns that lead to more than " + MOST_COMPARED
                            + " names; include single files or directories instead");
        }
    }
}
