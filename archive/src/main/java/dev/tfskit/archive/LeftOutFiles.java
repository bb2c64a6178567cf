// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The files of a tar archive that stay out of the image under their first names, such as those that match
 * {@code --exclude}. A left-out file may have hard links that go in. The first of these links then goes in as the file,
 * and the others as further names of it. So an image is the same whether the tree came from an archive or from a
 * directory.
 *
 * <p>Names in the archive differ from paths in the image, because {@code --strip-components} removes names. Not
 * thread-safe.
 */
final class LeftOutFiles {

    /**
     * The files by their names in the archive: by the first name, and by those of links that stay out, too. An archive
     * can have a name again for another file, and then the other names keep the old one.
     */
    private final Map<TreePath, LeftOutFile> files = new HashMap<>();
    /**
     * Links that stay out and whose file is not among these files, with the name of that file: the file goes in, or has
     * not been read yet.
     */
    private final Map<TreePath, TreePath> leftOutLinks = new HashMap<>();
    /** The paths of links whose file has not been read yet, by the name of the file. */
    private final Map<TreePath, Set<TreePath>> waiting = new LinkedHashMap<>();
    /** The paths that links have in the image or will have, with the set of all such paths of their file. */
    private final Map<TreePath, Set<TreePath>> linked = new HashMap<>();

    /** What makes the entry of a file at a path, and the paths of the file in the image. */
    private record LeftOutFile(IoFunction<TreePath, SourceEntry> entry, SequencedSet<TreePath> paths) {}

    /**
     * Adds a file that stays out.
     *
     * @param name its name in the archive
     * @param entry makes the entry at the path of a link that goes in, as late as that: what is wrong with a file does
     *     not matter while it stays out
     * @return the entries for links that were read before the file
     * @throws IOException when one of these links needs the entry, and the file cannot be in an image
     */
    List<SourceEntry> add(TreePath name, IoFunction<TreePath, SourceEntry> entry) throws IOException {
        put(name, new LeftOutFile(entry, new LinkedHashSet<>()));
        List<SourceEntry> entries = new ArrayList<>();
        for (TreePath path : Optional.ofNullable(waiting.remove(name)).orElse(Set.of())) {
            entries.add(link(path, name).orElseThrow());
        }
        return entries;
    }

    /** Adds a hard link that stays out, too: later links may name it instead of the file. */
    void addLink(TreePath name, TreePath target) {
        TreePath file = fileOf(target);
        LeftOutFile found = files.get(file);
        if (found == null) {
            files.remove(name);
            leftOutLinks.put(name, file);
        } else {
            put(name, found);
        }
    }

    private void put(TreePath name, LeftOutFile file) {
        leftOutLinks.remove(name);
        files.put(name, file);
    }

    /** Forgets the file of a name in the archive, because what has the name now is none. */
    void forget(TreePath name) {
        leftOutLinks.remove(name);
        files.remove(name);
    }

    /** Returns a name of the file that a name in the archive leads to. */
    TreePath fileOf(TreePath name) {
        return leftOutLinks.getOrDefault(name, name);
    }

    /**
     * Gives a file another path in the image.
     *
     * @param path the path of a link that goes in
     * @param file a name of the file in the archive
     * @return the entry for the link; empty when no such file has been read yet
     * @throws IOException when the file cannot be in an image
     */
    Optional<SourceEntry> link(TreePath path, TreePath file) throws IOException {
        LeftOutFile found = files.get(file);
        if (found == null) {
            return Optional.empty();
        }
        SourceEntry entry = found.paths.isEmpty()
                ? found.entry.apply(path)
                : new SourceEntry.HardLink(path, found.paths.getFirst());
        found.paths.add(path);
        linked.put(path, found.paths);
        return Optional.of(entry);
    }

    /** Notes a link whose file may still come. */
    void await(TreePath path, TreePath file) {
        Set<TreePath> paths = waiting.computeIfAbsent(file, _ -> new LinkedHashSet<>());
        paths.add(path);
        linked.put(path, paths);
    }

    /** Forgets a path in the image, because another entry replaces the file there. */
    void replace(TreePath path) {
        Optional.ofNullable(linked.remove(path)).ifPresent(paths -> paths.remove(path));
    }

    /** Reports each link whose file is not in the archive, with the name of the file. */
    void reportWaiting(BiConsumer<TreePath, TreePath> report) {
        waiting.forEach((file, paths) -> paths.forEach(path -> report.accept(path, file)));
        waiting.clear();
    }
}
