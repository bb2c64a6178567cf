// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern for paths in a tree. The directories before the first name with a wildcard may be reached through links;
 * the search below them follows none. Immutable.
 */
final class PathPattern {

    /** The directories before the first name that has a wildcard. */
    private static final Pattern PLAIN_START = Pattern.compile("^[^*?\\[\\\\]*/");

    private static final Comparator<Text> BY_BYTES = Comparator.comparing(Text::toByteArray, Arrays::compareUnsigned);

    private final Glob glob;
    private final Text start;
    /** The most names of a path that matches. */
    private final int mostNames;

    /**
     * Creates a pattern.
     *
     * @param pattern a valid {@link Glob} that begins with a slash
     */
    PathPattern(String pattern) {
        glob = Glob.compile(pattern);
        Matcher plain = PLAIN_START.matcher(pattern);
        start = Text.of(plain.find() ? plain.group() : "/");
        mostNames = pattern.contains("**") ? Integer.MAX_VALUE : namesIn(pattern);
    }

    private static int namesIn(String path) {
        return (int) path.chars().filter(each -> each == '/').count();
    }

    /** A directory: its path as the pattern has it with the number of names in that, and its path without links. */
    private record Match(Text shown, int names, TreePath path) {}

    /**
     * Returns the paths that match.
     *
     * @return the paths, sorted; below a directory that matches, none
     */
    List<Text> matches(TreeView view) throws IOException {
        List<Text> found = new ArrayList<>();
        Deque<Match> ahead = new ArrayDeque<>();
        Optional<TreeView.Located> first = view.find(start);
        first.filter(TreeView.Located::isDirectory)
                .ifPresent(directory -> ahead.add(new Match(start, namesIn(start.decode()) - 1, directory.path())));
        while (!ahead.isEmpty()) {
            Match directory = ahead.pop();
            for (Symbol name : view.names(directory.path)) {
                Match entry = new Match(
                        SearchPath.in(directory.shown, name), directory.names + 1, directory.path.child(name));
                if (glob.matches(entry.shown.toByteArray())) {
                    found.add(entry.shown);
                } else if (entry.names < mostNames
                        && view.entry(entry.path)
                                .filter(at -> at.entry() instanceof SourceEntry.Directory)
                                .isPresent()) {
                    ahead.push(entry);
                }
            }
        }
        found.sort(BY_BYTES);
        return found;
    }
}
