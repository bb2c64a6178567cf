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
import java.util.function.BiConsumer;

/**
 * The files of a tar archive that stay out of the image under some of their names, such as those that match
 * {@code --exclude}. A file whose first name stays out may have hard links that go in. The first of these links then
 * goes in as the file, and the others as further names of it. So an image is the same whether the tree came from an
 * archive or from a directory.
 *
 * <p>Names in the archive differ from paths in the image, because {@code --strip-components} removes names. Not
 * thread-safe.
 */
final class LeftOutFiles {

    /**
     * The files by their names in the archive that stay out. An archive can have a name again for another file, and
     * then the other names keep the old one.
     */
    private final Map<TreePath, LeftOutFile> files = new HashMap<>();
    /** Links that stay out and whose file also stays out and has not been read yet, with the name of that file. */
    private final Map<TreePath, TreePath> leftOutLinks = new HashMap<>();
    /** Files that have not been read yet and have links that go in, by the name of the file. */
    private final Map<TreePath, LeftOutFile> waiting = new LinkedHashMap<>();
    /** The files by the paths that they have in the image or will have. */
    private final Map<TreePath, LeftOutFile> inImage = new HashMap<>();

    private static final class LeftOutFile {

        /** The paths of the file in the image. */
        private final SequencedSet<TreePath> paths = new LinkedHashSet<>();
        /**
         * Makes the entry of the file at a path in the image; empty when the file has not been read yet, or went in
         * under its first name.
         */
        private Optional<IoFunction<TreePath, SourceEntry>> entry = Optional.empty();

        SourceEntry entryAt(TreePath path) throws IOException {
            return paths.isEmpty() ? entry.orElseThrow().apply(path) : new SourceEntry.HardLink(path, paths.getFirst());
        }

        /** Returns whether other entries have replaced all entries from which a link could get the file. */
        boolean isLost() {
            return paths.isEmpty() && entry.isEmpty();
        }
    }

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
        LeftOutFile file = Optional.ofNullable(waiting.remove(name)).orElseGet(LeftOutFile::new);
        file.entry = Optional.of(entry);
        put(name, file);
        List<TreePath> links = List.copyOf(file.paths);
        file.paths.clear();
        List<SourceEntry> entries = new ArrayList<>();
        for (TreePath path : links) {
            entries.add(link(path, file));
        }
        return entries;
    }

    /**
     * Adds a hard link that stays out, to a file that stays out: later links may name the link instead of the file.
     *
     * @param name its name in the archive
     * @param file a name of the file in the archive
     */
    void addLink(TreePath name, TreePath file) {
        LeftOutFile found = files.get(file);
        if (found == null) {
            files.remove(name);
            leftOutLinks.put(name, file);
        } else {
            put(name, found);
        }
    }

    /**
     * Adds a hard link that stays out, to a file that is in the image.
     *
     * @param name its name in the archive
     * @param path a path of the file in the image
     */
    void addLinkIntoImage(TreePath name, TreePath path) {
        put(name, fileAt(path));
    }

    private LeftOutFile fileAt(TreePath path) {
        return inImage.computeIfAbsent(path, first -> {
            LeftOutFile file = new LeftOutFile();
            file.paths.add(first);
            return file;
        });
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

    /** Returns whether a name in the archive is that of a file which other entries have replaced in the image. */
    boolean isLost(TreePath name) {
        LeftOutFile file = files.get(name);
        return file != null && file.isLost();
    }

    /**
     * Gives a file another path in the image.
     *
     * @param path the path of a link that goes in
     * @param file a name of the file in the archive
     * @return the entry for the link; empty when no such file has been read yet, or other entries have replaced it
     * @throws IOException when the file cannot be in an image
     */
    Optional<SourceEntry> link(TreePath path, TreePath file) throws IOException {
        LeftOutFile found = files.get(file);
        return found == null || found.isLost() ? Optional.empty() : Optional.of(link(path, found));
    }

    private SourceEntry link(TreePath path, LeftOutFile file) throws IOException {
        SourceEntry entry = file.entryAt(path);
        addPath(path, file);
        return entry;
    }

    private void addPath(TreePath path, LeftOutFile file) {
        file.paths.add(path);
        inImage.put(path, file);
    }

    /**
     * Notes another path in the image. A link that stays out may lead to the file later.
     *
     * @param path the path of a link that goes in
     * @param known a path of its file in the image
     */
    void addPath(TreePath path, TreePath known) {
        addPath(path, fileAt(known));
    }

    /**
     * Returns whether a path in the image is one of a file already.
     *
     * @param path the path in the image
     * @param file a name of the file in the archive
     */
    boolean hasPath(TreePath path, TreePath file) {
        LeftOutFile found = files.get(file);
        return found != null && found.paths.contains(path);
    }

    /** Returns whether a path in the image is one of these files, so that its further paths must be noted. */
    boolean isKnown(TreePath path) {
        return inImage.containsKey(path);
    }

    /** Notes a link whose file may still come. */
    void await(TreePath path, TreePath file) {
        addPath(path, waiting.computeIfAbsent(file, _ -> new LeftOutFile()));
    }

    /** Forgets a path in the image, because another entry replaces the file there. */
    void replace(TreePath path) {
        Optional.ofNullable(inImage.remove(path)).ifPresent(file -> file.paths.remove(path));
    }

    /** Reports each link whose file is not in the archive, with the name of the file. */
    void reportWaiting(BiConsumer<TreePath, TreePath> report) {
        waiting.forEach((name, file) -> file.paths.forEach(path -> report.accept(path, name)));
        waiting.clear();
    }
}
