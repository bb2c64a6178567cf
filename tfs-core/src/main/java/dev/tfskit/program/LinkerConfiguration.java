// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

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

    private static final int MOST_BYTES = 1 << 20;
    private static final Text START = Text.of("/etc/ld.so.conf");
    private static final String INCLUDE = "include";

    private final TreeView view;
    private final Set<Text> directories = new LinkedHashSet<>();
    private final Set<TreePath> read = new HashSet<>();
    private final Deque<Line> ahead = new ArrayDeque<>();

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

    /** Returns the directories in order. */
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
                directories.add(Text.wrap(text.replaceAll("=.*", "").getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return List.copyOf(directories);
    }

    /** Inserts the lines of a file before the remaining lines. */
    private void include(Text file) throws IOException {
        Optional<TreeView.Located> located = view.find(file);
        if (located.isPresent()
                && located.get().found().entry() instanceof SourceEntry.File found
                && read.add(located.get().path())) {
            for (String line : SmallFile.lines(found, MOST_BYTES).reversed()) {
                ahead.push(new Line(line, SearchPath.parent(file)));
            }
        }
    }

    /**
     * Returns the files that match a pattern, in the order of their names. The pattern may have wildcards in any name.
     */
    private List<Text> matches(String pattern, Text directory) throws IOException {
        Text whole = Text.wrap(pattern.getBytes(StandardCharsets.ISO_8859_1));
        List<Text> found = List.of(pattern.startsWith("/") ? Text.of("/") : directory);
        for (Symbol name : PathWalk.split(whole)) {
            found = children(found, name);
        }
        return found;
    }

    private List<Text> children(List<Text> parents, Symbol name) throws IOException {
        Glob glob = Glob.compile(name.decode());
        List<Text> children = new ArrayList<>();
        for (Text parent : parents) {
            Optional<TreeView.Located> located = view.find(parent);
            if (located.isPresent() && located.get().isDirectory()) {
                for (Symbol child : view.names(located.get().path())) {
                    if (glob.matches(child.toByteArray())) {
                        children.add(SearchPath.in(parent, child));
                    }
                }
            }
        }
        return children;
    }
}
