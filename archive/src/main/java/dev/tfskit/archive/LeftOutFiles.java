// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
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

    /** The files by their names in the archive. */
    private final Map<TreePath, LeftOutFile> files = new HashMap<>();
    /** Links that stay out, too, with the names of their files. */
    private final Map<TreePath, TreePath> leftOutLinks = new HashMap<>();
    /** The paths of links whose file has not been read yet, by the name of the file. */
    private final Map<TreePath, Set<TreePath>> waiting = new LinkedHashMap<>();
    /** The paths that links have in the image or will have, with the names of their files. */
    private final Map<TreePath, TreePath> linked = new HashMap<>();

    /** A file and its paths in the image. */
    private record LeftOutFile(SourceEntry entry, SequencedSet<TreePath> paths) {}

    /**
     * Adds a file that stays out.
     *
     * @param name its name in the archive
     * @param entry the file, symbolic link, socket or special file; its content can be opened later
     * @return the entries for links that were read before the file
     */
    List<SourceEntry> add(TreePath name, SourceEntry entry) {
        files.put(name, new LeftOutFile(entry, new LinkedHashSet<>()));
        List<SourceEntry> entries = new ArrayList<>();
        for (TreePath path : Optional.ofNullable(waiting.remove(name)).orElse(Set.of())) {
            entries.add(link(path, name).orElseThrow());
        }
        return entries;
    }

    /** Adds a hard link that stays out, too: later links may name it instead of the file. */
    void addLink(TreePath name, TreePath file) {
        leftOutLinks.put(name, fileOf(file));
    }

    /** Returns the name of the file that a name in the archive leads to. */
    TreePath fileOf(TreePath name) {
        return leftOutLinks.getOrDefault(name, name);
    }

    /**
     * Gives a file another path in the image.
     *
     * @param path the path of a link that goes in
     * @param file the name of the file in the archive
     * @return the entry for the link; empty when no such file has been read yet
     */
    Optional<SourceEntry> link(TreePath path, TreePath file) {
        LeftOutFile found = files.get(file);
        if (found == null) {
            return Optional.empty();
        }
        SourceEntry entry =
                found.paths.isEmpty() ? at(path, found.entry) : new SourceEntry.HardLink(path, found.paths.getFirst());
        found.paths.add(path);
        linked.put(path, file);
        return Optional.of(entry);
    }

    /** Notes a link whose file may still come. */
    void await(TreePath path, TreePath file) {
        waiting.computeIfAbsent(file, _ -> new LinkedHashSet<>()).add(path);
        linked.put(path, file);
    }

    /** Forgets a path in the image, because another entry replaces the file there. */
    void replace(TreePath path) {
        TreePath file = linked.remove(path);
        if (file != null) {
            Optional.ofNullable(files.get(file)).ifPresent(each -> each.paths.remove(path));
            Optional.ofNullable(waiting.get(file)).ifPresent(each -> each.remove(path));
        }
    }

    /** Reports each link whose file is not in the archive, with the name of the file. */
    void reportWaiting(BiConsumer<TreePath, TreePath> report) {
        waiting.forEach((file, paths) -> paths.forEach(path -> report.accept(path, file)));
        waiting.clear();
    }

    private static SourceEntry at(TreePath path, SourceEntry entry) {
        return switch (entry) {
            case SourceEntry.File file -> new SourceEntry.File(path, file.metadata(), file.size(), file.content());
            case SourceEntry.Link link -> new SourceEntry.Link(path, link.metadata(), link.target());
            case SourceEntry.Socket socket -> new SourceEntry.Socket(path, socket.metadata());
            case SourceEntry.Special special -> new SourceEntry.Special(path, special.metadata(), special.node());
            case SourceEntry.Directory _,
                    SourceEntry.HardLink _,
                    SourceEntry.MetadataPatch _,
                    SourceEntry.Absence _,
                    SourceEntry.Whiteout _,
                    SourceEntry.OpaqueDirectory _ ->
                throw new IllegalArgumentException(entry + " cannot have several names");
        };
    }
}
